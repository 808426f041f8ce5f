import { localProjection } from '@rumo/geo';
import type { WindowAnswer } from './api-answers.ts';
import { countText, distanceText, kmhText } from './speed-text.ts';

export type WindowFix = WindowAnswer['fixes'][number];
export type FixOutcome = WindowFix['outcome'];

/** A fix of a window where it is drawn. Shares run from 0 to 1 over what is shown. */
export interface FixMark {
  readonly fix: WindowFix;
  /** The fix before the window, from which its first segment comes. */
  readonly isBefore: boolean;
  /** When it was taken. */
  readonly timeShare: number;
  /** The how manieth it came, from 1. */
  readonly arrivalRank: number;
  readonly arrivalShare: number;
  /** From when it was taken to when the broker had it. */
  readonly delayMs: number;
}

/** A stretch between two fixes that the window counts. */
export interface SegmentMark {
  readonly fromShare: number;
  readonly toShare: number;
  readonly distanceM: number;
  readonly kmh: number;
  readonly outlier: boolean;
}

/** Where fixes lie beside each other, in a square of side 1, north up. */
export interface PathMark {
  readonly x: number;
  readonly y: number;
  readonly outcome: FixOutcome;
  readonly isBefore: boolean;
}

export interface WindowDrawing {
  /** Event time at share 0 and at share 1, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly windowShare: number;
  readonly marks: readonly FixMark[];
  readonly segments: readonly SegmentMark[];
  /** The upper end of the speeds, km/h. */
  readonly topKmh: number;
  readonly path: readonly PathMark[];
  /** Metres that the path's square spans. */
  readonly pathM: number;
}

const leastPathM = 20;

/** Lays out one window: fixes by time and by arrival, the segments between them, and the way they went. */
export function windowDrawing(explained: WindowAnswer): WindowDrawing {
  const { before, fixes, windowStartMs, windowMs } = explained;
  const toMs = windowStartMs + windowMs;
  // A fix from long before would press the window into a corner: its line comes in from the left edge then.
  const fromMs = Math.max(
    Math.min(before?.occurredAtMs ?? windowStartMs, windowStartMs),
    windowStartMs - windowMs / 4,
  );
  const shareOf = (ms: number) => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs)));
  const all = before === null ? [...fixes] : [before, ...fixes];
  const byArrival = all.toSorted(comesBefore);
  const last = Math.max(1, byArrival.length - 1);
  const marks = all.map((fix): FixMark => {
    const rank = byArrival.indexOf(fix);
    return {
      fix,
      isBefore: fix === before,
      timeShare: shareOf(fix.occurredAtMs),
      arrivalRank: rank + 1,
      arrivalShare: all.length === 1 ? 0.5 : rank / last,
      delayMs: fix.arrivalMs - fix.occurredAtMs,
    };
  });
  const segments = fixes.flatMap(({ segment, occurredAtMs }): SegmentMark[] =>
    segment === null || segment.timeMs <= 0
      ? []
      : [
          {
            fromShare: shareOf(occurredAtMs - segment.timeMs),
            toShare: shareOf(occurredAtMs),
            distanceM: segment.distanceM,
            kmh: (segment.distanceM / segment.timeMs) * 3_600,
            outlier: segment.outlier,
          },
        ],
  );
  const fastest = Math.max(0, ...segments.filter(({ outlier }) => !outlier).map(({ kmh }) => kmh));
  return {
    fromMs,
    toMs,
    windowShare: shareOf(windowStartMs),
    marks,
    segments,
    topKmh: Math.max(20, Math.ceil(fastest / 10) * 10),
    ...pathOf(all, before),
  };
}

const words: Readonly<Record<Exclude<FixOutcome, 'used'>, readonly [one: string, many: string]>> = {
  late: ['late', 'late'],
  duplicate: ['duplicate', 'duplicates'],
  conflict: ['conflict', 'conflicts'],
  rejected: ['rejected', 'rejected'],
};

/** The window in a sentence: what was measured, from how many fixes, and what was left out. */
export function explainedText({ row, fixes }: WindowAnswer): string {
  const count = (outcome: FixOutcome) => fixes.filter((fix) => fix.outcome === outcome).length;
  const used = count('used');
  const parts = [`${countText(used)} ${used === 1 ? 'fix' : 'fixes'} used`];
  for (const [outcome, [one, many]] of Object.entries(words)) {
    const left = count(outcome as FixOutcome);
    if (left > 0) parts.push(`${countText(left)} ${left === 1 ? one : many}`);
  }
  const speed =
    row === null
      ? used > 0
        ? 'Still open: it has no speed before it closes'
        : 'No speed: no fix of it was used'
      : row.meanKmh === null
        ? 'No speed: there is no time between two fixes'
        : `${distanceText(row.distanceM)} in ${row.timeS.toFixed(1)} s = ${kmhText(row.meanKmh)} km/h`;
  return `${speed}. ${parts.join(', ')}.`;
}

/** By arrival, and in the order of the log where a batch came at one time. */
function comesBefore(a: WindowFix, b: WindowFix): number {
  if (a.arrivalMs !== b.arrivalMs) return a.arrivalMs - b.arrivalMs;
  return a.position.length - b.position.length || (a.position < b.position ? -1 : 1);
}

function pathOf(
  fixes: readonly WindowFix[],
  before: WindowFix | null,
): Pick<WindowDrawing, 'path' | 'pathM'> {
  if (fixes.length === 0) return { path: [], pathM: leastPathM };
  const { toLocal } = localProjection(fixes[0]);
  const points = fixes.map(toLocal);
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const eastM = points.map((point) => point.eastM);
  const northM = points.map((point) => point.northM);
  const pathM = Math.max(leastPathM, extent(eastM), extent(northM));
  const path = fixes.map((fix, index) => ({
    x: 0.5 + (eastM[index] - middle(eastM)) / pathM,
    y: 0.5 - (northM[index] - middle(northM)) / pathM,
    outcome: fix.outcome,
    isBefore: fix === before,
  }));
  return { path, pathM };
}
