import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distanceM } from './distance.ts';
import { localProjection } from './local-projection.ts';
import { distanceToSegmentM, projectOntoSegment } from './segment.ts';

const origin = fc.record({
  latitude: fc.double({ min: -55, max: 55, noNaN: true }),
  longitude: fc.double({ min: -170, max: 170, noNaN: true }),
});
const offsetM = fc.double({ min: -10_000, max: 10_000, noNaN: true });
const point = fc.record({ eastM: offsetM, northM: offsetM });

test('to the flat map and back is the same place', () => {
  fc.assert(
    fc.property(origin, point, (from, p) => {
      const plane = localProjection(from);
      const back = plane.toLocal(plane.toPosition(p));
      expect(back.eastM).toBeCloseTo(p.eastM, 5);
      expect(back.northM).toBeCloseTo(p.northM, 5);
    }),
  );
});

test('distances on the flat map agree with the sphere within half a per cent', () => {
  fc.assert(
    fc.property(origin, point, (from, p) => {
      const plane = localProjection(from);
      const flatM = Math.hypot(p.eastM, p.northM);
      expect(Math.abs(distanceM(from, plane.toPosition(p)) - flatM)).toBeLessThanOrEqual(
        0.005 * flatM + 0.01,
      );
    }),
  );
});

test('no sampled place on a segment is nearer than the projected one', () => {
  fc.assert(
    fc.property(origin, point, point, point, (from, p, a, b) => {
      const plane = localProjection(from);
      const [at, start, end] = [p, a, b].map((local) => plane.toPosition(local));
      const nearest = projectOntoSegment(at, start, end);
      expect(nearest.fraction).toBeGreaterThanOrEqual(0);
      expect(nearest.fraction).toBeLessThanOrEqual(1);
      for (let step = 0; step <= 20; step++) {
        const fraction = step / 20;
        const sample = {
          latitude: start.latitude + (end.latitude - start.latitude) * fraction,
          longitude: start.longitude + (end.longitude - start.longitude) * fraction,
        };
        const flat = localProjection(at).toLocal(sample);
        expect(nearest.distanceM).toBeLessThanOrEqual(Math.hypot(flat.eastM, flat.northM) + 1e-6);
      }
    }),
  );
});

test('a segment of no length is a point', () => {
  const start = { latitude: 1, longitude: 1 };
  const point = { latitude: 1.001, longitude: 1 };
  expect(projectOntoSegment(point, start, start)).toMatchObject({ fraction: 0, position: start });
  expect(distanceToSegmentM(point, start, start)).toBeCloseTo(distanceM(point, start), 3);
});
