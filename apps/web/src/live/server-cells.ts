import type { CellsFrame } from '@rumo/events';
import type { OffsetCell } from './live-messages.ts';
import { type MercatorOrigin, offsetOf } from './mercator-origin.ts';

/** The cells of a frame, each in its middle. */
export function cellsOfFrame(frame: CellsFrame, origin: MercatorOrigin): OffsetCell[] {
  const halfDeg = 180 / 2 ** frame.grid.level;
  return Array.from({ length: frame.count }, (_, cell) => ({
    ...offsetOf(origin, {
      latitude: frame.south[cell] + halfDeg,
      longitude: frame.west[cell] + halfDeg,
    }),
    count: frame.cars[cell],
    meanKmh: Number.isNaN(frame.speedMps[cell]) ? null : frame.speedMps[cell] * 3.6,
  }));
}
