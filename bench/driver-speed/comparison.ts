import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { makeTopic } from '../../tests/harness/make-topic.ts';
import type { OracleRow } from '../../tests/oracle/oracle.ts';
import { releaseJvm } from '../broker/release-jvm.ts';
import { median } from '../support/median.ts';
import { mustEqual, productRows, streamsRows } from './check-rows.ts';
import { type Contestant, type Measured, nodeContestant, streamsContestant } from './contestant.ts';
import { partitions } from './fleet.ts';
import type { LoadedTopic } from './load-topic.ts';
import type { Stage } from './stage.ts';

export interface Run extends Measured {
  /** CPU of the processes that keep the state, µs a record. */
  readonly brokerUs: number;
  readonly postgresUs: number;
}

export const names = ['driver-speed', 'Kafka Streams', 'bare loop'] as const;
export type Name = (typeof names)[number];
export type Runs = Readonly<Record<Name, readonly Run[]>>;

/** Alternating runs after a warm-up of each; every run's rows are the oracle's, or it throws. */
export async function compare(
  stage: Stage,
  topic: LoadedTopic,
  expected: readonly OracleRow[],
  count: number,
): Promise<Runs> {
  const contestants: Record<Name, Contestant> = {
    'driver-speed': nodeContestant('product-process.ts'),
    'Kafka Streams': await streamsContestant(stage.folder, releaseJvm),
    'bare loop': nodeContestant('bare-process.ts'),
  };
  const runs: Record<Name, Run[]> = { 'driver-speed': [], 'Kafka Streams': [], 'bare loop': [] };
  try {
    for (let run = 0; run <= count; run++) {
      for (const name of names) {
        const done = await runOnce(stage, contestants[name], name, topic, expected, run);
        if (run > 0) runs[name].push(done);
        process.stdout.write(`${run === 0 ? 'warm-up' : `run ${run}  `}  ${describe(name, topic, done)}\n`);
      }
    }
  } finally {
    for (const contestant of Object.values(contestants)) await contestant.end();
  }
  return runs;
}

async function runOnce(
  stage: Stage,
  contestant: Contestant,
  name: Name,
  topic: LoadedTopic,
  expected: readonly OracleRow[],
  run: number,
): Promise<Run> {
  const task = { brokers: stage.brokers, topic: topic.name, lastOffsets: topic.lastOffsets };
  const rowsTopic = `rows-${run}`;
  if (name === 'driver-speed') await emptyDatabase(stage);
  if (name === 'Kafka Streams') await makeRowsTopic(stage, rowsTopic);
  const output = name === 'driver-speed' ? stage.databaseUrl : rowsTopic;
  const before = { brokerS: stage.brokerCpuS(), postgresS: await stage.postgresCpuS() };
  const measured = await contestant.run({ ...task, output });
  const perRecordUs = 1e6 / topic.records;
  const brokerUs = (stage.brokerCpuS() - before.brokerS) * perRecordUs;
  const postgresUs = ((await stage.postgresCpuS()) - before.postgresS) * perRecordUs;
  if (name === 'driver-speed') mustEqual(name, expected, await productRows(stage.database));
  if (name === 'Kafka Streams') mustEqual(name, expected, await streamsRows(stage.brokers, rowsTopic));
  // What the others left to do, such as a vacuum or the deletion of topics, is not the next one's.
  await wait(1_000);
  return { ...measured, brokerUs, postgresUs };
}

/** Without what an earlier run has counted and written. */
export async function emptyDatabase({ database }: Stage): Promise<void> {
  const tables = await database.$queryRawUnsafe<{ name: string }[]>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
  );
  await database.$executeRawUnsafe(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  await database.$executeRawUnsafe('CHECKPOINT');
}

async function makeRowsTopic({ brokers }: Stage, topic: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await makeTopic(admin, { topic, numPartitions: partitions });
  await admin.disconnect();
}

function describe(name: Name, { records }: LoadedTopic, { tookMs, cpuMs }: Run): string {
  const perS = Math.round((records / tookMs) * 1_000).toLocaleString('en');
  return `${name.padEnd(13)} ${perS.padStart(8)} records/s  ${((cpuMs / records) * 1_000).toFixed(2).padStart(6)} µs CPU`;
}

export function printComparison(runs: Runs, { records }: LoadedTopic): void {
  const of = (value: (run: Run) => number) => names.map((name) => median(runs[name].map(value)));
  const perS = of(({ tookMs }) => (records / tookMs) * 1_000);
  const cpuUs = of(({ cpuMs }) => (cpuMs * 1_000) / records);
  const inFacts = ['–', '119,000–123,000, 14.6 µs', '252,000–313,000, 4.0–4.8 µs'];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['', names],
    ['records/s', perS.map((it) => Math.round(it).toLocaleString('en'))],
    [
      '  with the last commit',
      of(({ committedMs }) => (records / committedMs) * 1_000).map((it) =>
        Math.round(it).toLocaleString('en'),
      ),
    ],
    ['CPU, µs a record', cpuUs.map((it) => it.toFixed(2))],
    ['  and of PostgreSQL', of(({ postgresUs }) => postgresUs).map((it) => it.toFixed(2))],
    ['  and of the broker', of(({ brokerUs }) => brokerUs).map((it) => it.toFixed(2))],
    ['seen on another quiet machine', inFacts],
  ];
  for (const [label, cells] of rows) {
    process.stdout.write(`${label.padEnd(30)}${cells.map((cell) => cell.padStart(29)).join('')}\n`);
  }
  process.stdout.write(`ratio records_vs_streams ${(perS[0] / perS[1]).toFixed(2)}\n`);
  process.stdout.write(`ratio cpu_vs_streams ${(cpuUs[1] / cpuUs[0]).toFixed(2)}\n`);
  process.stdout.write(`ratio records_vs_bare_loop ${(perS[0] / perS[2]).toFixed(2)}\n`);
}
