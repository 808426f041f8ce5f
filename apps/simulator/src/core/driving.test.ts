import { cityPackDir, readCityPack } from '@rumo/city';
import { expect, test } from 'vitest';
import { checkDriving } from '../testing/driving-laws.ts';
import { noFaults, smallWorld } from '../testing/small-world.ts';
import { defaultNoise } from './gps-noise.ts';
import { newWorld } from './world.ts';

test('for 30 minutes 200 drivers on a grid stay on its streets, within limits and physics, and live', () => {
  const report = checkDriving(smallWorld({ drivers: 200 }), 1_800);
  expect(report.broken).toEqual([]);
  for (const share of report.shares) expect(share).toBeGreaterThan(0.12);
  expect(report.rides).toBeGreaterThan(300);
}, 120_000);

test('the same holds on the streets of Montevideo, at the speeds of a city', () => {
  const { graph } = readCityPack(cityPackDir('montevideo'));
  const world = newWorld(graph, { seed: 3, drivers: 200, noise: defaultNoise, faults: noFaults }, 'test');
  const report = checkDriving(world, 420);
  expect(report.broken).toEqual([]);
  for (const share of report.shares) expect(share).toBeGreaterThan(0.15);
  expect(report.movingMeanMps * 3.6).toBeGreaterThan(20);
  expect(report.movingMeanMps * 3.6).toBeLessThan(40);
}, 120_000);
