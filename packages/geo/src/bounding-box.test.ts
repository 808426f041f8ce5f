import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundsCenter, boundsContain, boundsIntersect, boundsOf, expandBounds } from './bounding-box.ts';
import { destination } from './destination.ts';

const position = fc.record({
  latitude: fc.double({ min: -80, max: 80, noNaN: true }),
  longitude: fc.double({ min: -170, max: 170, noNaN: true }),
});
const positions = fc.array(position, { minLength: 1, maxLength: 20 });

test('the box of positions holds each of them and its own middle', () => {
  fc.assert(
    fc.property(positions, (all) => {
      const bounds = boundsOf(all);
      for (const each of all) expect(boundsContain(bounds, each)).toBe(true);
      expect(boundsContain(bounds, boundsCenter(bounds))).toBe(true);
    }),
  );
});

test('the box of no positions is an error', () => {
  expect(() => boundsOf([])).toThrow('at least one position');
});

test('a box grown by a margin holds every place that near to one inside', () => {
  fc.assert(
    fc.property(positions, fc.nat(359), fc.nat(5000), (all, headingDeg, marginM) => {
      const grown = expandBounds(boundsOf(all), marginM + 1);
      for (const each of all) expect(boundsContain(grown, destination(each, headingDeg, marginM))).toBe(true);
    }),
  );
});

test('boxes that share only an edge intersect, boxes apart do not', () => {
  expect(boundsIntersect([0, 0, 1, 1], [1, 0, 2, 1])).toBe(true);
  expect(boundsIntersect([0, 0, 1, 1], [1.1, 0, 2, 1])).toBe(false);
  expect(boundsIntersect([0, 0, 1, 1], [0, 1.1, 1, 2])).toBe(false);
});
