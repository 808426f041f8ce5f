import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines } from '../testing/histories.ts';
import { fix, logOf, pulse, raw, settings, type TimelineRecord, t0 } from '../testing/timeline.ts';
import { fold } from '../windows/fold.ts';
import { freshState } from '../windows/partition-state.ts';
import { windowMs, windowStartMs } from '../windows/rules.ts';
import { tallyFrom } from '../windows/tally.ts';
import { latenessMs, logReading, readFromMs } from './log-reading.ts';

const { gapMs } = settings;

/** Reads the window of ana that starts at `fromMs` as it would be read from a long log. */
function readingOf(log: ReturnType<typeof logOf>, fromMs: number, toMs = fromMs + windowMs) {
  const stretch = { driverId: 'ana', fromMs, toMs, gapMs };
  const first = log.findIndex(({ arrivalMs }) => arrivalMs >= readFromMs(stretch));
  const reading = logReading(stretch);
  let read = 0;
  for (const record of first < 0 ? [] : log.slice(first)) {
    read++;
    if (reading.take([record])) break;
  }
  return { reading, read };
}

function outcomes(records: readonly TimelineRecord[], second = 0) {
  return readingOf(logOf(records), t0 + second * 1_000)
    .reading.fixes()
    .map(({ event, outcome }) => [(event.occurredAtMs - t0) / 1_000, event.sequence, outcome]);
}

test('X1 a window read from the middle of the log has the row that the whole log gives', () => {
  fc.assert(
    fc.property(timelines({ minLength: 1, maxLength: 120 }), (records) => {
      const log = logOf(records);
      const tally = tallyFrom();
      fold(freshState(settings), log, tally);
      const lengthMs = 20 * windowMs;
      const firstMs = windowStartMs(log[Math.floor(log.length / 2)].arrivalMs) - lengthMs / 2;
      for (let fromMs = firstMs; fromMs < firstMs + lengthMs; fromMs += windowMs) {
        const { reading } = readingOf(log, fromMs);
        const rows = tally.closed.filter((row) => row.driverId === 'ana' && row.windowStartMs === fromMs);
        expect(reading.rows()).toEqual(rows);
        const used = reading
          .fixes()
          .filter(({ event, outcome }) => event.occurredAtMs >= fromMs && outcome === 'used');
        if (reading.isClosed()) expect(used).toHaveLength(rows[0]?.fixes ?? 0);
      }
    }),
    { numRuns: 100 },
  );
});

test('W2 a longer stretch has the rows of all its windows', () => {
  const log = logOf([fix(1), fix(12), fix(25), pulse(50)]);
  const { reading } = readingOf(log, t0, t0 + 3 * windowMs);
  expect(reading.rows().map(({ windowStartMs: startMs, fixes }) => [startMs - t0, fixes])).toEqual([
    [0, 1],
    [10_000, 1],
    [20_000, 1],
  ]);
});

test('W8 of fixes of one time the one that stays is used, whoever came first', () => {
  expect(
    outcomes([
      fix(5, { sequence: 7 }),
      fix(5, { sequence: 7 }),
      fix(5, { sequence: 3 }),
      fix(5, { sequence: 9 }),
    ]),
  ).toEqual([
    [5, 7, 'conflict'],
    [5, 7, 'duplicate'],
    [5, 3, 'used'],
    [5, 9, 'conflict'],
  ]);
});

test('W7 W9 what came late or from too far ahead is shown as that, in order of time', () => {
  expect(
    outcomes([fix(9, { arrives: -52 }), fix(5), pulse(30), fix(2, { arrives: 31, sequence: 4 })]),
  ).toEqual([
    [2, 4, 'late'],
    [5, 0, 'used'],
    [9, 0, 'rejected'],
  ]);
});

test('the fixes before the window are there as far as a segment can reach', () => {
  expect(outcomes([fix(-61), fix(-58), fix(1)])).toEqual([
    [-58, 0, 'used'],
    [1, 0, 'used'],
  ]);
});

test('late records are looked for until a minute after the close, and no longer', () => {
  const beats = Array.from({ length: 200 }, (_, second) => pulse(second));
  const { reading, read } = readingOf(logOf([fix(5), ...beats]), t0);
  expect(reading.isClosed()).toBe(true);
  // Closed by the pulse of second 20.
  expect(read).toBe(1 + 20 + latenessMs / 1_000 + 1);
});

test('records under the key of the driver that say nothing are counted, those of others are not', () => {
  const { reading } = readingOf(logOf([fix(5), raw('{"type":', 5, 'ana'), raw('{"type":', 5, 'bob')]), t0);
  expect(reading.unreadable()).toBe(1);
});
