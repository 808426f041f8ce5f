import type { EngineStats } from './live-messages.ts';

/** Counts what an engine does, a second at a time. */
export function createEngineMeter() {
  let sums = { frames: 0, updates: 0, frameBytes: 0, busyMs: 0 };
  let socketMs: number[] = [];
  let fixAgeMs: number[] = [];
  let roundTripMs: number | null = null;
  return {
    frame(bytes: number, updates: number, transitMs: number): void {
      sums.frames++;
      sums.updates += updates;
      sums.frameBytes += bytes;
      socketMs.push(transitMs);
    },
    fixAge(ms: number): void {
      // A sample is enough: a hundred thousand cars send as many fixes a second.
      if (fixAgeMs.length < 1_000) fixAgeMs.push(ms);
    },
    busy(ms: number): void {
      sums.busyMs += ms;
    },
    roundTrip(ms: number): void {
      roundTripMs = ms;
    },
    /** What has been counted since the last call. */
    take(): Omit<EngineStats, 'cars' | 'inWorker'> {
      const taken = { ...sums, roundTripMs, socketMs: median(socketMs), fixAgeMs: median(fixAgeMs) };
      sums = { frames: 0, updates: 0, frameBytes: 0, busyMs: 0 };
      socketMs = [];
      fixAgeMs = [];
      return taken;
    },
  };
}

/** The middle of the values, null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)];
}
