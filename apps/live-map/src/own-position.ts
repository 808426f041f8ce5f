import type { EventStream, PartitionLag, Position } from '@rumo/event-stream';

/** Where this process stands in one partition, across all assignments of it. */
export interface OwnPosition {
  /** The newest record taken in, null before the first. */
  newest: Position | null;
  /** The running maximum of the arrivals (W1). */
  arrivalMs: number;
  /** Where reading began, epoch ms by the broker's clock. */
  fromMs: number;
  /** `fromMs` was found too late once and set back. */
  setBack: boolean;
  /** The log's end when the newest assignment began; null before that. */
  target: Position | null;
  /** Everything up to `target` has been taken in. */
  caughtUp: boolean;
}

export function newOwnPosition(fromMs: number): OwnPosition {
  return {
    newest: null,
    arrivalMs: Number.NEGATIVE_INFINITY,
    fromMs,
    setBack: false,
    target: null,
    caughtUp: false,
  };
}

/** Marks the partitions that have reached the end their log had when they were assigned. */
export function noteProgress(
  owned: ReadonlyMap<number, OwnPosition>,
  lags: readonly PartitionLag[],
  compare: EventStream['comparePositions'],
): void {
  for (const { partition, position } of lags) {
    const own = owned.get(partition);
    if (own === undefined || own.caughtUp || own.target === null || position === null) continue;
    own.caughtUp = compare(position, own.target) >= 0;
  }
}
