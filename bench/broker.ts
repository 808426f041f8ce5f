import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Partitioners } from 'kafkajs';
import { freePorts } from '../tests/harness/free-ports.ts';
import {
  type RunningBroker,
  startApacheBroker,
  startEmbeddedBroker,
} from '../tests/harness/running-broker.ts';
import { type Latency, measureLatency } from './broker/latency.ts';
import { client, consumeAll, type Load, makeLoad, partitions, produceAll } from './broker/load.ts';
import { cpuSeconds, memoryMb } from './broker/process-use.ts';
import { releaseJvm } from './broker/release-jvm.ts';
import { answered } from './broker/start-time.ts';
import { median } from './support/median.ts';

const records = Number(process.argv[3] ?? 300_000);
const runs = Number(process.argv[4] ?? 5);
const latencyS = 5;
const starts = 3;
const idleMs = 10_000;

const contestants = [
  { name: 'embedded', start: (dataDir: string, port: number) => startEmbeddedBroker(dataDir, port) },
  {
    name: 'Apache Kafka 4.3.1',
    start: (dataDir: string, port: number) => startApacheBroker(dataDir, port, { jvm: releaseJvm }),
  },
] as const;

interface Run {
  readonly produceMs: number;
  readonly produceCpuUs: number;
  readonly consumeMs: number;
  readonly consumeCpuUs: number;
  readonly latency: Latency;
}

interface Result {
  readonly startMs: number;
  readonly runs: readonly Run[];
  readonly memory: { readonly loadedPss: number; readonly idlePss: number; readonly peakRss: number };
}

async function measureRun(broker: RunningBroker, topic: string, load: Load): Promise<Run> {
  const kafka = client(broker.port);
  const admin = kafka.admin();
  await admin.connect();
  const latencyTopic = `${topic}-latency`;
  const topics = [topic, latencyTopic].map((name) => ({ topic: name, numPartitions: partitions }));
  await admin.createTopics({ waitForLeaders: true, topics });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const consumer = (use: string) => kafka.consumer({ groupId: `${topic}-${use}` });
  const cpu = () => cpuSeconds(broker.pid) * 1e6;

  const beforeUs = cpu();
  const produceMs = await produceAll(producer, topic, load);
  const producedUs = cpu();
  const consumeMs = await consumeAll(consumer('read'), topic, load);
  const consumedUs = cpu();
  const latency = await measureLatency(producer, consumer('latency'), latencyTopic, latencyS);

  await producer.disconnect();
  await admin.deleteTopics({ topics: [topic, latencyTopic] });
  await admin.disconnect();
  return {
    produceMs,
    produceCpuUs: (producedUs - beforeUs) / load.records,
    consumeMs,
    consumeCpuUs: (consumedUs - producedUs) / load.records,
    latency,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'rumo-bench-'));
const ports = await freePorts(contestants.length);
const brokers: RunningBroker[] = [];
try {
  const startMs: number[] = [];
  for (const [i, { name, start }] of contestants.entries()) {
    const dataDir = join(folder, String(i));
    const once = await start(dataDir, ports[i]);
    await once.end('SIGTERM');
    const took: number[] = [];
    for (let run = 0; run < starts; run++) {
      const startedMs = performance.now();
      const starting = start(dataDir, ports[i]);
      await answered(ports[i]);
      took.push(performance.now() - startedMs);
      const broker = await starting;
      if (run + 1 < starts) await broker.end('SIGTERM');
      else brokers.push(broker);
    }
    startMs.push(median(took));
    process.stdout.write(`${name} answers after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms\n`);
  }

  const load = makeLoad(records);
  const all: Run[][] = contestants.map(() => []);
  for (let run = -1; run < runs; run++) {
    for (const [i, { name }] of contestants.entries()) {
      const done = await measureRun(brokers[i], `run-${run + 1}`, load);
      const label = run < 0 ? 'warm-up' : `run ${run + 1}`;
      if (run >= 0) all[i].push(done);
      process.stdout.write(
        `${label}  ${name.padEnd(18)} in ${perS(done.produceMs)}  out ${perS(done.consumeMs)} records/s  ` +
          `latency p50 ${done.latency.p50Ms.toFixed(1)} p99 ${done.latency.p99Ms.toFixed(1)} ms\n`,
      );
    }
  }
  const loaded = brokers.map(({ pid }) => memoryMb(pid));
  await wait(idleMs);
  const results = contestants.map((_, i): Result => {
    const { pss: idlePss, peakRss } = memoryMb(brokers[i].pid);
    return { startMs: startMs[i], runs: all[i], memory: { loadedPss: loaded[i].pss, idlePss, peakRss } };
  });
  print(results);
} finally {
  for (const broker of brokers) await broker.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

function perS(tookMs: number): string {
  return Math.round(records / (tookMs / 1_000))
    .toLocaleString('en')
    .padStart(9);
}

function print(results: readonly Result[]): void {
  const of = (value: (run: Run) => number) => results.map((result) => median(result.runs.map(value)));
  const produceMs = of((run) => run.produceMs);
  const produceCpuUs = of((run) => run.produceCpuUs);
  const consumeMs = of((run) => run.consumeMs);
  const consumeCpuUs = of((run) => run.consumeCpuUs);
  const p50Ms = of((run) => run.latency.p50Ms);
  const startMs = results.map((result) => result.startMs);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['', contestants.map(({ name }) => name)],
    ['produce, records/s', produceMs.map(perS)],
    ['  broker CPU, µs a record', produceCpuUs.map((us) => us.toFixed(2))],
    ['consume, records/s', consumeMs.map(perS)],
    ['  broker CPU, µs a record', consumeCpuUs.map((us) => us.toFixed(2))],
    ['latency p50, ms', p50Ms.map((ms) => ms.toFixed(2))],
    ['latency p99, ms', of((run) => run.latency.p99Ms).map((ms) => ms.toFixed(2))],
    ['first answer after start, ms', startMs.map((ms) => ms.toFixed(0))],
    ['memory after the load, MB (Pss)', results.map(({ memory }) => memory.loadedPss.toFixed(0))],
    ['memory 10 s later, MB (Pss)', results.map(({ memory }) => memory.idlePss.toFixed(0))],
    ['most memory ever, MB (Rss)', results.map(({ memory }) => memory.peakRss.toFixed(0))],
  ];
  process.stdout.write(
    `\nMedians of ${runs} alternating runs of ${records} records of 200 B, all read back equal\n`,
  );
  for (const [label, cells] of rows) {
    process.stdout.write(`${label.padEnd(33)}${cells.map((cell) => cell.trim().padStart(20)).join('')}\n`);
  }
  const ratio = (name: string, [embedded, apache]: readonly number[]) =>
    process.stdout.write(`ratio ${name} ${(apache / embedded).toFixed(2)}\n`);
  ratio('produce', produceMs);
  ratio('consume', consumeMs);
  ratio('latency_p50', p50Ms);
  ratio('start', startMs);
  // kafkajs takes most of the machine, so that its own limit is much of the ratios above; these are the brokers' alone.
  ratio('produce_cpu', produceCpuUs);
  ratio('consume_cpu', consumeCpuUs);
  ratio(
    'memory',
    results.map(({ memory }) => memory.loadedPss),
  );
}
