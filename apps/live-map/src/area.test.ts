import type { Viewport } from '@rumo/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaKey, areaOf, isInArea, isInViewport } from './area.ts';
import { createVehicleGrid, itemsInArea } from './vehicle-grid.ts';

const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const places = fc.record({ latitude: degrees(-90, 90), longitude: degrees(-180, 180) });
const spans = fc.oneof(degrees(0, 0.5), degrees(0, 400));
const viewports: fc.Arbitrary<Viewport> = fc
  .record({ west: degrees(-540, 540), width: spans, south: degrees(-90, 90), height: spans })
  .map(({ west, width, south, height }) => {
    const east = west + width > 540 ? west : west + width;
    return { west, east, south, north: Math.min(90, south + height), zoom: 10 };
  });

describe('M1', () => {
  test('M1 what is in the viewport is in its area', () => {
    fc.assert(
      fc.property(viewports, fc.array(places), degrees(0, 1), degrees(0, 1), (viewport, far, x, y) => {
        const { west, south, east, north } = viewport;
        const inside = {
          latitude: south + y * (north - south),
          longitude: wrapped(west + x * (east - west)),
        };
        for (const { latitude, longitude } of [inside, ...far]) {
          if (!isInViewport(viewport, latitude, longitude)) continue;
          expect(isInArea(areaOf(viewport), latitude, longitude)).toBe(true);
        }
      }),
    );
  });

  test('M1 an area has a margin, and is not much larger than its viewport', () => {
    const area = areaOf({ west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 });
    expect(isInArea(area, -34.9, -56.314)).toBe(true);
    expect(isInArea(area, -34.9, -56.36)).toBe(false);
    expect(isInArea(area, -34.75, -56.1)).toBe(false);
  });

  test.each([
    ['beyond 180° E', 175, 190],
    ['beyond 180° W', -190, -175],
    ['with east before west', 175, -170],
    ['a world further on', 535, 540],
  ])('M1 a viewport across the antimeridian, %s, holds both sides', (_what, west, east) => {
    const area = areaOf({ west, south: -10, east, north: 10, zoom: 5 });
    expect(isInArea(area, 0, 179)).toBe(true);
    expect(isInArea(area, 0, 0)).toBe(false);
    if (east !== 540) expect(isInArea(area, 0, -179)).toBe(true);
  });

  test('M1 the world holds every place, the poles too', () => {
    const area = areaOf({ west: -540, south: -90, east: 540, north: 90, zoom: 0 });
    for (const latitude of [-90, 0, 90]) {
      for (const longitude of [-180, 0, 180]) expect(isInArea(area, latitude, longitude)).toBe(true);
    }
  });

  test('M1 a viewport without a size holds its own place', () => {
    const area = areaOf({ west: -56.2, south: -34.9, east: -56.2, north: -34.9, zoom: 22 });
    expect(isInArea(area, -34.9, -56.2)).toBe(true);
    expect(isInArea(area, -34.91, -56.2)).toBe(false);
  });
});

test('viewports that differ by little share an area', () => {
  const viewport: Viewport = { west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 };
  expect(areaKey(areaOf({ ...viewport, west: -56.3001, north: -34.8001 }))).toBe(areaKey(areaOf(viewport)));
});

test('the grid finds just what a look at every item finds', () => {
  const moves = fc.array(fc.tuple(places, places, fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(moves, viewports, (list, viewport) => {
      const grid = createVehicleGrid<{ latitude: number; longitude: number }>();
      const items = list.flatMap(([first, then, gone]) => {
        const item = { ...first };
        grid.put(item, item);
        grid.move(item, item, then);
        Object.assign(item, then);
        if (gone) grid.remove(item, item);
        return gone ? [] : [item];
      });
      const area = areaOf(viewport);
      const wanted = items.filter((item) => isInArea(area, item.latitude, item.longitude));
      expect(new Set(itemsInArea(grid, area))).toEqual(new Set(wanted));
    }),
  );
});

function wrapped(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}
