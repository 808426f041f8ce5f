import { expect, test } from 'vitest';
import { emptyFleet } from './fleet.ts';
import {
  accuracyM,
  beginWander,
  defaultNoise,
  type NoiseSettings,
  type Reading,
  readDevice,
} from './gps-noise.ts';
import { driverSeed } from './random.ts';

const metresPerDeg = 111_195.08;

/** What devices at the equator read, second by second, at a steady speed due north; one array a quantity. */
function read(noise: NoiseSettings, speedMps: number, drivers: number, seconds: number) {
  const fleet = emptyFleet(drivers);
  const reading: Reading = { latitude: 0, longitude: 0, accuracyM: 0, headingDeg: null, speedMps: null };
  const place = new Float64Array(3);
  const count = drivers * seconds;
  const eastM = new Float64Array(count);
  const northM = new Float64Array(count);
  const speed = new Float64Array(count).fill(Number.NaN);
  const headingDeg = new Float64Array(count).fill(Number.NaN);
  for (let driver = 0, at = 0; driver < drivers; driver++) {
    const seed = driverSeed(9, driver);
    beginWander(fleet, driver, seed, noise);
    for (let second = 0; second < seconds; second++, at++) {
      readDevice(fleet, driver, seed, second, noise, place, speedMps, reading);
      eastM[at] = reading.longitude * metresPerDeg;
      northM[at] = reading.latitude * metresPerDeg;
      if (reading.speedMps !== null) speed[at] = reading.speedMps;
      if (reading.headingDeg !== null) headingDeg[at] = reading.headingDeg;
    }
  }
  return { eastM, northM, speed, headingDeg, seconds, count };
}

const long = read(defaultNoise, 9, 200, 600);

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float64Array): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Mean product of one device's errors that many seconds apart. */
function covariance(values: Float64Array, apartS: number): number {
  return mean(
    values
      .map((value, at) => (at % long.seconds >= apartS ? value * values[at - apartS] : Number.NaN))
      .filter((product) => !Number.isNaN(product)),
  );
}

test.each(['eastM', 'northM'] as const)(
  'the position has the variance of both parts %s, and only the wander lasts: 1/e after its time constant',
  (axis) => {
    const errors = long[axis];
    expect(Math.abs(mean(errors))).toBeLessThan(0.25);
    expect(deviation(errors)).toBeGreaterThan(4.85);
    expect(deviation(errors)).toBeLessThan(5.15);
    expect(covariance(errors, 20)).toBeGreaterThan(16 / Math.E - 0.8);
    expect(covariance(errors, 20)).toBeLessThan(16 / Math.E + 0.8);
    expect(Math.abs(covariance(errors, 150))).toBeLessThan(0.8);
  },
);

test('the two axes are independent', () => {
  expect(Math.abs(mean(long.eastM.map((east, at) => east * long.northM[at])))).toBeLessThan(0.6);
});

test('68 of 100 positions lie within accuracyM', () => {
  const radiusM = accuracyM(defaultNoise);
  const inside = long.eastM.filter((east, at) => Math.hypot(east, long.northM[at]) <= radiusM);
  expect(inside.length / long.count).toBeGreaterThan(0.665);
  expect(inside.length / long.count).toBeLessThan(0.695);
});

test('the speed has its white noise, is missing at its rate and never negative', () => {
  const known = long.speed.filter((speed) => !Number.isNaN(speed));
  expect(mean(known)).toBeCloseTo(9, 2);
  expect(deviation(known)).toBeGreaterThan(0.295);
  expect(deviation(known)).toBeLessThan(0.305);
  expect(1 - known.length / long.count).toBeGreaterThan(0.018);
  expect(1 - known.length / long.count).toBeLessThan(0.022);
  expect(read(defaultNoise, 0, 10, 100).speed.every((speed) => !(speed < 0))).toBe(true);
});

test('heading noise grows as 1 / speed, and a standing car has no heading', () => {
  const signed = (headings: Float64Array) => headings.map((deg) => (deg > 180 ? deg - 360 : deg));
  const fast = deviation(signed(long.headingDeg));
  expect(fast).toBeGreaterThan((0.29 / 9) * (180 / Math.PI));
  expect(fast).toBeLessThan((0.31 / 9) * (180 / Math.PI));
  const slow = deviation(signed(read(defaultNoise, 3, 100, 300).headingDeg));
  expect(slow / fast).toBeGreaterThan(2.85);
  expect(slow / fast).toBeLessThan(3.15);
  expect(read(defaultNoise, 0.2, 1, 9).headingDeg.every(Number.isNaN)).toBe(true);
});

test('no noise, no error', () => {
  const none: NoiseSettings = {
    wanderM: 0,
    wanderS: 0,
    jitterM: 0,
    speedMps: 0,
    speedMissing: 0,
    headingMps: 0,
  };
  const exact = read(none, 7, 2, 3);
  expect([...exact.eastM, ...exact.northM, ...exact.headingDeg].every((error) => error === 0)).toBe(true);
  expect([...exact.speed]).toEqual([7, 7, 7, 7, 7, 7]);
});
