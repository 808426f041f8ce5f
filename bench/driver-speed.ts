import { rideEventsTopic } from '@rumo/events';
import { isJavaThere } from '../tests/apache-kafka/java.ts';
import { expectedRows } from './driver-speed/check-rows.ts';
import { compare, printComparison } from './driver-speed/comparison.ts';
import { measureGrowth, measureMemory, measureStreets } from './driver-speed/growth.ts';
import { type LoadedTopic, loadTopic } from './driver-speed/load-topic.ts';
import { measureRecovery } from './driver-speed/recovery.ts';
import { openStage, type Stage } from './driver-speed/stage.ts';

const records = Number(process.argv[3] ?? 2_000_000);
const runs = Number(process.argv[4] ?? 5);
const phases = (process.argv[5] ?? 'windows,growth,recovery').split(',');

/** Each driver sends a fix a second, as the simulator's do. */
const intervalMs = 1_000;
/** So many of each driver, or more: smaller topics have fewer drivers and windows as full. */
const fixes = 200;
/** With 100,000 drivers a topic would be very long until it has closed some windows at that. */
const growthIntervalMs = 2_000;
/** All event times lie before the arrival, those that close the last windows too. */
const behindMs = 200_000;

async function load(
  stage: Stage,
  name: string,
  drivers: number,
  count: number,
  intervalMs: number,
): Promise<LoadedTopic> {
  const fixes = Math.ceil(count / drivers);
  const startMs = Math.floor((Date.now() - fixes * intervalMs - behindMs) / 10_000) * 10_000;
  const startedMs = performance.now();
  const topic = await loadTopic(stage.brokerPort, name, { drivers, fixes, intervalMs, startMs });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
  const [loaded, of] = [topic.records, drivers].map((it) => it.toLocaleString('en'));
  process.stdout.write(`${name}: ${loaded} records of ${of} drivers, loaded in ${seconds} s\n`);
  return topic;
}

if (!isJavaThere()) {
  process.stderr.write('driver-speed is compared on Apache Kafka: Java 17 (a JDK) and Maven are missing.\n');
  process.exit(1);
}
const stage = await openStage();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stage.close().finally(() => process.exit(1)));
}
try {
  if (phases.includes('windows') || phases.includes('recovery')) {
    const topic = await load(
      stage,
      rideEventsTopic.name,
      Math.min(10_000, records / fixes),
      records,
      intervalMs,
    );
    const expected = await expectedRows(stage.brokers, topic.name);
    process.stdout.write(`the oracle closes ${expected.length.toLocaleString('en')} windows\n`);
    if (phases.includes('windows')) {
      printComparison(await compare(stage, topic, expected, runs), topic);
      await measureStreets(stage, topic);
      await measureMemory(stage, topic);
    }
    if (phases.includes('recovery')) await measureRecovery(stage, topic, expected);
  }
  if (phases.includes('growth')) {
    const few = await load(stage, 'fleet-1000', 1_000, records / 2, growthIntervalMs);
    const many = await load(stage, 'fleet-100000', 100_000, records / 2, growthIntervalMs);
    await measureGrowth(stage, few, many, Math.min(3, runs));
    await measureMemory(stage, many);
  }
} finally {
  await stage.close();
}
