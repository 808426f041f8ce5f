import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  latitudeAtMercatorY,
  longitudeAtMercatorX,
  maxMercatorLatitude,
  mercatorX,
  mercatorY,
  metresPerPixel,
  tileAt,
} from './web-mercator.ts';

test('the square of the world runs from the north-west to the south-east', () => {
  expect([mercatorX(-180), mercatorX(0), mercatorX(180)]).toEqual([0, 0.5, 1]);
  expect(mercatorY(maxMercatorLatitude)).toBeCloseTo(0, 9);
  expect(mercatorY(0)).toBeCloseTo(0.5, 12);
  expect(mercatorY(-maxMercatorLatitude)).toBeCloseTo(1, 9);
  expect(mercatorY(90)).toBe(mercatorY(maxMercatorLatitude));
});

test('to the square and back is the same place', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -85, max: 85, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
      (latitude, longitude) => {
        expect(latitudeAtMercatorY(mercatorY(latitude))).toBeCloseTo(latitude, 9);
        expect(longitudeAtMercatorX(mercatorX(longitude))).toBeCloseTo(longitude, 9);
      },
    ),
  );
});

test('a pixel at zoom 15 in Montevideo spans about 2 m', () => {
  expect(metresPerPixel(-34.9, 15)).toBeCloseTo(1.96, 2);
});

test('the harbour of Montevideo lies in tile 12/1408/2472', () => {
  expect(tileAt({ latitude: -34.9058, longitude: -56.2 }, 12)).toEqual({ x: 1408, y: 2472 });
  expect(tileAt({ latitude: -89, longitude: 180 }, 3)).toEqual({ x: 7, y: 7 });
});
