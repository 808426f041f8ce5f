import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addClockAnswer, brokerTimeAt, noBrokerClock } from './broker-clock.ts';

test('M5 the shortest round trip decides, however many slow answers follow', () => {
  let clock = addClockAnswer(noBrokerClock, 1_000, 1_010, 501_005);
  clock = addClockAnswer(clock, 2_000, 2_800, 502_700);
  clock = addClockAnswer(clock, 3_000, 3_400, 503_010);
  expect(brokerTimeAt(clock, 4_000)).toBe(504_000);
});

test('M5 the error is at most half the shortest round trip, whatever the delays each way', () => {
  const trip = fc.record({ there: fc.nat(500), back: fc.nat(500) });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.array(trip, { minLength: 1, maxLength: 40 }),
      (offset, trips) => {
        let clock = noBrokerClock;
        let now = 0;
        for (const { there, back } of trips) {
          clock = addClockAnswer(clock, now, now + there + back, now + there + offset);
          now += there + back;
        }
        const kept = trips.slice(-32);
        const shortest = Math.min(...kept.map(({ there, back }) => there + back));
        const error = Math.abs((brokerTimeAt(clock, now) ?? Number.NaN) - (now + offset));
        expect(error).toBeLessThanOrEqual(shortest / 2 + 1e-6);
      },
    ),
  );
});

test('an old short round trip is forgotten, since clocks drift', () => {
  let clock = addClockAnswer(noBrokerClock, 0, 2, 1_001);
  clock = addClockAnswer(clock, 200_000, 200_100, 201_550);
  expect(brokerTimeAt(clock, 200_100)).toBe(201_600);
});

test('an answer that makes no sense is left out', () => {
  const clock = addClockAnswer(addClockAnswer(noBrokerClock, 0, 10, Number.NaN), 20, 10, 5);
  expect(brokerTimeAt(clock, 10)).toBeNull();
});
