import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaEventStream } from '@rumo/event-stream';
import { type LocationUpdated, rideEventsTopic } from '@rumo/events';
import { createLogger } from '@rumo/service';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { explainer } from '../apps/driver-speed/src/explain/explainer.ts';
import { freePorts } from '../tests/harness/free-ports.ts';
import { makeTopic } from '../tests/harness/make-topic.ts';
import {
  type RunningBroker,
  startApacheBroker,
  startEmbeddedBroker,
} from '../tests/harness/running-broker.ts';

const records = Number(process.argv[3] ?? 2_000_000);
const drivers = Number(process.argv[4] ?? 1_000);
const questions = 15;
const { partitions } = rideEventsTopic;
const seconds = Math.floor(records / drivers);
const endMs = Math.floor(Date.now() / 10_000) * 10_000;
const logger = createLogger('bench');
logger.level = 'warn';

/** A fix a second of each driver; driver d is in partition d mod 6. */
function fixOf(driver: number, second: number): LocationUpdated {
  return {
    type: 'LocationUpdated',
    version: 1,
    driverId: `driver-${driver}`,
    sequence: second,
    occurredAtMs: endMs - (seconds - second) * 1_000,
    latitude: -34.9 + second * 1e-4,
    longitude: -56.2,
    accuracyM: 5,
    headingDeg: 0,
    speedMps: 11.1,
    status: 'on_trip',
  };
}

/** The topic has the producer's time: a log of half an hour is then made in a minute. */
async function fill(port: number): Promise<void> {
  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [
    { name: 'message.timestamp.type', value: 'CreateTime' },
    { name: 'retention.ms', value: '-1' },
  ];
  await makeTopic(admin, { topic: rideEventsTopic.name, numPartitions: partitions, configEntries });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let second = 0; second < seconds; second++) {
    const messages = Array.from({ length: drivers }, (_, driver) => {
      const fix = fixOf(driver, second);
      return {
        partition: driver % partitions,
        key: fix.driverId,
        value: JSON.stringify(fix),
        timestamp: String(fix.occurredAtMs),
      };
    });
    await producer.send({ topic: rideEventsTopic.name, acks: -1, messages });
  }
  await producer.disconnect();
}

/** What the questions took, ms. */
interface Answers {
  /** With the connections that it makes. */
  readonly firstMs: number;
  readonly tookMs: readonly number[];
  /** Of this process, per question after the first. */
  readonly cpuMs: number;
}

async function ask(port: number): Promise<Answers> {
  const stream = kafkaEventStream({ brokers: [`127.0.0.1:${port}`], clientId: 'bench', logger });
  const explain = explainer({
    stream,
    // Nothing is stored: what the database takes is not in the figures.
    readStored: async ({ driverId }) => ({
      partition: Number(driverId.slice('driver-'.length)) % partitions,
      isKnown: true,
      closedThroughMs: Number.NEGATIVE_INFINITY,
      rows: [],
    }),
    settings: { gapMs: 60_000 },
    logger,
  });
  const tookMs: number[] = [];
  let before = process.cpuUsage();
  for (let i = 0; i < questions + 1; i++) {
    const startMs = endMs - Math.ceil((((i + 1) / (questions + 3)) * seconds) / 10) * 10_000;
    const startedMs = performance.now();
    const { fixes } = await explain(`driver-${(i * 7) % drivers}`, startMs, 10_000);
    tookMs.push(performance.now() - startedMs);
    if (i === 0) before = process.cpuUsage();
    if (fixes.length !== 10) throw new Error(`${fixes.length} fixes in a window of 10`);
  }
  const { user, system } = process.cpuUsage(before);
  await stream.close();
  return { firstMs: tookMs[0], tookMs: tookMs.slice(1), cpuMs: (user + system) / 1_000 / questions };
}

const contestants = [
  { name: 'embedded', start: startEmbeddedBroker },
  { name: 'Apache Kafka 4.3.1', start: startApacheBroker },
];
const folder = mkdtempSync(join(tmpdir(), 'rumo-bench-'));
const ports = await freePorts(contestants.length);
console.log(
  `${(seconds * drivers).toLocaleString('en')} records of ${drivers} drivers, ${questions} windows`,
);
const ratios: string[] = [];
try {
  for (const [i, { name, start }] of contestants.entries()) {
    let broker: RunningBroker | null = null;
    try {
      broker = await start(join(folder, String(i)), ports[i]);
      await fill(ports[i]);
      const { firstMs, tookMs, cpuMs } = await ask(ports[i]);
      const sorted = tookMs.toSorted((a, b) => a - b);
      const medianMs = sorted[Math.floor(sorted.length / 2)];
      const slowestMs = sorted[sorted.length - 1];
      const figures = [firstMs, medianMs, slowestMs].map((ms) => `${ms.toFixed(0)} ms`);
      console.log(
        `${name.padEnd(20)} first ${figures[0]}, median ${figures[1]}, slowest ${figures[2]}, CPU ${cpuMs.toFixed(0)} ms`,
      );
      ratios.push(`ratio second_vs_${name.split(' ')[0].toLowerCase()} ${(1_000 / medianMs).toFixed(2)}`);
    } finally {
      await broker?.end('SIGTERM');
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const line of ratios) console.log(line);
