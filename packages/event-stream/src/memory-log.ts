import type { Bounds, Position, StreamRecord } from './event-stream.ts';

/** One partition held in memory. Positions are whole numbers here and may have holes. */
export interface MemoryLog {
  append(record: Omit<StreamRecord, 'position'>): Position;
  /** Leaves `count` positions unused, as transactions and compaction do. */
  skip(count: number): void;
  /** Forgets what stands before `position`, as retention does. */
  truncateBefore(position: Position): void;
  bounds(): Bounds;
  /** At most `limit` records at or after `position`. */
  read(position: Position, limit: number): readonly StreamRecord[];
  /** The first record that arrived at or after `timeMs`. */
  atTime(timeMs: number): Position | null;
}

export function memoryLog(): MemoryLog {
  let records: StreamRecord[] = [];
  let first = 0;
  let next = 0;
  return {
    append(record) {
      const position = String(next);
      records.push({ position, ...record });
      next += 1;
      return position;
    },
    skip(count) {
      next += count;
    },
    truncateBefore(position) {
      first = Math.min(Math.max(first, Number(position)), next);
      records = records.slice(indexOf(records, first));
    },
    bounds: () => ({ first: String(first), next: String(next) }),
    read(position, limit) {
      const from = indexOf(records, Number(position));
      return records.slice(from, from + limit);
    },
    atTime: (timeMs) => records.find((record) => record.arrivalMs >= timeMs)?.position ?? null,
  };
}

/** The index of the first record at or after `position`. */
function indexOf(records: readonly StreamRecord[], position: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(records[middle].position) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
