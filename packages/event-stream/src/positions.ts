import type { Bounds, Position, Start } from './event-stream.ts';

/** Orders two decimal positions without leading zeros, of any length; no sign. */
export function comparePositions(a: Position, b: Position): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The position a record would have right after the one at `position`. */
export function positionAfter(position: Position): Position {
  return String(BigInt(position) + 1n);
}

export interface ReadingPlace {
  /** The next position to read. */
  readonly next: Position;
  /** The position asked for, when the log does not hold it. */
  readonly missing: Position | null;
}

/**
 * Where reading begins. A position before the log's first record has been removed by retention; one beyond its
 * end belongs to another log: both go on at the first record, and say which position is missing.
 * `atTime` is the first record at or after the time of a `time` start; null, or a position beyond `bounds`, where
 * there was none when `bounds` were asked.
 */
export function placeToStart(start: Start, bounds: Bounds, atTime: Position | null): ReadingPlace {
  switch (start.from) {
    case 'beginning':
      return { next: bounds.first, missing: null };
    case 'end':
      return { next: bounds.next, missing: null };
    case 'time':
      return { next: earlier(atTime ?? bounds.next, bounds.next), missing: null };
    case 'position':
      return placeToGoOn(start.position, bounds);
    case 'after':
      return placeToGoOn(positionAfter(start.position), bounds);
  }
}

/** Where to go on when `next` is the next position to read. */
export function placeToGoOn(next: Position, bounds: Bounds): ReadingPlace {
  const held = comparePositions(next, bounds.first) >= 0 && comparePositions(next, bounds.next) <= 0;
  return held ? { next, missing: null } : { next: bounds.first, missing: next };
}

function earlier(a: Position, b: Position): Position {
  return comparePositions(a, b) <= 0 ? a : b;
}
