import { expect, test } from 'vitest';
import {
  driverOrderOf,
  driverOrderText,
  numberText,
  placeWindowOf,
  placeWindowStart,
  speedingOf,
  streetSortOf,
} from './page-state.ts';

const query = (text: string) => new URLSearchParams(text);

test('an empty address means the defaults, and so does one that makes no sense', () => {
  for (const text of ['', 'places=2h&streets=colour&over=x&min=-1&sort=height']) {
    expect(placeWindowOf(query(text))).toBe('5m');
    expect(streetSortOf(query(text))).toBe('over');
    expect(speedingOf(query(text))).toEqual({ overKmh: 5, minS: 5 });
    expect(driverOrderOf(query(text))).toEqual({ column: 'meanKmh', direction: 'descending' });
  }
});

test('what an address says is held within what the API takes', () => {
  expect(speedingOf(query('over=0&min=0'))).toEqual({ overKmh: 5, minS: 0 });
  expect(speedingOf(query('over=999&min=99999'))).toEqual({ overKmh: 200, minS: 3_600 });
});

test.each(['driverId', '-driverId', '-distanceM', 'meanKmh', 'timeS'])(
  'the order %s is the same again',
  (text) => {
    expect(driverOrderText(driverOrderOf(query(`sort=${text}`)))).toBe(text);
  },
);

test('defaults are left out of the address', () => {
  expect(driverOrderText(driverOrderOf(query('')))).toBeNull();
  expect(numberText(10, 10)).toBeNull();
  expect(numberText(20, 10)).toBe('20');
});

test('a window of places that has just begun waits a minute before it takes the page', () => {
  const hourMs = 3_600_000;
  expect(placeWindowStart(hourMs + 50_000, 0, 300_000)).toBe(hourMs - 300_000);
  expect(placeWindowStart(hourMs + 60_000, 0, 300_000)).toBe(hourMs);
  // The stream began within this window: there is none before it.
  expect(placeWindowStart(hourMs + 50_000, hourMs + 20_000, 300_000)).toBe(hourMs);
});
