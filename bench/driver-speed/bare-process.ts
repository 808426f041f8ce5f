// A child process: the obvious loop over kafkajs, in memory and without any rule. The ceiling of the obvious way.
import { distanceM } from '@rumo/geo';
import { Kafka, logLevel } from 'kafkajs';
import type { Measured, Task } from './contestant.ts';

interface Last {
  readonly latitude: number;
  readonly longitude: number;
  readonly sumM: number;
}

async function run({ brokers, topic, lastOffsets }: Task): Promise<Measured> {
  const startedUs = cpuUs();
  const kafka = new Kafka({ brokers: brokers.split(','), clientId: 'bare', logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bare-${process.pid}-${performance.now()}` });
  const last = new Map<string, Last>();
  const left = new Set(lastOffsets.keys());
  let joinedMs = 0;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joinedMs = performance.now();
  });
  const tookMs = await new Promise<number>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch: { partition, messages } }) => {
          for (const { value } of messages) {
            const event = parse(value);
            if (event?.type !== 'LocationUpdated') continue;
            const before = last.get(event.driverId);
            const sumM = before === undefined ? 0 : before.sumM + distanceM(before, event);
            last.set(event.driverId, { latitude: event.latitude, longitude: event.longitude, sumM });
          }
          if (Number(messages[messages.length - 1].offset) >= lastOffsets[partition]) left.delete(partition);
          if (left.size === 0) resolve(performance.now() - joinedMs);
        },
      })
      .catch(reject);
  });
  const cpuMs = (cpuUs() - startedUs) / 1_000;
  await consumer.disconnect();
  return { tookMs, committedMs: tookMs, cpuMs, memoryBytes: null };
}

// Broken JSON is part of the topic.
function parse(
  value: Buffer | null,
): { type: string; driverId: string; latitude: number; longitude: number } | null {
  try {
    return JSON.parse(String(value));
  } catch {
    return null;
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.on('message', (task) => {
  run(task as Task).then((measured) => process.send?.(measured));
});
process.on('disconnect', () => process.exit(0));
