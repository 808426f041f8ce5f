import { distanceM } from '@rumo/geo';
import type { Fix } from './fix.ts';
import { outlierMps } from './rules.ts';

type Point = Pick<Fix, 'occurredAtMs' | 'latitude' | 'longitude' | 'speedMps' | 'accuracyM'>;

/**
 * Metres driven between two successive fixes (W3); null for an outlier (W5), which the chord or the estimate shows.
 * The device's own speed, integrated by the trapezoidal rule, is far less noisy than positions: a parked car's chords
 * never sum to nothing (W12). Where one end alone has a speed it stands for both; where neither has one, the chord.
 */
export function segmentDistanceM(from: Point, to: Point): number | null {
  const timeS = (to.occurredAtMs - from.occurredAtMs) / 1_000;
  const chordM = distanceM(from, to);
  const estimateM = drivenM(from.speedMps, to.speedMps, chordM, timeS);
  return Math.max(chordM, estimateM) > outlierMps * timeS ? null : estimateM;
}

function drivenM(fromMps: number | null, toMps: number | null, chordM: number, timeS: number): number {
  if (fromMps !== null && toMps !== null) return ((fromMps + toMps) / 2) * timeS;
  const known = fromMps ?? toMps;
  return known === null ? chordM : known * timeS;
}
