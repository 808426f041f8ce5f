import { expect, test } from 'vitest';
import { createDelayEstimator, firstDelayMs, leastDelayMs, mostDelayMs } from './playback-delay.ts';

test('M5 the delay covers the interval and the age of 95 % of the fixes', () => {
  const delay = createDelayEstimator();
  for (let i = 0; i < 1_000; i++) delay.observe(1_000, i % 20 === 0 ? 900 : 100);
  expect(delay.targetMs()).toBeGreaterThanOrEqual(1_100);
  expect(delay.targetMs()).toBeLessThan(1_300);
});

test('before anything is measured it is the first guess', () => {
  expect(createDelayEstimator().targetMs()).toBe(firstDelayMs);
});

test('a dropout of one car does not hold back the others', () => {
  const delay = createDelayEstimator();
  for (let i = 0; i < 100; i++) delay.observe(1_000, 50);
  const before = delay.targetMs();
  for (let i = 0; i < 100; i++) delay.observe(20_000, 50);
  expect(delay.targetMs()).toBe(before);
});

test('it stays within its bounds and forgets what is long ago', () => {
  const delay = createDelayEstimator();
  for (let i = 0; i < 600; i++) delay.observe(4_900, 60_000);
  expect(delay.targetMs()).toBe(mostDelayMs);
  for (let i = 0; i < 600; i++) delay.observe(50, 0);
  expect(delay.targetMs()).toBe(leastDelayMs);
});
