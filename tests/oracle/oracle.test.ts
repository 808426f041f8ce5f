import { expect, test } from 'vitest';
import { computeWindows, type OracleRecord } from './oracle.ts';

const t0 = 1_780_000_000_000;

/** The latitude so many metres north of where all begins. */
const north = (metres: number) => -34.9 + metres / 111_195.08;

test('W3 a missing speed lies between its neighbours', () => {
  const { rows } = computeWindows([at(0, 4), at(1_000, null, north(5)), at(3_000, 10, north(19))]);
  expect(rows[0].distanceM).toBeCloseTo(5 + 16 - 2 * share(8, 2), 2);
  function share(mps: number, seconds: number) {
    const speed = ((0.2 * mps) ** 2 * seconds ** 3) / 12;
    return speed / (speed + 2 * 25 * 0.438_812);
  }
});

test('W3 without any speed a straight drive has its length, less what the noise of its ends adds', () => {
  const drive = Array.from({ length: 9 }, (_, second) => at(1_000 * second, null, north(12 * second)));
  expect(computeWindows(drive).rows[0].distanceM).toBeCloseTo(Math.sqrt(96 ** 2 - 25 * 0.438_812), 2);
});

test('W4 a segment belongs whole to the window of its later fix', () => {
  const { rows } = computeWindows([at(9_000, 10), at(11_000, 10, north(20))]);
  const distanceM = expect.closeTo(20, 2);
  expect(rows).toMatchObject([
    row(0, { fixes: 1 }),
    row(10_000, { fixes: 1, distanceM, timeS: 2, movingMs: 2_000 }),
  ]);
});

test('W15 what does not move is idle when available, else stopped', () => {
  const idle = [at(0, 0), at(1_000, 0), at(2_000, 10, north(10)), at(3_000, 10, north(20))];
  expect(computeWindows(idle).rows[0]).toMatchObject({ movingMs: 2_000, idleMs: 1_000, timeS: 3 });
  const busy = at(5_000, 0, north(20));
  const stopped = { ...busy, value: Buffer.from(String(busy.value).replace('available', 'on_trip')) };
  expect(computeWindows([at(4_000, 0, north(20)), stopped]).rows[0]).toMatchObject({
    movingMs: 0,
    idleMs: 0,
  });
});

test('W5 a gap above 60 s makes no segment, a leap is an outlier', () => {
  const { rows } = computeWindows([at(0, 10), at(61_000, 10), at(62_000, 10, -35.5)]);
  expect(rows.map((it) => [it.timeS, it.outliers])).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test('W6 W7 a window closes when the watermark reaches its end, and what comes after is late', () => {
  const { counts, closedThroughMs } = computeWindows([
    at(1_000, 5),
    at(20_000, 5),
    at(9_999, 5),
    at(10_000, 5),
  ]);
  expect(closedThroughMs).toBe(t0 + 10_000);
  expect(counts).toMatchObject({ read: 4, used: 3, late: 1 });
});

test('W8 the same fix again is a duplicate, another payload a conflict that the lower sequence wins', () => {
  const { counts, rows } = computeWindows([
    at(1_000, 0, -34.9, 5),
    at(1_000, 0, -34.9, 5),
    at(1_000, 20, -34.9, 4),
    at(2_000, 20, north(20), 6),
  ]);
  expect(counts).toMatchObject({ used: 2, duplicates: 1, conflicts: 1 });
  expect(rows[0].distanceM).toBeCloseTo(20, 2);
});

test('W9 a fix more than 60 s ahead of its arrival is rejected', () => {
  const { counts } = computeWindows([at(61_001, 5, -34.9, 1, 1_000), at(61_000, 5, -34.9, 2, 1_000)]);
  expect(counts).toMatchObject({ rejected: 1, used: 1 });
});

test('W10 after a silence of 60 s the window of the greatest time is closed before the record is judged', () => {
  const { counts } = computeWindows([
    at(1_000, 5),
    at(5_000, 5, -34.9, 5, 61_000),
    at(10_000, 5, -34.9, 6, 61_000),
  ]);
  expect(counts).toMatchObject({ used: 2, late: 1 });
});

test('W13 another type is counted as that even when it is broken, rubbish is rejected', () => {
  const value = (text: string) => ({ arrivalMs: t0, key: Buffer.from('d'), value: Buffer.from(text) });
  const { counts } = computeWindows([
    value('{"type":"TripStarted"}'),
    value('{"type":"Else"}'),
    value('{"type":"LocationUpdated"}'),
    value('{'),
    { arrivalMs: t0, key: null, value: null },
  ]);
  expect(counts).toEqual({
    read: 5,
    used: 0,
    duplicates: 0,
    conflicts: 0,
    late: 0,
    rejected: 3,
    otherTypes: 2,
  });
});

function at(
  ms: number,
  speedMps: number | null,
  latitude = -34.9,
  sequence = ms,
  arrivalMs = ms,
): OracleRecord {
  const event = {
    type: 'LocationUpdated',
    version: 1,
    driverId: 'd',
    sequence,
    occurredAtMs: t0 + ms,
    latitude,
    longitude: -56.1,
    accuracyM: 5,
    headingDeg: null,
    speedMps,
    status: 'available',
  };
  return { arrivalMs: t0 + arrivalMs, key: Buffer.from('d'), value: Buffer.from(JSON.stringify(event)) };
}

function row(start: number, values: object) {
  return {
    driverId: 'd',
    windowStartMs: t0 + start,
    distanceM: 0,
    timeS: 0,
    movingMs: 0,
    idleMs: 0,
    fixes: 0,
    outliers: 0,
    ...values,
  };
}
