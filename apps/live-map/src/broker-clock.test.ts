import { expect, test } from 'vitest';
import { createBrokerClock } from './broker-clock.ts';

test('M5 before the first sample the local clock is the estimate', () => {
  expect(createBrokerClock().nowMs(1_000)).toBe(1_000);
});

test("M5 the broker's time is the local time less the shortest receipt − arrival", () => {
  const clock = createBrokerClock();
  clock.sample(10_000, 9_500);
  clock.sample(11_000, 10_990);
  clock.sample(12_000, 11_200);
  expect(clock.nowMs(12_000)).toBe(11_990);
});

test('M5 a broker whose clock is ahead is followed', () => {
  const clock = createBrokerClock();
  clock.sample(10_000, 3_610_000);
  expect(clock.nowMs(11_000)).toBe(3_611_000);
});

test('M5 a sample counts for a minute', () => {
  const clock = createBrokerClock();
  clock.sample(0, 0);
  for (let ms = 1_000; ms <= 75_000; ms += 1_000) clock.sample(ms, ms - 40);
  expect(clock.nowMs(75_000)).toBe(74_960);
});

test('M6 when records stop, time goes on', () => {
  const clock = createBrokerClock();
  clock.sample(10_000, 9_990);
  expect(clock.nowMs(3_600_000)).toBe(3_599_990);
});
