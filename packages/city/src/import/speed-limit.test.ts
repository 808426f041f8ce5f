import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMaxspeedKmh, speedLimitMps } from './speed-limit.ts';

test('speed limits are read in all the ways people write them', () => {
  const read: [string, number | null][] = [
    ['50', 50],
    [' 50 km/h', 50],
    ['30 mph', 48.28032],
    ['10 knots', 18.52],
    ['50;30', 50],
    ['none', 130],
    ['walk', 7],
    ['ES:urban', 50],
    ['DE:zone:30', 30],
    ['DE:zone30', 30],
    ['RU:living_street', 20],
    ['signals', null],
    ['', null],
    ['fast', null],
    ['constructor', null],
    ['XX:__proto__', null],
    ['-50', null],
  ];
  for (const [maxspeed, kmh] of read) {
    const found = parseMaxspeedKmh(maxspeed);
    if (kmh === null) expect(found, maxspeed).toBeNull();
    else expect(found, maxspeed).toBeCloseTo(kmh, 6);
  }
});

test('a limit that is missing or not to be believed gives way to the default of the class', () => {
  expect(speedLimitMps({}, 'residential')).toBeCloseTo(40 / 3.6, 9);
  expect(speedLimitMps({ maxspeed: '450' }, 'residential')).toBeCloseTo(40 / 3.6, 9);
  expect(speedLimitMps({ maxspeed: '0' }, 'residential')).toBeCloseTo(40 / 3.6, 9);
  expect(speedLimitMps({ highway: 'motorway_link' }, 'motorway')).toBeCloseTo(60 / 3.6, 9);
  expect(speedLimitMps({ maxspeed: '45' }, 'residential')).toBe(12.5);
});

test('whatever is tagged, the limit is one that a car can drive', () => {
  fc.assert(
    fc.property(fc.string(), (maxspeed) => {
      const kmh = speedLimitMps({ maxspeed }, 'tertiary') * 3.6;
      expect(kmh).toBeGreaterThan(4.99);
      expect(kmh).toBeLessThan(130.01);
    }),
  );
});
