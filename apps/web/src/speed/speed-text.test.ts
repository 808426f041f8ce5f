import { expect, test } from 'vitest';
import {
  clockText,
  countText,
  distanceText,
  durationText,
  kmhText,
  minuteText,
  signedKmhText,
  windowText,
} from './speed-text.ts';

test('speeds have one digit after the point, unknown ones are a dash', () => {
  expect(kmhText(23.44)).toBe('23.4');
  expect(kmhText(0)).toBe('0.0');
  expect(kmhText(-0)).toBe('0.0');
  expect([kmhText(null), kmhText(Number.NaN), kmhText(Number.POSITIVE_INFINITY)]).toEqual(['–', '–', '–']);
});

test('differences carry their sign', () => {
  expect([signedKmhText(1.23), signedKmhText(-0.31), signedKmhText(0), signedKmhText(null)]).toEqual([
    '+1.2',
    '−0.3',
    '0.0',
    '–',
  ]);
});

test('counts are grouped and distances change to km', () => {
  expect(countText(1_081_905)).toBe('1,081,905');
  expect([distanceText(361.4), distanceText(9_999), distanceText(12_345), distanceText(null)]).toEqual([
    '361 m',
    '9,999 m',
    '12.3 km',
    '–',
  ]);
});

test('times are on a clock of 24 hours in the zone of the reader', () => {
  expect(clockText(1_780_000_210_000, 'UTC')).toBe('20:30:10');
  expect(minuteText(1_780_000_210_000, 'America/Montevideo')).toBe('17:30');
  expect(windowText(1_780_000_210_000, 30_000, 'UTC')).toBe('20:30:10–20:30:40');
  expect(clockText(0, 'UTC')).toBe('00:00:00');
});

test('durations have at most two units', () => {
  expect([0, 8_400, 60_000, 80_000, 3_600_000, 7_500_000, -5].map(durationText)).toEqual([
    '0 s',
    '8 s',
    '1 min',
    '1 min 20 s',
    '1 h',
    '2 h 5 min',
    '0 s',
  ]);
});
