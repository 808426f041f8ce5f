import type { ExplainedFix, WindowExplanation } from '@rumo/events';
import { distanceM } from '@rumo/geo';
import { baseKeptMs } from '../store/retention.ts';
import { windowMs, windowStartMs } from '../windows/rules.ts';
import type { ClosedWindow } from '../windows/tally.ts';
import { windowSums } from '../windows/window-distance.ts';
import type { JudgedFix, LogReading, Stretch } from './log-reading.ts';

export type StoredRow = Omit<ClosedWindow, 'driverId' | 'movingMs' | 'idleMs'>;
type Segment = NonNullable<ExplainedFix['segment']>;

/** What the database says of a stretch. */
export interface Stored {
  readonly rows: readonly StoredRow[];
  /** Through which its partition's windows are stored, −Infinity before the first. */
  readonly closedThroughMs: number;
}

export type Explained =
  | { readonly kind: 'explained'; readonly explanation: WindowExplanation }
  /** No record has its time in the stretch. */
  | { readonly kind: 'nothing' }
  /** The log begins after what the stored windows were made of. */
  | { readonly kind: 'gone' };

/**
 * Puts what the log tells beside what is stored. `fromLogStart`: the reading began at the oldest record the log holds,
 * so that others may have been before it.
 */
export function explain(
  stretch: Stretch,
  reading: LogReading,
  stored: Stored,
  fromLogStart: boolean,
): Explained {
  const { driverId, fromMs, toMs } = stretch;
  const fixes = reading.fixes();
  const inside = fixes.filter(({ event }) => event.occurredAtMs >= fromMs);
  const { rows, rolledUp, differs } = rowsOf(stored, reading.rows());
  if (differs && fromLogStart) return { kind: 'gone' };
  if (inside.length === 0 && rows.length === 0) return { kind: 'nothing' };
  const segments = segmentsOf(fixes, stretch);
  const first = inside.find(isUsed);
  const before = fixes.findLast((fix) => isUsed(fix) && fix.event.occurredAtMs < fromMs);
  const reaches = first !== undefined && before !== undefined && segments.get(first) !== undefined;
  const isStored = stored.closedThroughMs >= toMs;
  const explanation = {
    driverId,
    windowStartMs: fromMs,
    windowMs: toMs - fromMs,
    row: isStored && rows.length > 0 ? sumOf(rows) : null,
    before: reaches ? explained(before, null) : null,
    fixes: inside.map((fix) => explained(fix, segments.get(fix) ?? null)),
    note: noteOf({
      open: isStored ? null : reading.isClosed() ? 'waits' : 'open',
      unreadable: reading.unreadable(),
      differs,
      rolledUp,
    }),
  };
  return { kind: 'explained', explanation };
}

/** By each used fix the segment that ends there, as the fold takes it: window by window (W3, W4). */
function segmentsOf(
  fixes: readonly JudgedFix[],
  { gapMs, maxSpeedMps }: Stretch,
): ReadonlyMap<JudgedFix, Segment> {
  const used = fixes.filter(isUsed);
  const segments = new Map<JudgedFix, Segment>();
  for (let from = 0; from < used.length; ) {
    const endMs = windowStartMs(used[from].event.occurredAtMs) + windowMs;
    let to = from;
    while (to < used.length && used[to].event.occurredAtMs < endMs) to++;
    const near = from > 0 && used[from].event.occurredAtMs - used[from - 1].event.occurredAtMs <= gapMs;
    const joined = used.slice(near ? from - 1 : from, to);
    const segmentsM: number[] = [];
    windowSums(
      joined.map(({ event }) => event),
      gapMs,
      segmentsM,
      maxSpeedMps,
    );
    for (let i = 1; i < joined.length; i++) {
      const [before, fix] = [joined[i - 1].event, joined[i].event];
      const timeMs = fix.occurredAtMs - before.occurredAtMs;
      const outlier = Number.isNaN(segmentsM[i]);
      const segmentM = outlier ? distanceM(before, fix) : segmentsM[i];
      if (timeMs <= gapMs) segments.set(joined[i], { distanceM: segmentM, timeMs, outlier });
    }
    from = to;
  }
  return segments;
}

function isUsed({ outcome }: JudgedFix): boolean {
  return outcome === 'used';
}

/** The rows as they are stored; as the log gives them where they were rolled up since (W2). */
function rowsOf({ rows, closedThroughMs }: Stored, read: readonly StoredRow[]) {
  const keptFromMs = closedThroughMs - baseKeptMs;
  const missing = read.filter(
    ({ windowStartMs: startMs }) =>
      startMs < closedThroughMs && !rows.some(({ windowStartMs }) => windowStartMs === startMs),
  );
  const gone = missing.filter(({ windowStartMs: startMs }) => startMs < keptFromMs);
  return {
    rows: [...gone, ...rows],
    rolledUp: gone.length > 0,
    differs: gone.length < missing.length || !rows.every((row) => read.some((other) => isSame(row, other))),
  };
}

function isSame(row: StoredRow, other: StoredRow): boolean {
  return (
    row.windowStartMs === other.windowStartMs &&
    row.distanceM === other.distanceM &&
    row.timeS === other.timeS &&
    row.fixes === other.fixes &&
    row.outliers === other.outliers
  );
}

/** W2 */
function sumOf(rows: readonly StoredRow[]): NonNullable<WindowExplanation['row']> {
  const sum = { distanceM: 0, timeS: 0, fixes: 0, outliers: 0 };
  for (const row of rows) {
    sum.distanceM += row.distanceM;
    sum.timeS += row.timeS;
    sum.fixes += row.fixes;
    sum.outliers += row.outliers;
  }
  const meanKmh = sum.timeS > 0 ? (sum.distanceM / sum.timeS) * 3.6 : null;
  return { meanKmh, ...sum, partial: rows.some(({ partial }) => partial) };
}

function explained(
  { event, arrivalMs, position, outcome }: JudgedFix,
  segment: Segment | null,
): ExplainedFix {
  const { occurredAtMs, sequence, latitude, longitude, accuracyM, speedMps, headingDeg, status } = event;
  return {
    occurredAtMs,
    arrivalMs,
    position,
    sequence,
    latitude,
    longitude,
    accuracyM,
    speedMps,
    headingDeg,
    status,
    outcome,
    segment,
  };
}

function noteOf(of: {
  readonly open: 'open' | 'waits' | null;
  readonly unreadable: number;
  readonly differs: boolean;
  readonly rolledUp: boolean;
}): string | null {
  const sentences: string[] = [];
  if (of.open === 'open') sentences.push('The window is still open: fixes may come.');
  if (of.open === 'waits') sentences.push('driver-speed has not come so far yet: nothing is stored.');
  if (of.rolledUp) sentences.push('Its row is only kept in a longer sum: these figures are the log’s.');
  if (of.differs)
    sentences.push(
      'What is stored differs from what the log gives today: it was counted under other settings.',
    );
  if (of.unreadable > 0)
    sentences.push(`${of.unreadable} records of this driver from around that time cannot be read.`);
  return sentences.length === 0 ? null : sentences.join(' ');
}
