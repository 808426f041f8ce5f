/** How simulated time follows the wall clock: wall = simulated + `offsetMs`. */
export interface WorldClock {
  readonly offsetMs: number;
  /** The last wall time seen, epoch ms. */
  readonly lastMs: number;
}

export interface ClockTurn {
  readonly clock: WorldClock;
  /** The world runs up to here, simulated ms. */
  readonly untilMs: number;
  /** How long the world stood still, 0 when it did not. */
  readonly pausedMs: number;
  /** How far the wall clock is behind what was seen before, 0 when it is not: the world waits for it. */
  readonly behindMs: number;
}

/** A tick that is later than this is a gap: the world stands still for it and goes on in the present. */
export const latestTickMs = 2_000;

/** One tick at wall time `nowMs`, `tickMs` after the one before if all is well. */
export function turnClock(clock: WorldClock, nowMs: number, tickMs: number): ClockTurn {
  if (nowMs < clock.lastMs) {
    // Going back would send a second fix with the time of an earlier one.
    const untilMs = clock.lastMs - clock.offsetMs;
    return { clock, untilMs, pausedMs: 0, behindMs: clock.lastMs - nowMs };
  }
  const lateMs = nowMs - clock.lastMs - tickMs;
  const pausedMs = lateMs > latestTickMs ? lateMs : 0;
  const offsetMs = clock.offsetMs + pausedMs;
  return { clock: { offsetMs, lastMs: nowMs }, untilMs: nowMs - offsetMs, pausedMs, behindMs: 0 };
}

/** A clock for a world whose last step was at `simulatedMs` under `offsetMs`, and which goes on at `nowMs`. */
export function resumeClock(simulatedMs: number, offsetMs: number, nowMs: number): WorldClock {
  const lastMs = simulatedMs + offsetMs;
  return nowMs > lastMs ? { offsetMs: nowMs - simulatedMs, lastMs: nowMs } : { offsetMs, lastMs };
}
