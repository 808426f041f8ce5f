import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { freePorts } from '../harness/free-ports.ts';
import { until } from '../harness/until.ts';

const entry = join(import.meta.dirname, '../../apps/rumo/broker.mjs');
const dataDirs: string[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const dataDir of dataDirs.splice(0)) rmSync(dataDir, { recursive: true, force: true });
});

/** The broker as `npm run broker` starts it, in a process of its own; resolves when it says that it is ready. */
async function startChild(port: number, dataDir: string): Promise<ChildProcess> {
  const args = [entry, '--port', String(port), '--data', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  await until('the broker is ready', () => {
    if (child.exitCode !== null) throw new Error(`the broker ended: ${output}`);
    return output.includes('broker is ready');
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const kills = process.env.RUMO_FULL === '1' ? 20 : 3;

describe('the broker under kill -9', () => {
  it(`B1 keeps all that was acknowledged, in order and once, over ${kills} kills in mid-flight`, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rumo-kill-'));
    dataDirs.push(dataDir);
    const [port] = await freePorts(1);
    let child = await startChild(port, dataDir);
    const retry = { retries: 100, initialRetryTime: 30, maxRetryTime: 200 };
    const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry });
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: 'segment.bytes', value: '200000' }];
    await admin.createTopics({ topics: [{ topic: 'events', numPartitions: 3, configEntries }] });
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();

    let isOver = false;
    let sent = 0;
    const producing = (async () => {
      while (!isOver) {
        const values = Array.from({ length: 60 }, (_, i) => sent + i);
        const messages = values.map((value) => ({ partition: value % 3, value: String(value) }));
        // kafkajs sends again until the broker is back; what it has not been told of arrives once all the same.
        await producer.send({ topic: 'events', acks: -1, messages });
        sent += values.length;
      }
    })();
    for (let round = 0; round < kills; round++) {
      const before = sent;
      await until('records flow', () => sent > before + 1200);
      await kill(child);
      child = await startChild(port, dataDir);
    }
    const before = sent;
    await until('records flow again', () => sent > before + 600);
    isOver = true;
    await producing;
    await producer.disconnect();

    const seen: number[][] = [[], [], []];
    const consumer = kafka.consumer({ groupId: 'all', maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topic: 'events', fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        for (const { value, offset } of batch.messages) {
          expect(Number(offset)).toBe(seen[batch.partition].length);
          seen[batch.partition].push(Number(value));
        }
      },
    });
    await until('all records', () => seen.reduce((sum, values) => sum + values.length, 0) >= sent);
    await consumer.disconnect();
    await admin.disconnect();
    for (const partition of [0, 1, 2]) {
      expect(seen[partition]).toEqual(Array.from({ length: sent / 3 }, (_, i) => partition + 3 * i));
    }
  });

  it('keeps groups, offsets and topics too', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rumo-kill-'));
    dataDirs.push(dataDir);
    const [port] = await freePorts(1);
    const child = await startChild(port, dataDir);
    const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'events', numPartitions: 2 }] });
    const partitions = [{ partition: 1, offset: '42' }];
    await admin.setOffsets({ groupId: 'readers', topic: 'events', partitions });
    await kill(child);
    await startChild(port, dataDir);
    expect(await admin.listTopics()).toEqual(['events']);
    const [{ partitions: offsets }] = await admin.fetchOffsets({ groupId: 'readers', topics: ['events'] });
    expect(offsets.find(({ partition }) => partition === 1)?.offset).toBe('42');
    await admin.disconnect();
  });
});
