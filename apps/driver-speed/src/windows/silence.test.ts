import { describe, expect, test } from 'vitest';
import { fix, logOf, pulse, raw, settings, type TimelineRecord, tell, toldOf } from '../testing/timeline.ts';
import { fold } from './fold.ts';
import { freshState } from './partition-state.ts';
import { closeEarly, look, received, wouldProve } from './silence.ts';
import { tallyFrom } from './tally.ts';

test('W10 an arrival 60 s after the one before closes through the window of the greatest time', () => {
  const { windows, closedThrough } = tell(fix(8), fix(12), raw('{"type":"Any"}', 72));
  expect(windows.map(({ start }) => start)).toEqual([0, 10]);
  expect(closedThrough).toBe(20);
});

test('W10 a shorter silence closes nothing', () => {
  expect(tell(fix(8), fix(12), raw('{"type":"Any"}', 71.999)).windows).toEqual([]);
});

test('W10 windows after the greatest time stay open', () => {
  const { windows, tally } = tell(fix(12), fix(45, { driverId: 'ahead', arrives: 12 }), pulse(80));
  expect(windows.map(({ driverId }) => driverId)).toEqual(['ana', 'ahead']);
  const open = tell(fix(12), fix(65, { driverId: 'ahead', arrives: 12 }), raw(null, 72));
  expect(open.windows.map(({ driverId }) => driverId)).toEqual(['ana']);
  expect(tally.counts.late).toBe(0);
});

test('W10 W13 the close comes before the record is judged: what it brings from before is late', () => {
  const { tally, windows } = tell(fix(12), fix(15, { arrives: 75 }));
  expect(tally.counts.late).toBe(1);
  expect(windows[0].fixes).toBe(1);
});

test('W1 W10 an append time that steps back makes no silence when it catches up', () => {
  const { closedThrough } = tell(fix(12), raw(null, -100), raw(null, 20));
  expect(closedThrough).toBe(0);
});

describe('W10 closing early, on proof', () => {
  function quietAfter(...records: readonly TimelineRecord[]) {
    const state = freshState(settings);
    const tally = tallyFrom();
    fold(state, logOf(records), tally);
    return {
      state,
      tally,
      next: (record: TimelineRecord) => fold(state, logOf([record], records.length), tally),
    };
  }

  test('closes what the next record would close', () => {
    const { state, tally } = quietAfter(fix(8), fix(12));
    expect(closeEarly(state, tally)).toBe(true);
    expect(toldOf(state, tally)).toMatchObject({ closedThrough: 20, windows: [{ start: 0 }, { start: 10 }] });
    expect(closeEarly(state, tally)).toBe(false);
  });

  test('a next record after 60 s or more agrees', () => {
    const { state, tally, next } = quietAfter(fix(12));
    closeEarly(state, tally);
    next(fix(80));
    expect(tally.counts.idleDisagreements).toBe(0);
    expect(toldOf(state, tally).closedThrough).toBe(70);
  });

  test('a next record after less is counted as a disagreement, once', () => {
    const { state, tally, next } = quietAfter(fix(12));
    closeEarly(state, tally);
    next(fix(15));
    next(fix(21));
    expect(tally.counts).toMatchObject({ idleDisagreements: 1, late: 1, used: 2 });
  });

  test('before any fix there is nothing to close', () => {
    const { state, tally } = quietAfter(raw(null, 5));
    expect(closeEarly(state, tally)).toBe(false);
  });

  test('the end of the log is proof from 65 s after the last record on', () => {
    let quiet = received(1_000);
    for (let now = 2_000; now < 66_000; now += 1_000) {
      quiet = look(quiet, now);
      expect(wouldProve(quiet, now)).toBe(false);
    }
    expect(wouldProve(look(quiet, 66_000), 66_000)).toBe(true);
  });

  test('a wake from a stall restarts the count', () => {
    const woken = look(received(1_000), 500_000);
    expect(wouldProve(woken, 500_000)).toBe(false);
    expect(wouldProve(woken, 564_999)).toBe(false);
    expect(wouldProve(woken, 565_000)).toBe(true);
  });
});
