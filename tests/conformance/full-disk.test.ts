import { join } from 'node:path';
import { type Admin, Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { errorCode } from '../../packages/embedded-kafka/src/protocol/error-code.ts';
import { offsetCommit } from '../../packages/embedded-kafka/src/protocol/group-offsets.ts';
import {
  connectClient,
  type ProtocolClient,
} from '../../packages/embedded-kafka/src/server/protocol-client.ts';
import { leftOutWithoutJava } from '../apache-kafka/java.ts';
import { freePorts } from '../harness/free-ports.ts';
import { type RunningBroker, startApacheBroker, startEmbeddedBroker } from '../harness/running-broker.ts';
import { until } from '../harness/until.ts';
import { readWhole } from './durability-read.ts';
import { leftOutWithoutMount, mountSmallDisk, type SmallDisk } from './full-disk-mount.ts';

const running: RunningBroker[] = [];
const disks: SmallDisk[] = [];
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo().catch(() => undefined);
  for (const broker of running.splice(0)) await broker.end('SIGKILL');
  for (const disk of disks.splice(0)) disk.unmount();
});

/** So long a name that each commit needs a further page of the journal. */
const readers = `readers-${'x'.repeat(4_000)}`;
const isMountMissing = leftOutWithoutMount();
const partitions = 2;

function mount(sizeMb: number): SmallDisk {
  const disk = mountSmallDisk(sizeMb);
  disks.push(disk);
  return disk;
}

function client(port: number, retries: number): Kafka {
  const retry = { retries, initialRetryTime: 50, maxRetryTime: 300 };
  return new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry });
}

async function adminOf(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin();
  await admin.connect();
  cleanUp.push(() => admin.disconnect());
  return admin;
}

interface Producing {
  /** How many records each partition has acknowledged, of those numbered from 0. */
  readonly acknowledged: readonly number[];
  /** Resolves when the send under way is acknowledged; rejects when a send failed for good. */
  stop(): Promise<void>;
}

/** Sends numbered records of 1 KB without end to both partitions of the topic `events`, idempotently. */
async function produceOn(kafka: Kafka): Promise<Producing> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  cleanUp.push(() => producer.disconnect());
  const acknowledged = new Array<number>(partitions).fill(0);
  let isOver = false;
  const producing = (async () => {
    for (let size = 1; !isOver; size = (size * 7) % 97) {
      const messages = Array.from({ length: size * partitions }, (_, i) => {
        const partition = i % partitions;
        const number = acknowledged[partition] + Math.floor(i / partitions);
        return { partition, value: `${number} ${'x'.repeat(1_000)}` };
      });
      await producer.send({ topic: 'events', acks: -1, messages });
      for (let partition = 0; partition < partitions; partition++) acknowledged[partition] += size;
    }
  })();
  producing.catch(() => undefined);
  return {
    acknowledged,
    stop: () => {
      isOver = true;
      return producing;
    },
  };
}

/** What is in the log: numbers from 0 on, dense, at least all that was acknowledged. Returns how many. */
async function expectWhole(kafka: Kafka, acknowledged: readonly number[]): Promise<readonly number[]> {
  const atLeast = [...acknowledged];
  const found = await readWhole(kafka, 'events');
  found.forEach((records, partition) => {
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, i) => i));
    expect(records.map(({ value }) => Number(value.split(' ')[0]))).toEqual(records.map((_, i) => i));
    expect(records.length).toBeGreaterThanOrEqual(atLeast[partition]);
  });
  return found.map((records) => records.length);
}

/** Commits a position in partition 0; returns the error code. */
async function commit(wire: ProtocolClient, offset: bigint): Promise<number> {
  const member = { generationId: -1, memberId: '', groupInstanceId: null, retentionTimeMs: -1n };
  const partition = { index: 0, offset, leaderEpoch: -1, metadata: null };
  const topics = [{ name: 'events', partitions: [partition] }];
  const response = await wire.request(offsetCommit, 7, { groupId: readers, ...member, topics });
  return response.topics[0].partitions[0].errorCode;
}

const createEvents = (admin: Admin) =>
  admin.createTopics({
    topics: [
      {
        topic: 'events',
        numPartitions: partitions,
        configEntries: [{ name: 'segment.bytes', value: '1100000' }],
      },
    ],
  });

describe.skipIf(isMountMissing)('the embedded broker on a disk that fills up', () => {
  async function start(disk: SmallDisk, port: number): Promise<RunningBroker> {
    const broker = await startEmbeddedBroker(join(disk.path, 'data'), port);
    running.push(broker);
    return broker;
  }

  /** A broker whose disk a producer, still at it, has just filled up; `ballastBytes` of it can be given back. */
  async function onFullDisk(sizeMb: number, ballastBytes: number) {
    const disk = mount(sizeMb);
    const [port] = await freePorts(1);
    const makeRoom = disk.fill('ballast', ballastBytes);
    const broker = await start(disk, port);
    const patient = client(port, 1_000);
    const admin = await adminOf(patient);
    await createEvents(admin);
    const producing = await produceOn(patient);
    await until('the disk is full', () => broker.output().includes('the disk is full'));
    return { disk, port, makeRoom, broker, patient, admin, producing };
  }

  const storageError = { retriable: true, type: 'KAFKA_STORAGE_ERROR' };

  it('B1 B5 acknowledges nothing that is not stored, says so once, serves reads, and goes on by itself when there is room', async () => {
    const { disk, port, makeRoom, broker, patient, admin, producing } = await onFullDisk(20, 10_000_000);
    const brims = [disk.fill('brim')];

    const hasty = client(port, 0);
    const hastyProducer = hasty.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await hastyProducer.connect();
    cleanUp.push(() => hastyProducer.disconnect());
    const messages = [{ partition: 0, value: 'y'.repeat(10_000) }];
    const refused = hastyProducer
      .send({ topic: 'events', acks: -1, messages })
      .catch((error) => error.cause ?? error);
    expect(await refused).toMatchObject(storageError);
    const hastyAdmin = await adminOf(hasty);
    // What a refused append gave back may hold a little: it is filled up again until nothing more fits.
    const refusal = (what: string, attempt: (round: number) => Promise<unknown>) => {
      let round = 0;
      return until(`${what} is refused`, async () => {
        brims.push(disk.fill(`brim ${brims.length}`));
        return attempt(round++).then(
          () => null,
          (error) => error.errors?.[0] ?? error.cause ?? error,
        );
      });
    };
    const topic = (name: string) => ({ topics: [{ topic: name, numPartitions: 1 }] });
    const creating = refusal('a topic', (round) => hastyAdmin.createTopics(topic(`another-${round}`)));
    expect(await creating).toMatchObject(storageError);
    const wire = await connectClient('127.0.0.1', port);
    cleanUp.push(async () => wire.close());
    const committing = refusal('a commit', async (round) => {
      const code = await commit(wire, BigInt(round));
      if (code !== 0) throw Object.assign(new Error(), { code });
    });
    expect(await committing).toMatchObject({ code: errorCode.coordinatorNotAvailable });

    await expectWhole(patient, producing.acknowledged);
    expect(broker.output().match(/the disk is full/g)).toHaveLength(1);
    const whenFull = [...producing.acknowledged];
    makeRoom();
    for (const giveBack of brims) giveBack();
    await until('producing goes on', () => producing.acknowledged[0] > whenFull[0] + 500);
    await producing.stop();
    const atEnd = await expectWhole(patient, producing.acknowledged);
    expect(atEnd).toEqual(producing.acknowledged);
    await admin.createTopics(topic('another'));
    expect(await commit(wire, 5n)).toBe(errorCode.none);

    await broker.end('SIGKILL');
    const again = await start(disk, port);
    expect(await expectWhole(patient, atEnd)).toEqual(atEnd);
    expect(again.output()).not.toContain('cut off');
    const [{ partitions: offsets }] = await admin.fetchOffsets({ groupId: readers, topics: ['events'] });
    expect(offsets.find(({ partition }) => partition === 0)?.offset).toBe('5');
  });

  it('B5 starts on a full disk after kill -9, serves reads, and takes records again once others were deleted', async () => {
    const { disk, port, broker, patient, admin, producing } = await onFullDisk(12, 0);
    disk.fill('brim');
    await broker.end('SIGKILL');
    const again = await start(disk, port);
    const kept = await expectWhole(patient, producing.acknowledged);
    await until('the producer is refused again', () => again.output().includes('the disk is full'));
    const whenFull = [...producing.acknowledged];
    // kafkajs looks up who leads the partitions only when it is asked for their offsets.
    await admin.fetchTopicOffsets('events');
    await admin.deleteTopicRecords({
      topic: 'events',
      partitions: kept.map((count, partition) => ({ partition, offset: String(count - 1) })),
    });
    await until('producing goes on', () => producing.acknowledged[0] > whenFull[0] + 100);
    await producing.stop();
    const found = await readWhole(patient, 'events');
    found.forEach((records, partition) => {
      const first = kept[partition] - 1;
      expect(records.map(({ offset }) => offset)).toEqual(records.map((_, i) => first + i));
      expect(records.map(({ value }) => Number(value.split(' ')[0]))).toEqual(
        records.map((_, i) => first + i),
      );
      expect(first + records.length).toBe(producing.acknowledged[partition]);
    });
  });

  it('says in one line why it does not start where not even its lock has room, and starts when it has', async () => {
    const disk = mount(2);
    const [port] = await freePorts(1);
    const makeRoom = disk.fill('brim');
    await expect(start(disk, port)).rejects.toThrow(/is full: make room and start again/);
    makeRoom();
    await start(disk, port);
  });
});

describe.skipIf(isMountMissing || leftOutWithoutJava())('Apache Kafka on a disk that fills up', () => {
  it('ends itself, and has all that it acknowledged when it is started again with room', async () => {
    const disk = mount(60);
    const [port] = await freePorts(1);
    const makeRoom = disk.fill('ballast', 30_000_000);
    const properties = { 'log.index.size.max.bytes': '100000' };
    const dataDir = join(disk.path, 'data');
    const broker = await startApacheBroker(dataDir, port, { properties });
    running.push(broker);
    const patient = client(port, 1_000);
    const admin = await adminOf(patient);
    await createEvents(admin);
    const producing = await produceOn(patient);
    await until('the broker ends', () => broker.hasEnded(), 90_000);
    const whenFull = [...producing.acknowledged];
    makeRoom();
    running.push(await startApacheBroker(dataDir, port, { properties }));
    await until('producing goes on', () => producing.acknowledged[0] > whenFull[0] + 200, 60_000);
    await producing.stop();
    expect(await expectWhole(patient, producing.acknowledged)).toEqual(producing.acknowledged);
  });
});
