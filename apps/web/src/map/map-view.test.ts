import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstView, readViewQuery, viewQuery, widestZoom } from './map-view.ts';

const fallback = { latitude: -34.9, longitude: -56.16, zoom: 13 };

test('a view survives the address to a metre', () => {
  const view = fc.record({
    latitude: fc.double({ min: -84, max: 84, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    zoom: fc.double({ min: 0, max: 22, noNaN: true }),
  });
  const driver = fc.option(fc.string({ minLength: 1, maxLength: 128 }));
  fc.assert(
    fc.property(view, driver, (wanted, driverId) => {
      const back = readViewQuery(viewQuery(wanted, driverId), fallback);
      expect(back.driverId).toBe(driverId);
      expect(back.view.latitude).toBeCloseTo(wanted.latitude, 4);
      expect(back.view.longitude).toBeCloseTo(wanted.longitude, 4);
      expect(back.view.zoom).toBeCloseTo(wanted.zoom, 1);
    }),
  );
});

test('nonsense in the address shows the city', () => {
  for (const query of ['', '?lat=x&lng=y', '?lat=99&lng=0', '?lat=1', '?lat=&lng=&zoom=NaN', '?driver=']) {
    expect(readViewQuery(query, fallback)).toEqual({ view: fallback, driverId: null });
  }
});

const bounds = [-56.34, -34.94, -55.98, -34.82] as const;

test('the widest zoom shows the whole city and little else', () => {
  const px = (zoom: number) => ((bounds[2] - bounds[0]) / 360) * 512 * 2 ** zoom;
  expect(px(widestZoom(bounds, 1440))).toBeCloseTo(1440 / 2 ** 0.1, 6);
  expect(px(widestZoom(bounds, 390))).toBeCloseTo(390 / 2 ** 0.1, 6);
});

test('a first visit looks into the city, at cars told apart', () => {
  const view = firstView({ center: { latitude: -34.9, longitude: -56.16 }, bounds }, 1440);
  expect(view.latitude).toBeCloseTo(-34.89, 6);
  expect(view.zoom).toBeGreaterThan(13);
});
