import { describe, expect, test } from 'vitest';
import { freshProgress, type Progress } from '../store/progress.ts';
import { uninterrupted } from '../testing/histories.ts';
import {
  compare,
  fix,
  logOf,
  pulse,
  raw,
  settings,
  type TimelineRecord,
  t0,
  toldOf,
} from '../testing/timeline.ts';
import { closeEarly } from '../windows/silence.ts';
import { commitOf, openSession, type Session, startOf, takeGap, takeRecords } from './session.ts';

const fresh = freshProgress('log');

function take(session: Session, log: ReturnType<typeof logOf>) {
  return takeRecords(session, log, 0, Number.POSITIVE_INFINITY, compare);
}

/** What an owner leaves behind that read all of the log. */
function afterReading(log: ReturnType<typeof logOf>, from: Progress = fresh) {
  const session = openSession(from, settings);
  take(session, log);
  return { session, commit: commitOf(session, false) };
}

describe('X4 the resume point', () => {
  const drive = (from: number, to: number): TimelineRecord[] =>
    Array.from({ length: to - from }, (_, i) => fix(from + i, { speedMps: 10, sequence: i }));
  /** The second of the first record that a new owner would read. */
  const resumesAt = (records: TimelineRecord[]) => {
    const { commit } = afterReading(logOf(records));
    const start = startOf(commit);
    return start.from === 'position' ? (records[Number(start.position)].arrivalMs - t0) / 1_000 : start.from;
  };

  test('is the beginning before anything was read', () => {
    expect(startOf(fresh)).toEqual({ from: 'beginning' });
  });

  test('is at or just before the oldest fix of an open window and the one before it', () => {
    // Closed through 90: fixes from 90 on are needed, and the one at 89; stretches begin at multiples of four.
    expect(resumesAt(drive(0, 101))).toBe(88);
  });

  test('waits for a driver whose last fix may still begin a segment, and no longer', () => {
    const quiet = fix(0, { driverId: 'quiet', sequence: 9 });
    expect(resumesAt([quiet, ...drive(1, 80)])).toBe(0);
    expect(resumesAt([quiet, ...drive(1, 81)])).toBeGreaterThan(50);
  });

  test('waits for a fix that came early for a window that is still open', () => {
    const ahead = fix(60, { driverId: 'ahead', arrives: 5 });
    expect(resumesAt([...drive(0, 5), ahead, ...drive(6, 79)])).toBe(4);
    expect(resumesAt([...drive(0, 5), ahead, ...drive(6, 142)])).toBeGreaterThan(100);
  });

  test('carries the clock the stream had there', () => {
    const { commit } = afterReading(logOf(drive(0, 101)));
    expect(commit.resume?.clock).toMatchObject({
      arrivalMs: t0 + 87_000,
      greatestMs: t0 + 87_000,
      closedThroughMs: t0 + 70_000,
    });
  });
});

describe('X5 another log', () => {
  const records = [fix(1), fix(2, { sequence: 1 }), fix(3, { sequence: 2 })];
  const { commit } = afterReading(logOf(records));

  test('is one whose record at our position arrived at another time', () => {
    const other = logOf([...records.slice(0, 2), { ...records[2], arrivalMs: t0 }]);
    expect(take(openSession(commit, settings), other).kind).toBe('another_log');
  });

  test('is one that has no record at our position', () => {
    const other = [...logOf(records.slice(0, 2)), ...logOf([fix(4)], 7)];
    expect(take(openSession(commit, settings), other)).toMatchObject({
      kind: 'another_log',
      found: 'no record at 2',
    });
  });

  test('is not ours: reading on after the very record gives what was not counted', () => {
    const log = logOf([...records, fix(4, { sequence: 3 })]);
    const session = openSession(commit, settings);
    expect(take(session, log)).toEqual({ kind: 'folded', next: 4, counted: 1 });
    expect(session.tally.counts.read).toBe(4);
  });
});

describe('the log lost records', () => {
  const speedMps = 10;
  const before = [fix(21, { speedMps }), fix(29, { speedMps }), fix(31, { speedMps })];
  const after = logOf([fix(45, { speedMps }), fix(46, { speedMps }), fix(199, { speedMps }), pulse(400)], 50);

  test('while it was read: what is open closes as partial, one gap is counted, no segment reaches across', () => {
    const session = openSession(fresh, settings);
    take(session, logOf(before));
    takeGap(session, '50', compare);
    take(session, after);
    const { windows } = toldOf(session.state, session.tally);
    expect(windows.map(({ start, timeS, partial }) => [start, timeS, partial])).toEqual([
      [20, 8, true],
      [30, 2, true],
      [40, 1, true],
      [190, 0, false],
    ]);
    expect(session.tally.counts).toMatchObject({ logGaps: 1, used: 7 });
  });

  test('past the last record counted: windows go on as partial, the closed ones stay closed', () => {
    const { commit } = afterReading(logOf([...before, pulse(45)]));
    const session = openSession(commit, settings);
    takeGap(session, '50', compare);
    take(session, [...logOf([fix(29.5, { sequence: 5 })], 49), ...after]);
    const { windows } = toldOf(session.state, session.tally);
    expect(windows.map(({ start, partial }) => [start, partial])).toEqual([
      [40, true],
      [190, false],
    ]);
    expect(session.tally.counts).toMatchObject({ logGaps: 1, late: 1, read: 9 });
  });

  test('between the resume point and the last record counted: the rest is replayed and nothing counted twice', () => {
    const log = logOf([...before, fix(40, { speedMps }), fix(45, { speedMps }), fix(47, { speedMps })]);
    const { commit } = afterReading(log);
    const session = openSession(commit, settings);
    takeGap(session, '4', compare);
    take(session, [...log.slice(4), ...logOf([pulse(80)], 6)]);
    const { windows } = toldOf(session.state, session.tally);
    expect(windows).toMatchObject([{ start: 40, fixes: 2, timeS: 2, partial: true }]);
    expect(session.tally.counts).toMatchObject({ read: 7, used: 7, logGaps: 1 });
  });

  test('a crash right after it replays what came since, with the same marks', () => {
    const session = openSession(fresh, settings);
    take(session, logOf(before));
    takeGap(session, '50', compare);
    take(session, after.slice(0, 2));
    const second = openSession(commitOf(session, false), settings);
    const start = startOf(commitOf(session, false));
    expect(start).toEqual({ from: 'position', position: '50' });
    take(second, after);
    expect(toldOf(second.state, second.tally).windows).toMatchObject([
      { start: 40, fixes: 2, timeS: 1, partial: true },
      { start: 190, partial: false },
    ]);
    expect(second.tally.counts).toMatchObject({ logGaps: 1, used: 7, read: 7 });
  });
});

test('X3 W10 a replay from the first record gives the rows of a run that closed early on proof', () => {
  const log = logOf([
    fix(1),
    fix(14),
    fix(100, { sequence: 1 }),
    fix(108),
    raw(null, 190),
    fix(191),
    pulse(280),
  ]);
  const live = openSession(fresh, settings);
  take(live, log.slice(0, 2));
  closeEarly(live.state, live.tally);
  take(live, log.slice(2, 4));
  closeEarly(live.state, live.tally);
  take(live, log.slice(4));
  const rows = new Map(
    live.tally.closed.map((window) => [`${window.driverId} ${window.windowStartMs}`, window]),
  );
  expect(rows).toEqual(uninterrupted(log, settings).rows);
  expect(live.tally.counts).toEqual(uninterrupted(log, settings).counts);
});
