import { memoryStream } from '@rumo/event-stream/memory';
import { driverOdometerTopic } from '@rumo/events';
import { createLogger } from '@rumo/service';
import { expect, test } from 'vitest';
import { odometerJson } from '../core/event-json.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { startOdometer } from './odometer-consumer.ts';
import type { TrueWindowTable } from './true-window-table.ts';
import type { TrueWindow } from './true-windows.ts';

const logger = createLogger('test');
logger.level = 'silent';
const drivers = ['driver-0001', 'driver-0002', '__proto__'];

function memoryTable() {
  const rows = new Map<string, TrueWindow>();
  let failing = false;
  const table: TrueWindowTable = {
    async write(windows) {
      if (failing) throw new Error('the database is away');
      for (const window of windows) {
        const key = `${window.startMs} ${window.driverId}`;
        if (window.timeS >= (rows.get(key)?.timeS ?? 0)) rows.set(key, window);
      }
    },
    isEmpty: async () => rows.size === 0,
    removeBefore: async () => {},
  };
  return {
    rows,
    table,
    fail(value: boolean) {
      failing = value;
    },
  };
}

/** A stream into which each driver's odometer is written second by second. */
async function odometerStream() {
  const stream = memoryStream({ nowMs: () => 0 });
  await stream.ensureTopics([driverOdometerTopic]);
  const publisher = await stream.publisher();
  return {
    stream,
    write(fromS: number, untilS: number) {
      for (let second = fromS; second < untilS; second++) {
        const records = drivers.map((key, driver) => {
          const occurredAtMs = 1_000_000 + second * 1_000 + driver * 300;
          return { key, occurredAtMs, value: odometerJson(key, occurredAtMs, second * (5 + driver)) };
        });
        publisher.publish(driverOdometerTopic.name, records);
      }
    },
  };
}

function run(
  stream: Awaited<ReturnType<typeof odometerStream>>,
  table: TrueWindowTable,
  kept: Checkpoint | null,
) {
  let last = kept;
  const keep = async (checkpoint: Checkpoint) => {
    last = parseCheckpoint(Buffer.from(JSON.stringify(checkpoint)));
  };
  const options = { stream: stream.stream, table, kept, keep, flushEachMs: 3_600_000, logger };
  return startOdometer(options).then((consumer) => ({ consumer, last: () => last }));
}

test('the rows after ends at any point, nothing flushed, are those of a run without one', async () => {
  const whole = memoryTable();
  const stream = await odometerStream();
  stream.write(0, 95);
  const first = await run(stream, whole.table, null);
  await stream.stream.settled();
  await first.consumer.stop();

  const cut = memoryTable();
  const again = await odometerStream();
  let kept: Checkpoint | null = null;
  for (let second = 0; second < 95; second += 19) {
    const { consumer, last } = await run(again, cut.table, kept);
    again.write(second, second + 12);
    await again.stream.settled();
    await consumer.flush();
    again.write(second + 12, second + 19);
    await again.stream.settled();
    // Killed: what was counted since the flush is forgotten, its place in the log with it.
    kept = last();
    cut.fail(true);
    await consumer.stop();
    cut.fail(false);
  }
  const { consumer } = await run(again, cut.table, kept);
  await again.stream.settled();
  await consumer.stop();
  expect(cut.rows.size).toBe(3 * 9);
  expect([...cut.rows].sort()).toEqual([...whole.rows].sort());
});

test('windows that end while others are being written are written next', async () => {
  const { rows, table } = memoryTable();
  const stream = await odometerStream();
  const slow: TrueWindowTable = {
    ...table,
    async write(windows) {
      stream.write(21, 41);
      await stream.stream.settled();
      await table.write(windows);
    },
  };
  const { consumer } = await run(stream, slow, null);
  stream.write(0, 21);
  await stream.stream.settled();
  await consumer.flush();
  await consumer.flush();
  expect(rows.size).toBe(3 * 4);
  await consumer.stop();
});

test('D2 bad bytes are counted and passed over', async () => {
  const { table } = memoryTable();
  const stream = await odometerStream();
  const { consumer } = await run(stream, table, null);
  for (const value of ['', '{', '[]', '{"type":"DriverOdometer"}', 'x'.repeat(5_000)]) {
    stream.stream.append(driverOdometerTopic.name, 0, [{ key: 'a', value }]);
  }
  stream.write(0, 3);
  await stream.stream.settled();
  expect(consumer.counts).toMatchObject({ rejected: 5, readings: 9 });
  await consumer.stop();
});

test('D3 a database that is away loses no window', async () => {
  const held = memoryTable();
  const stream = await odometerStream();
  const { consumer } = await run(stream, held.table, null);
  held.fail(true);
  stream.write(0, 41);
  await stream.stream.settled();
  await expect(consumer.flush()).rejects.toThrow('away');
  held.fail(false);
  await consumer.flush();
  expect(held.rows.size).toBe(3 * 4);
  await consumer.stop();
});
