import { tileAt } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines, uninterrupted } from '../testing/histories.ts';
import { fix, logOf, pulse, settings, streets, t0, tell } from '../testing/timeline.ts';
import { takeRows } from './tally.ts';

const slotMs = Math.floor(t0 / 300_000) * 300_000;

test('W16 a segment belongs whole to the street and the cell of its later fix', () => {
  const { tally } = tell(
    fix(0, { northM: 5, speedMps: 5 }),
    fix(1, { northM: 9, speedMps: 5 }),
    fix(3, { northM: 15, speedMps: 5 }),
    fix(4, { northM: 25, speedMps: 5 }),
    pulse(30),
  );
  const places = takeRows(tally).places;
  expect(places?.streets.map(({ street, timeMs }) => [street, timeMs])).toEqual([
    ['Calle 1', 1_000],
    ['Calle 2', 2_000],
    ['', 1_000],
  ]);
  const { x, y } = tileAt({ latitude: -34.9, longitude: -56.2 }, 17);
  expect(places?.cells).toEqual([
    {
      windowStartMs: slotMs,
      x,
      y: expect.any(Number),
      distanceMm: expect.any(Number),
      timeMs: 4_000,
      overMs: 0,
    },
  ]);
  expect(Math.abs((places?.cells[0].y ?? 0) - y)).toBeLessThanOrEqual(1);
});

test('W16 the streets, the cells and the windows of 5 min hold the same segments', () => {
  fc.assert(
    fc.property(timelines({ minLength: 1, maxLength: 80 }), (timeline) => {
      const { rows, places } = uninterrupted(
        logOf([...timeline, fix(10_000, { driverId: 'last' })]),
        settings,
      );
      const sums = (kind: string) => {
        const own = [...places].filter(([key]) => key.startsWith(`${kind} `)).map(([, sum]) => sum);
        const of = (name: string) =>
          own.reduce<number>((total, sum) => total + (sum as Record<string, number>)[name], 0);
        return [of('timeMs'), of('distanceMm')];
      };
      expect(sums('cell')).toEqual(sums('street'));
      const [timeMs, distanceMm] = sums('street');
      const windows = [...rows.values()];
      expect(timeMs).toBe(windows.reduce((total, { timeS }) => total + Math.round(timeS * 1_000), 0));
      const fixes = windows.reduce((total, window) => total + window.fixes, 0);
      const distanceM = windows.reduce((total, window) => total + window.distanceM, 0);
      expect(Math.abs(distanceMm - distanceM * 1_000)).toBeLessThanOrEqual(fixes / 2 + 1e-3);
    }),
  );
});

test('W17 what is 5 km/h and more above its limit is kept segment by segment', () => {
  // 18 km/h, then 36 on a street of 20.
  const { tally, windows } = tell(
    fix(17, { northM: 5, speedMps: 5 }),
    fix(18, { northM: 5, speedMps: 5 }),
    fix(19, { northM: 5, speedMps: 15 }),
    fix(19.5, { northM: 5, speedMps: 15 }),
    fix(20.5, { northM: 5, speedMps: 15 }),
    pulse(50),
  );
  const { speeding = [], streets: sums = [] } = takeRows(tally).places ?? {};
  expect(speeding.map(({ untilMs, timeMs, windowStartMs }) => [windowStartMs - t0, untilMs, timeMs])).toEqual(
    [
      [10_000, [9_000, 9_500], [1_000, 500]],
      [20_000, [500], [1_000]],
    ],
  );
  expect(speeding[0]).toMatchObject({ driverId: 'ana', street: 'Calle 1', limitKmh: 20 });
  expect(speeding[1].distanceMm).toEqual([Math.round(windows[1].distanceM * 1_000)]);
  expect(sums.find(({ street }) => street === 'Calle 1')).toMatchObject({ timeMs: 3_500, overMs: 2_500 });
});

test('W17 off the streets nobody speeds', () => {
  const { tally } = tell(
    fix(0, { northM: 25, speedMps: 30 }),
    fix(1, { northM: 55, speedMps: 30 }),
    pulse(30),
  );
  expect(streets.streetAt({ latitude: -34.9 + 25 / 111_195, longitude: 0, headingDeg: null })).toBe(0);
  expect(takeRows(tally).places?.speeding).toEqual([]);
});

test('W16 without streets nothing is summed by place', () => {
  const { rows, places } = uninterrupted(logOf([fix(0), fix(1), pulse(30)]), { ...settings, streets: null });
  expect([rows.size, places.size]).toEqual([1, 0]);
});
