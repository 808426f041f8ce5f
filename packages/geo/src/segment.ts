import { metresPerLatitudeDeg, metresPerLongitudeDeg } from './local-projection.ts';
import type { Position } from './position.ts';

export interface SegmentProjection {
  /** The place on the segment that is nearest to the point. */
  readonly position: Position;
  /** Where on the segment that is: 0 at its start, 1 at its end. */
  readonly fraction: number;
  /** Metres from the point to it. */
  readonly distanceM: number;
}

/**
 * The nearest place to `point` on the segment from `start` to `end`, on a flat map around the point (orthogonal
 * projection, clamped to the ends). For segments and distances of city size.
 */
export function projectOntoSegment(point: Position, start: Position, end: Position): SegmentProjection {
  const longitudeScale = metresPerLongitudeDeg(point.latitude);
  const startEastM = (start.longitude - point.longitude) * longitudeScale;
  const startNorthM = (start.latitude - point.latitude) * metresPerLatitudeDeg;
  const alongEastM = (end.longitude - start.longitude) * longitudeScale;
  const alongNorthM = (end.latitude - start.latitude) * metresPerLatitudeDeg;
  const squaredLength = alongEastM * alongEastM + alongNorthM * alongNorthM;
  const fraction =
    squaredLength === 0
      ? 0
      : Math.max(0, Math.min(1, -(startEastM * alongEastM + startNorthM * alongNorthM) / squaredLength));
  return {
    position: {
      latitude: start.latitude + (end.latitude - start.latitude) * fraction,
      longitude: start.longitude + (end.longitude - start.longitude) * fraction,
    },
    fraction,
    distanceM: Math.hypot(startEastM + alongEastM * fraction, startNorthM + alongNorthM * fraction),
  };
}

/** Metres from `point` to the nearest place on the segment from `start` to `end`. */
export function distanceToSegmentM(point: Position, start: Position, end: Position): number {
  return projectOntoSegment(point, start, end).distanceM;
}
