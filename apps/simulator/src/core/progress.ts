/** How far a world has been sent, kept beside its snapshot and written before each sending. */
export interface Progress {
  readonly name: string;
  /** Every step before this one may have been sent. */
  readonly step: number;
  /** What the steps before this one sent has been acknowledged by the stream. */
  readonly acknowledgedStep: number;
  /** From which step on occurredAtMs was simulated time plus which offset; ascending, never empty. */
  readonly offsets: readonly (readonly [fromStep: number, offsetMs: number])[];
}

const mostOffsets = 64;

/** The offsets with the one in force from `step` on; those that ended before `keepFromStep` are dropped. */
export function withOffset(
  offsets: Progress['offsets'],
  step: number,
  offsetMs: number,
  keepFromStep: number,
): Progress['offsets'] {
  const last = offsets[offsets.length - 1];
  const next = last !== undefined && last[1] === offsetMs ? offsets : [...offsets, [step, offsetMs] as const];
  const firstUsed = Math.max(
    0,
    next.findLastIndex(([fromStep]) => fromStep <= keepFromStep),
  );
  return next.slice(Math.max(firstUsed, next.length - mostOffsets));
}

/** One stretch of steps to live again, up to before `untilStep`. */
export interface Stretch {
  readonly untilStep: number;
  readonly offsetMs: number;
  /** Sent again, byte for byte: the stream may not have it yet. Else it is known there. */
  readonly send: boolean;
}

/**
 * What a world at `step` must live again to be where it was last sent, or null when the progress does not reach back
 * that far or is of another world.
 */
export function stretchesToRepeat(name: string, step: number, progress: Progress): Stretch[] | null {
  if (progress.name !== name || progress.step < step || !(progress.offsets[0]?.[0] <= step)) return null;
  const cuts = [...progress.offsets.map(([fromStep]) => fromStep), progress.acknowledgedStep, progress.step]
    .filter((cut) => cut > step && cut <= progress.step)
    .sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  let from = step;
  for (const untilStep of new Set(cuts)) {
    const offset = progress.offsets.findLast(([fromStep]) => fromStep <= from);
    if (offset === undefined) return null;
    stretches.push({ untilStep, offsetMs: offset[1], send: from >= progress.acknowledgedStep });
    from = untilStep;
  }
  return stretches;
}
