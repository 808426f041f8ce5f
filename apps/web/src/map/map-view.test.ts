import { driverStatuses } from '@rumo/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstView, plainSight, readViewQuery, viewQuery, widestZoom } from './map-view.ts';

const speedRange = fc.record({ leastKmh: fc.nat(150), mostKmh: fc.option(fc.nat(150)) });

test('a view with its filter and colours survives the address, its place to a metre', () => {
  const view = fc.record({
    latitude: fc.double({ min: -84, max: 84, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    zoom: fc.double({ min: 0, max: 22, noNaN: true }),
  });
  const sight = fc.record({
    driverId: fc.option(fc.string({ minLength: 1, maxLength: 128 })),
    riding: fc.constant(false),
    filter: fc
      .tuple(fc.subarray([...driverStatuses], { minLength: 1 }), speedRange)
      .map(([statuses, range]) => ({ statuses, ...range })),
    colorBy: fc.constantFrom('status' as const, 'speed' as const),
  });
  fc.assert(
    fc.property(view, sight, (wanted, seen) => {
      const back = readViewQuery(viewQuery(wanted, seen), 13);
      expect(back.sight).toEqual(seen);
      expect(back.view?.latitude).toBeCloseTo(wanted.latitude, 4);
      expect(back.view?.longitude).toBeCloseTo(wanted.longitude, 4);
      expect(back.view?.zoom).toBeCloseTo(wanted.zoom, 1);
    }),
  );
});

test('the address of a ride holds its driver alone', () => {
  const sight = { ...plainSight, driverId: 'driver-7', riding: true };
  const query = viewQuery({ latitude: 1, longitude: 2, zoom: 3 }, sight);
  expect(query).toBe('?ride=driver-7');
  expect(readViewQuery(query, 13)).toEqual({ view: null, sight });
});

test('nonsense in the address shows the city', () => {
  const queries = [
    '',
    '?lat=x&lng=y',
    '?lat=99&lng=0',
    '?lat=1',
    '?lat=&lng=&zoom=NaN',
    '?driver=',
    '?ride=',
  ];
  for (const query of [...queries, '?status=flying', '?kmh=fast', '?kmh=-3', '?color=mauve']) {
    expect(readViewQuery(query, 13)).toEqual({ view: null, sight: plainSight });
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
