import { distanceM } from '@rumo/geo';
import type { Fix } from './fix.ts';
import { outlierMps } from './rules.ts';

export type Point = Pick<Fix, 'occurredAtMs' | 'latitude' | 'longitude' | 'speedMps' | 'accuracyM'>;

/** How far, of itself, a car's speed strays between two readings of it, a √s. */
const speedStray = 0.2;

/** Of a Rayleigh distribution: the square of its 68 % radius over σ². */
const radius2PerVariance = -2 * Math.log(0.32);

/** σ² per axis of a position, m²; accuracyM is the 68 % radius. */
export function positionNoiseM2({ accuracyM }: Pick<Point, 'accuracyM'>): number {
  const radiusM = Math.min(100, Math.max(1, accuracyM ?? 5));
  return (radiusM * radiusM) / radius2PerVariance;
}

/**
 * Metres driven between two successive fixes at a mean speed by the device (W3); null for an outlier (W5). Speed times
 * time and the chord are weighed by the inverse of their variances: where fixes are seconds apart the speed decides,
 * for it is far less noisy (W12); over longer times it may have been anything in between, and the positions tell more.
 * What lies between two speeds of a random walk has the variance of a Brownian bridge's integral, q t³ / 12.
 */
export function segmentDistanceM(
  from: Point,
  to: Point,
  meanMps: number,
  maxMps = outlierMps,
): number | null {
  const timeS = (to.occurredAtMs - from.occurredAtMs) / 1_000;
  const chordM = distanceM(from, to);
  if (Math.max(chordM / timeS, meanMps) > maxMps) return null;
  const strayMps = speedStray * meanMps;
  const speedM2 = (strayMps * strayMps * timeS * timeS * timeS) / 12;
  const chordShare = speedM2 / (speedM2 + positionNoiseM2(from) + positionNoiseM2(to));
  return (1 - chordShare) * meanMps * timeS + chordShare * chordM;
}

/** W5 for fixes that have no speed. */
export function isJump(from: Point, to: Point, maxMps = outlierMps): boolean {
  return distanceM(from, to) > (maxMps * (to.occurredAtMs - from.occurredAtMs)) / 1_000;
}
