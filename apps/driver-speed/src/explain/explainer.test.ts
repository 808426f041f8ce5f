import { openScratchDatabase } from '@rumo/database/testing';
import { memoryStream } from '@rumo/event-stream/memory';
import { rideEventsTopic, type WindowExplanation, windowExplanationSchema } from '@rumo/events';
import { createLogger } from '@rumo/service';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { commitOf, openSession, takeRecords } from '../partition/session.ts';
import { postgresStore } from '../store/postgres-store.ts';
import { timelines } from '../testing/histories.ts';
import { compare, fix, pulse, settings, type TimelineRecord, t0 } from '../testing/timeline.ts';
import { explainer } from './explainer.ts';
import { postgresStoredWindows } from './stored-windows.ts';

const logId = '6f9d2f04-7a34-4a9e-a9a1-0d6f3f1b7a01';
const partition = 0;
const topic = rideEventsTopic.name;
const logger = createLogger('test');
logger.level = 'silent';

let scratch: Awaited<ReturnType<typeof openScratchDatabase>>;
beforeAll(async () => {
  scratch = await openScratchDatabase();
}, 60_000);
afterAll(() => scratch?.close());
beforeEach(empty);
async function empty(): Promise<void> {
  await scratch.database
    .$executeRaw`TRUNCATE partition_progress, speed_window, speed_rollup, rejected_event, speeding_window`;
}

/** A log, of which the first `counted` records have been counted into the database. */
async function counted(records: readonly TimelineRecord[], count = records.length) {
  const stream = memoryStream({ nowMs: () => t0, maxBatch: 5 });
  await stream.ensureTopics([rideEventsTopic]);
  stream.append(
    topic,
    partition,
    records.map(({ key, ...record }) => ({
      ...record,
      key: key === null ? null : Buffer.from(key).toString(),
    })),
  );
  const store = postgresStore(scratch.database);
  const owned = await store.takeOver(partition, logId);
  const session = openSession(owned.progress, settings);
  takeRecords(session, stream.read(topic, partition), 0, count, compare);
  await store.commit(partition, owned.version, commitOf(session, false));
  const readStored = postgresStoredWindows(scratch.database);
  const explain = explainer({ stream, readStored, settings, logger });
  return { stream, explain };
}

function segmentSums({ fixes }: WindowExplanation) {
  const segments = fixes.flatMap(({ segment }) => (segment === null ? [] : [segment]));
  const used = segments.filter(({ outlier }) => !outlier);
  return {
    distanceM: used.reduce((sum, { distanceM }) => sum + distanceM, 0),
    timeS: used.reduce((sum, { timeMs }) => sum + timeMs, 0) / 1_000,
    outliers: segments.length - used.length,
  };
}

test('W3 W13 the fixes and segments of random windows add up to their stored rows', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(timelines({ minLength: 30, maxLength: 150 }), async (records) => {
      await empty();
      const { explain } = await counted(records);
      const rows = await scratch.database.speedWindow.findMany();
      for (const row of rows.slice(0, 15)) {
        const explanation = await explain(row.driverId, Number(row.windowStartMs), 10_000);
        windowExplanationSchema.parse(explanation);
        const { distanceM, timeS, fixes, outliers, partial } = row;
        const meanKmh = timeS > 0 ? (distanceM / timeS) * 3.6 : null;
        expect(explanation.row).toEqual({ meanKmh, distanceM, timeS, fixes, outliers, partial });
        expect(explanation.note).toBeNull();
        expect(explanation.fixes.filter(({ outcome }) => outcome === 'used')).toHaveLength(fixes);
        const sums = segmentSums(explanation);
        expect(sums.distanceM).toBeCloseTo(distanceM, 6);
        expect([sums.timeS, sums.outliers]).toEqual([timeS, outliers]);
        seen++;
      }
    }),
    { numRuns: 6 },
  );
  expect(seen).toBeGreaterThan(30);
}, 60_000);

const drive = [fix(-2, { northM: 0 }), fix(4, { northM: 60 }), fix(14, { northM: 160 }), pulse(60)];

test('a window shows the fix before it, where its first segment begins', async () => {
  const { explain } = await counted(drive);
  const { before, fixes } = await explain('ana', t0, 10_000);
  expect(before?.occurredAtMs).toBe(t0 - 2_000);
  expect(fixes).toMatchObject([{ occurredAtMs: t0 + 4_000, segment: { timeMs: 6_000, outlier: false } }]);
});

test('W2 a longer window is the sum of its base windows', async () => {
  const { explain } = await counted(drive);
  const whole = await explain('ana', t0, 30_000);
  const parts = [await explain('ana', t0, 10_000), await explain('ana', t0 + 10_000, 10_000)];
  expect(whole.row?.distanceM).toBe(parts.reduce((sum, { row }) => sum + (row?.distanceM ?? 0), 0));
  expect(whole.fixes).toEqual(parts.flatMap(({ fixes }) => fixes));
});

test('a window that is open, or waits to be counted, has its fixes and no row, and says so', async () => {
  const { explain } = await counted([...drive, fix(65)], 1);
  expect(await explain('ana', t0, 10_000)).toMatchObject({
    row: null,
    fixes: [{ outcome: 'used' }],
    note: expect.stringContaining('not come so far'),
  });
  expect(await explain('ana', t0 + 60_000, 10_000)).toMatchObject({
    row: null,
    fixes: [{ outcome: 'used' }],
    note: expect.stringContaining('still open'),
  });
});

test('W7 a window of late fixes alone has them and no row', async () => {
  const { explain } = await counted([pulse(1), pulse(60), fix(3, { arrives: 61 })]);
  expect(await explain('ana', t0, 10_000)).toMatchObject({
    row: null,
    fixes: [{ outcome: 'late' }],
    note: null,
  });
});

test('W2 a row that was rolled up is what the log gives, and says so', async () => {
  const { explain } = await counted([...drive, pulse(49 * 3_600)]);
  const stored = (await explain('ana', t0, 10_000)).row;
  await scratch.database.$executeRaw`DELETE FROM speed_window`;
  const again = await counted([...drive, pulse(49 * 3_600)]).then(async (anew) => {
    await scratch.database.$executeRaw`DELETE FROM speed_window`;
    return anew.explain('ana', t0, 10_000);
  });
  expect(again.row).toEqual(stored);
  expect(again.note).toContain('longer sum');
});

test('what the log no longer holds is 410, and what it never held is 404', async () => {
  const { stream, explain } = await counted(drive);
  await expect(explain('ana', t0 + 600_000, 10_000)).rejects.toMatchObject({ status: 404 });
  await expect(explain('eva', t0, 10_000)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('eva'),
  });
  stream.truncateBefore(topic, partition, '2');
  await expect(explain('ana', t0, 10_000)).rejects.toMatchObject({ status: 410 });
});

test('a stored row that the log does not give is shown with a note', async () => {
  const { explain } = await counted([pulse(-200), ...drive]);
  await scratch.database.$executeRaw`UPDATE speed_window SET distance_m = 1 WHERE driver_id = 'ana'`;
  expect(await explain('ana', t0, 10_000)).toMatchObject({
    row: { distanceM: 1 },
    note: expect.stringContaining('differs'),
  });
});

test('D3 a broker or database that is away is 503, and the next question is answered', async () => {
  const { stream, explain } = await counted(drive);
  stream.setOnline(false);
  await expect(explain('ana', t0, 10_000)).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining('broker'),
  });
  stream.setOnline(true);
  expect((await explain('ana', t0, 10_000)).fixes).toHaveLength(1);
  const away = explainer({
    stream,
    readStored: () => Promise.reject(new Error('gone')),
    settings,
    logger,
  });
  await expect(away('ana', t0, 10_000)).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining('database'),
  });
});

test('W6 a window that has closed is read once, however often it is asked for', async () => {
  const beats = Array.from({ length: 120 }, (_, second) => pulse(second));
  const { stream, explain } = await counted([...drive.slice(0, 2), ...beats]);
  let scans = 0;
  const counting = explainer({
    stream: {
      scan: (...args) => {
        scans++;
        return stream.scan(...args);
      },
    },
    readStored: postgresStoredWindows(scratch.database),
    settings,
    logger,
  });
  const [first, second] = await Promise.all([counting('ana', t0, 10_000), counting('ana', t0, 10_000)]);
  expect(second).toEqual(first);
  expect(await counting('ana', t0, 10_000)).toEqual(await explain('ana', t0, 10_000));
  expect(scans).toBe(1);
});
