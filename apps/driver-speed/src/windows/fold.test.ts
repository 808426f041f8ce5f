import { expect, test } from 'vitest';
import { fix, logOf, pulse, raw, settings, tell, toldOf } from '../testing/timeline.ts';
import { driverNamed } from './driver-table.ts';
import { fold } from './fold.ts';
import { freshState } from './partition-state.ts';
import { tallyFrom } from './tally.ts';

const noWindow = { outliers: 0, partial: false };

/** As near as the sphere and rounded degrees come. */
const metres = (expected: number) => expect.closeTo(expected, 2);

test('W2 windows are ten seconds long and begin at multiples of ten seconds of the epoch', () => {
  const { windows } = tell(fix(0), fix(9.999), fix(10), fix(19.999), pulse(60));
  expect(windows.map(({ start, fixes }) => [start, fixes])).toEqual([
    [0, 2],
    [10, 2],
  ]);
});

test('W3 the sums of a window are those of its segments, the first of which begins at the fix before it', () => {
  const at10 = (second: number) => fix(second, { speedMps: 10, northM: 10 * second });
  const { windows } = tell(at10(8), at10(11), at10(16), pulse(60));
  expect(windows).toEqual([
    { driverId: 'ana', start: 0, distanceM: 0, timeS: 0, movingMs: 0, idleMs: 0, fixes: 1, ...noWindow },
    {
      driverId: 'ana',
      start: 10,
      distanceM: metres(80),
      timeS: 8,
      movingMs: 8_000,
      idleMs: 0,
      fixes: 2,
      ...noWindow,
    },
  ]);
});

test('W3 the fix before a window is remembered after its own window has closed', () => {
  const { windows } = tell(
    fix(5, { speedMps: 4 }),
    pulse(45),
    fix(50, { speedMps: 4, northM: 180 }),
    pulse(100),
  );
  expect(windows[1]).toMatchObject({ start: 50, distanceM: metres(180), timeS: 45 });
});

test('W4 a segment belongs whole to the window of its later fix', () => {
  const { windows } = tell(fix(9, { speedMps: 3 }), fix(21, { speedMps: 3, northM: 36 }), pulse(60));
  expect(windows.map(({ start, distanceM }) => [start, distanceM])).toEqual([
    [0, 0],
    [20, metres(36)],
  ]);
});

test('W5 a gap of 60 s makes a segment, a longer one makes none', () => {
  const gap = (seconds: number) =>
    tell(fix(0, { speedMps: 1 }), fix(seconds, { speedMps: 1, northM: seconds }), pulse(200)).windows[1];
  expect(gap(60)).toMatchObject({ distanceM: metres(60), timeS: 60 });
  expect(gap(60.001)).toMatchObject({ distanceM: 0, timeS: 0, fixes: 1 });
});

test('W5 an outlier gives neither distance nor time and is counted in the window of its later fix', () => {
  const { windows, tally } = tell(
    fix(8),
    fix(9, { northM: 10 }),
    fix(11, { northM: 500 }),
    fix(12, { northM: 510 }),
    pulse(60),
  );
  expect(windows.map(({ start, outliers, timeS }) => [start, outliers, timeS])).toEqual([
    [0, 0, 1],
    [10, 1, 1],
  ]);
  expect(tally.counts.outliers).toBe(1);
});

test('W6 a window closes when the watermark, ten seconds behind the newest fix, reaches its end', () => {
  expect(tell(fix(5), pulse(19.999)).windows).toEqual([]);
  expect(tell(fix(5), pulse(20)).windows).toHaveLength(1);
});

test('W6 a device whose clock runs ahead makes nobody else late', () => {
  const { tally } = tell(fix(0), fix(55, { driverId: 'ahead', arrives: 1 }), fix(2));
  expect(tally.counts).toMatchObject({ used: 3, late: 0 });
});

test('W6 duplicates and conflicts move the watermark as used fixes do', () => {
  const ahead = { driverId: 'ahead', arrives: 1 };
  const { closedThrough, tally } = tell(fix(30, ahead), fix(30, { ...ahead, arrives: 30 }));
  expect(tally.counts.duplicates).toBe(1);
  expect(closedThrough).toBe(20);
});

test('W6 the watermark never goes back: an old fix of a quiet partition reopens nothing', () => {
  const { closedThrough, windows } = tell(fix(5), pulse(40), fix(31), pulse(33));
  expect(closedThrough).toBe(30);
  expect(windows).toHaveLength(1);
});

test('W7 a fix older than closed_through is late: counted and kept out', () => {
  const { tally, windows } = tell(
    fix(5),
    pulse(20),
    fix(9, { sequence: 1 }),
    fix(10, { sequence: 2 }),
    pulse(60),
  );
  expect(tally.counts).toMatchObject({ late: 1, used: 4 });
  expect(windows.map(({ fixes }) => fixes)).toEqual([1, 1]);
});

test('W8 the same sequence and payload is a duplicate', () => {
  const { tally, windows } = tell(fix(5), fix(5, { arrives: 6 }), pulse(60));
  expect(tally.counts).toMatchObject({ used: 2, duplicates: 1, conflicts: 0 });
  expect(windows[0].fixes).toBe(1);
});

test('W8 of two sequences at one time the lower stays, whichever came first', () => {
  const low = fix(5, { sequence: 3, speedMps: 7, northM: 7 });
  const high = fix(5, { sequence: 4, speedMps: 9 });
  for (const pair of [
    [low, high],
    [high, low],
  ]) {
    const { tally, windows } = tell(fix(4, { speedMps: 7 }), ...pair, pulse(60));
    expect(tally.counts).toMatchObject({ used: 3, conflicts: 1 });
    expect(windows[0]).toMatchObject({ distanceM: metres(7), fixes: 2 });
  }
});

test('W8 of two payloads with one sequence the smaller in byte order stays', () => {
  const smaller = fix(5, { headingDeg: 10, speedMps: 7, northM: 7 });
  const larger = fix(5, { headingDeg: 9, speedMps: 9 });
  for (const pair of [
    [smaller, larger],
    [larger, smaller],
  ]) {
    const { tally, windows } = tell(fix(4, { speedMps: 7 }), ...pair, pulse(60));
    expect(tally.counts).toMatchObject({ used: 3, conflicts: 1, duplicates: 0 });
    expect(windows[0].distanceM).toEqual(metres(7));
  }
});

test('W8 a device that starts its sequence anew goes on', () => {
  const { tally } = tell(fix(1, { sequence: 900 }), fix(2, { sequence: 0 }), fix(3, { sequence: 1 }));
  expect(tally.counts.used).toBe(3);
});

test('W9 a fix more than 60 s ahead of its arrival is rejected, one exactly 60 s ahead is used', () => {
  const { tally } = tell(fix(60, { arrives: 0 }), fix(60.001, { arrives: 0 }));
  expect(tally.counts).toMatchObject({ used: 1, rejected: 1 });
  expect([...tally.rejectedByReason]).toEqual([['future', 1]]);
});

test('W1 W9 arrival is the running maximum: an append time that steps back makes no fix a future one', () => {
  const { tally, state } = tell(fix(0, { arrives: 100 }), fix(150, { arrives: 10 }));
  expect(tally.counts.rejected).toBe(0);
  expect(state.clock.arrivalMs).toBe(tell(fix(0, { arrives: 100 })).state.clock.arrivalMs);
});

test('W13 another type is one whatever else it holds, also where it is broken', () => {
  const { tally } = tell(
    raw('{"type":"TripStarted","version":9,"driverId":7}'),
    raw('{"type":"DriverRated","stars":5}'),
    raw('{"type":"TripCompleted","version":1}', 0, 'somebody else'),
    raw('{"type":""}'),
  );
  expect(tally.counts).toMatchObject({ read: 4, otherTypes: 4, rejected: 0 });
});

test('W13 D2 bad bytes are rejected by reason, kept with it, and the windows go on', () => {
  const bad: [string | Uint8Array | null, string][] = [
    [null, 'empty'],
    ['', 'empty'],
    ['{"type":"Location', 'not_json'],
    [new Uint8Array([0xff, 0xfe, 0x00]), 'not_utf8'],
    ['[]', 'not_an_object'],
    ['{"version":1}', 'no_type'],
    ['{"type":"LocationUpdated","version":2}', 'bad_version'],
    ['{"type":"LocationUpdated","version":1,"driverId":"ana","latitude":NaN}', 'not_json'],
    ['{"type":"LocationUpdated","version":1,"driverId":"ana","sequence":-1}', 'bad_field'],
    [`{"type":"LocationUpdated","pad":"${'x'.repeat(20_000)}"}`, 'too_large'],
  ];
  const { tally, windows } = tell(fix(1), ...bad.map(([value]) => raw(value, 1)), fix(2), pulse(60));
  expect(tally.rejected.map(({ reason }) => reason)).toEqual(bad.map(([, reason]) => reason));
  expect(tally.counts).toMatchObject({ rejected: bad.length, used: 3 });
  expect(windows[0].fixes).toBe(2);
});

test('W13 D2 swapped coordinates, null island and a key of somebody else are rejected', () => {
  const said = (changes: object, key = 'ana') => {
    const event = JSON.parse(new TextDecoder().decode(fix(1).value as Uint8Array)) as object;
    return raw(JSON.stringify({ ...event, ...changes }), 1, key);
  };
  const { tally } = tell(
    said({ latitude: -156.2, longitude: -34.9 }),
    said({ latitude: 0, longitude: 0 }),
    said({}, 'bob'),
    said({ driverId: 'x'.repeat(10_000) }, 'x'.repeat(10_000)),
  );
  expect(tally.rejected.map(({ reason }) => reason)).toEqual([
    'bad_field',
    'null_island',
    'key_mismatch',
    'bad_field',
  ]);
});

test('D2 driver ids that are names of JavaScript are drivers like any other', () => {
  const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const { windows, tally } = tell(
    ...ids.flatMap((driverId) => [fix(1, { driverId }), fix(2, { driverId })]),
    pulse(60),
  );
  expect(tally.counts.used).toBe(9);
  expect(windows.map(({ driverId, fixes }) => [driverId, fixes])).toEqual(
    [...ids].sort().map((id) => [id, 2]),
  );
});

test('D2 driver ids that the database cannot hold or tell apart are rejected', () => {
  const loneHalf = fix(1, { driverId: 'half \ud800' });
  const { tally } = tell(
    fix(1, { driverId: 'nul \0' }),
    { ...loneHalf, key: null },
    fix(1, { driverId: 'whole 😀' }),
  );
  expect(tally.rejected.map(({ reason }) => reason)).toEqual(['bad_field', 'bad_field']);
  expect(tally.counts.used).toBe(1);
});

test('W13 a rejected fix that is old as well is rejected, not late', () => {
  const { tally } = tell(pulse(60), fix(1, { driverId: 'nul \0' }));
  expect(tally.counts).toMatchObject({ rejected: 1, late: 0 });
});

test('W13 a late fix that repeats another is late, not a duplicate, and moves nothing', () => {
  const { tally, closedThrough } = tell(fix(5), pulse(30), fix(5, { arrives: 300 }), raw(null, 301));
  expect(tally.counts).toMatchObject({ late: 1, duplicates: 0 });
  expect(closedThrough).toBe(40);
});

test('D2 a flood of duplicates leaves one fix in memory', () => {
  const { state, tally } = tell(...Array.from({ length: 500 }, () => fix(1)));
  expect(tally.counts).toMatchObject({ used: 1, duplicates: 499 });
  expect(driverNamed(state.drivers, 'ana')).toMatchObject({ count: 1, before: 0 });
});

test('a driver that has gone is forgotten once no segment can begin at its last fix', () => {
  expect(driverNamed(tell(fix(5), pulse(79.999)).state.drivers, 'ana')).not.toBeNull();
  expect(driverNamed(tell(fix(5), pulse(80)).state.drivers, 'ana')).toBeNull();
});

test('W5 a fleet whose fastest is known counts what is faster as outliers', () => {
  const records = logOf([
    fix(1),
    fix(2, { northM: 50 }),
    fix(5, { speedMps: 50 }),
    fix(6, { speedMps: 40 }),
    pulse(60),
  ]);
  const outliersAt = (maxSpeedMps?: number) => {
    const state = freshState({ ...settings, maxSpeedMps });
    const tally = tallyFrom();
    fold(state, records, tally);
    return toldOf(state, tally).windows[0].outliers;
  };
  expect([outliersAt(), outliersAt(70), outliersAt(42), outliersAt(30)]).toEqual([0, 0, 3, 3]);
});
