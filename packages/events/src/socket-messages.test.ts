import { expect, test } from 'vitest';
import { findSchema, viewportSchema, watchSchema } from './socket-messages.ts';

const viewport = { west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 };

test.each([
  ['a city', viewport],
  ['the world', { west: -180, south: -90, east: 180, north: 90, zoom: 0 }],
  ['a part beyond the antimeridian', { ...viewport, west: 170, east: 190 }],
  ['a point', { west: 1, south: 1, east: 1, north: 1, zoom: 22 }],
])('a viewport may be %s', (_what, value) => {
  expect(viewportSchema.safeParse(value).success).toBe(true);
});

test.each([
  ['without a side', { ...viewport, west: undefined }],
  ['upside down', { ...viewport, south: -34, north: -35 }],
  ['of no numbers', { ...viewport, zoom: Number.NaN }],
  ['beyond the poles', { ...viewport, north: 91 }],
  ['far beyond the world', { ...viewport, east: 1e9 }],
])('D2 a viewport %s is refused', (_what, value) => {
  expect(viewportSchema.safeParse(value).success).toBe(false);
});

test('D2 texts that no id can hold are refused', () => {
  expect(findSchema.safeParse('').success).toBe(false);
  expect(findSchema.safeParse('x'.repeat(129)).success).toBe(false);
  expect(watchSchema.safeParse(null).success).toBe(true);
  expect(watchSchema.safeParse(['a']).success).toBe(false);
});
