import type { StreamRecord } from '@rumo/event-stream';
import fc from 'fast-check';
import { fold } from '../windows/fold.ts';
import { type FoldSettings, freshState } from '../windows/partition-state.ts';
import type { EarlyClose } from '../windows/resume-point.ts';
import { closeEarly } from '../windows/silence.ts';
import { type ClosedWindow, type Counts, noCounts, takeRows, tallyFrom } from '../windows/tally.ts';
import { rowKey } from './memory-store.ts';
import { addPlaceRows, type PlaceSums } from './place-sums.ts';
import { fix, raw, type TimelineRecord } from './timeline.ts';

/** Records as a fleet with every fault would send them: few drivers and coarse times, so that they meet often. */
export function timelines(length: {
  readonly minLength: number;
  readonly maxLength: number;
}): fc.Arbitrary<TimelineRecord[]> {
  const step = fc.record({
    /** Seconds between two arrivals; now and then the broker's clock steps back, or nothing comes for a minute. */
    later: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(0, 0, 0.2, 1, 2.5, 4) },
      { weight: 2, arbitrary: fc.constantFrom(11, 25, 59.999) },
      { weight: 1, arbitrary: fc.constantFrom(60, 75, 200) },
      { weight: 1, arbitrary: fc.constantFrom(-0.5, -12, -70) },
    ),
    /** Seconds from the arrival to the event: delays, clocks that are ahead, and what is too far ahead. */
    shift: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0, 0, -0.5, -1, -2.5) },
      { weight: 4, arbitrary: fc.constantFrom(-5, -9, -12, -15, -20, -30, -75) },
      { weight: 1, arbitrary: fc.constantFrom(5, 15, 30, 60, 61) },
    ),
    driverId: fc.constantFrom('ana', 'bob', '__proto__'),
    sequence: fc.integer({ min: 0, max: 2 }),
    speedMps: fc.constantFrom(null, 0, 7.3, 11.1, 90),
    northM: fc.constantFrom(0, 3.7, 20, 900),
    what: fc.oneof(
      { weight: 14, arbitrary: fc.constant('fix') },
      { weight: 1, arbitrary: fc.constantFrom('other', 'bad') },
    ),
  });
  return fc.array(step, { ...length, size: 'max' }).map((steps) => {
    let arrives = 0;
    return steps.map(({ later, shift, what, ...details }) => {
      arrives += later;
      if (what === 'other') return raw('{"type":"TripStarted"}', arrives);
      if (what === 'bad') return raw('{"type":', arrives);
      return fix(Math.round((arrives + shift) * 2) / 2, { ...details, arrives });
    });
  });
}

export interface Outcome {
  readonly rows: ReadonlyMap<string, ClosedWindow>;
  readonly counts: Readonly<Counts>;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly places: PlaceSums;
}

/** What one owner that never stops makes of the log, with the early closes given by position. */
export function uninterrupted(
  log: readonly StreamRecord[],
  settings: FoldSettings,
  earlyCloses: ReadonlyMap<string, EarlyClose> = new Map(),
): Outcome {
  const state = freshState(settings);
  const tally = tallyFrom(noCounts, {}, settings.streets);
  for (const record of log) {
    fold(state, [record], tally);
    const close = earlyCloses.get(record.position);
    if (close !== undefined) closeEarly(state, tally, close.throughMs);
  }
  const rows = new Map(tally.closed.map((window) => [rowKey(window), window]));
  const places: PlaceSums = new Map();
  addPlaceRows(places, takeRows(tally).places);
  return { rows, counts: tally.counts, rejectedByReason: Object.fromEntries(tally.rejectedByReason), places };
}
