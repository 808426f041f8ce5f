import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readViewQuery, viewQuery } from './map-view.ts';

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
