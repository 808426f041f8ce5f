import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnCar, headingStep, packHeadings, packState, word, wordsPerCar } from './car-row.ts';

const degrees = fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true });

function rowOf(change: Partial<Record<keyof typeof word, number>>) {
  const words = new Uint32Array(wordsPerCar);
  const floats = new Float32Array(words.buffer);
  for (const [name, value] of Object.entries(change)) {
    if (name === 'headings' || name === 'state') words[word[name]] = value;
    else floats[word[name as keyof typeof word]] = value;
  }
  return (seconds: number) => drawnCar(floats, words, 0, seconds);
}

test('M5 a car turns the shorter way, on its first way and on its second', () => {
  fc.assert(
    fc.property(degrees, degrees, degrees, (first, second, third) => {
      const headings = packHeadings(headingStep(first), headingStep(second), headingStep(third));
      const drawn = rowOf({ t0: 0, t1: 10, t2: 20, headings });
      for (const [from, to, at] of [
        [first, second, 5],
        [second, third, 15],
      ]) {
        const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);
        const way = apart(to, from);
        // Halfway it is half the way from either end; straight about, either side is right.
        if (way < 178) expect(apart(drawn(at).headingDeg, from)).toBeCloseTo(way / 2, -0.3);
      }
    }),
  );
});

test('M5 a car passes its middle point without a step', () => {
  const drawn = rowOf({ x0: 0, x1: 10, x2: 40, t0: 0, t1: 10, t2: 20 });
  expect(drawn(-5).x).toBe(0);
  expect(drawn(5).x).toBeCloseTo(5, 5);
  expect(drawn(10).x).toBeCloseTo(10, 5);
  expect(drawn(10.001).x).toBeCloseTo(10.003, 3);
  expect(drawn(15).x).toBeCloseTo(25, 5);
  expect(drawn(99).x).toBe(40);
});

test('status, staleness and speed come back, an unknown speed as null', () => {
  const back = (state: number) => rowOf({ state })(0);
  expect(back(packState(11.25, 2, true))).toMatchObject({ speedMps: 11.25, status: 'on_trip', stale: true });
  expect(back(packState(Number.NaN, 1, false))).toMatchObject({
    speedMps: null,
    status: 'to_pickup',
    stale: false,
  });
  expect(back(packState(500, 0, false)).speedMps).toBe(63.5);
});
