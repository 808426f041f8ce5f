import fs from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Files, systemFiles } from '../log/files.ts';
import { makeBatch } from '../log/make-batch.ts';
import { apiVersions } from '../protocol/api-versions.ts';
import { describeConfigs, incrementalAlterConfigs } from '../protocol/config-admin.ts';
import { errorCode } from '../protocol/error-code.ts';
import { fetch } from '../protocol/fetch.ts';
import { offsetCommit, offsetDelete, offsetFetch } from '../protocol/group-offsets.ts';
import { listOffsets } from '../protocol/list-offsets.ts';
import { metadata } from '../protocol/metadata.ts';
import { initProducerId, produce } from '../protocol/produce.ts';
import { createPartitions, createTopics, deleteTopics } from '../protocol/topic-admin.ts';
import { connectClient, encodeRequest, type ProtocolClient } from './protocol-client.ts';
import { type BrokerOptions, type RunningBroker, startBroker } from './start-broker.ts';

const folders: string[] = [];
const brokers: RunningBroker[] = [];
const clients: ProtocolClient[] = [];
const lines: { level: string; details: object; message: string }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const broker of brokers.splice(0)) await broker.close();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  lines.length = 0;
});

function makeFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-broker-'));
  folders.push(folder);
  return folder;
}

async function start(dataDir: string, options: Partial<BrokerOptions> = {}): Promise<RunningBroker> {
  const note = (level: string) => (details: object, message: string) =>
    lines.push({ level, details, message });
  const logger = { info: note('info'), warn: note('warn'), error: note('error') };
  const broker = await startBroker({ host: '127.0.0.1', port: 0, dataDir, logger, ...options });
  brokers.push(broker);
  return broker;
}

async function client(broker: RunningBroker): Promise<ProtocolClient> {
  const made = await connectClient('127.0.0.1', broker.port);
  clients.push(made);
  return made;
}

async function create(
  to: ProtocolClient,
  name: string,
  settings: Record<string, string> = {},
  partitionCount = 2,
) {
  const configs = Object.entries(settings).map(([config, value]) => ({ name: config, value }));
  const topic = { name, partitionCount, replicationFactor: 1, assignments: [], configs };
  const response = await to.request(createTopics, 4, {
    topics: [topic],
    timeoutMs: 1000,
    validateOnly: false,
  });
  return response.topics[0];
}

async function append(to: ProtocolClient, topic: string, value: string, partition = 0) {
  const records = makeBatch([{ value }], { timestampMs: Date.now() });
  const topics = [{ name: topic, partitions: [{ index: partition, records }] }];
  const response = await to.request(produce, 8, { transactionalId: null, acks: -1, timeoutMs: 1000, topics });
  return response.topics[0].partitions[0];
}

async function nextOffset(to: ProtocolClient, topic: string, partition = 0) {
  const topics = [
    { name: topic, partitions: [{ index: partition, currentLeaderEpoch: -1, timestampMs: -1 }] },
  ];
  const response = await to.request(listOffsets, 5, { replicaId: -1, isolationLevel: 0, topics });
  return response.topics[0].partitions[0].offset;
}

async function commit(to: ProtocolClient, topic: string, offset: bigint) {
  const partitions = [{ index: 0, offset, leaderEpoch: -1, metadata: null }];
  const topics = [{ name: topic, partitions }];
  const member = {
    groupId: 'g',
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1n,
  };
  const response = await to.request(offsetCommit, 7, { ...member, topics });
  return response.topics[0].partitions[0].errorCode;
}

async function committed(to: ProtocolClient) {
  const response = await to.request(offsetFetch, 5, { groupId: 'g', topics: null });
  return response.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ offset }) => `${name}: ${offset}`),
  );
}

describe('the broker', () => {
  it('says on start that it is for laptops and tests', async () => {
    await start(makeFolder());
    expect(lines[0]).toMatchObject({ level: 'info' });
    expect(lines[0].message).toContain('laptops and tests');
  });

  it('has topics, settings, records, offsets and ids again after a restart', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    const before = await client(first);
    expect((await create(before, 'cars', { 'retention.ms': '-1' })).errorCode).toBe(errorCode.none);
    const resize = {
      topics: [{ name: 'cars', count: 3, assignments: null }],
      timeoutMs: 1000,
      validateOnly: false,
    };
    expect((await before.request(createPartitions, 1, resize)).topics[0].errorCode).toBe(errorCode.none);
    await append(before, 'cars', 'one');
    await append(before, 'cars', 'two', 2);
    expect(await commit(before, 'cars', 1n)).toBe(errorCode.none);
    const producer = { transactionalId: null, timeoutMs: 1000 };
    const { producerId } = await before.request(initProducerId, 1, producer);
    await first.close();

    const after = await client(await start(folder));
    expect(await nextOffset(after, 'cars')).toBe(1);
    expect(await nextOffset(after, 'cars', 2)).toBe(1);
    expect(await committed(after)).toEqual(['cars: 1']);
    expect((await after.request(initProducerId, 1, producer)).producerId).toBeGreaterThan(producerId);
    const resources = [{ resourceType: 2, resourceName: 'cars', configNames: ['retention.ms'] }];
    const asked = { resources, includeSynonyms: false, includeDocumentation: false };
    const { results } = await after.request(describeConfigs, 3, asked);
    expect(results[0].configs).toMatchObject([{ name: 'retention.ms', value: '-1', source: 1 }]);
  });

  it('gives a topic made anew nothing of the one that was deleted', async () => {
    const folder = makeFolder();
    const to = await client(await start(folder));
    await create(to, 'cars');
    await append(to, 'cars', 'old');
    await commit(to, 'cars', 1n);
    await to.request(deleteTopics, 3, { names: ['cars'], timeoutMs: 1000 });
    expect(await committed(to)).toEqual([]);
    expect(fs.readdirSync(folder)).not.toContain('cars-0');
    await create(to, 'cars');
    expect(await nextOffset(to, 'cars')).toBe(0);
  });

  it('finishes on start the removal of a topic that a crash cut short', async () => {
    const folder = makeFolder();
    fs.mkdirSync(join(folder, 'gone-0'));
    fs.writeFileSync(join(folder, 'topics.json'), '{"topics":{},"removing":["gone-0"]}');
    const to = await client(await start(folder));
    await create(to, 'other');
    expect(fs.readdirSync(folder)).not.toContain('gone-0');
    expect(JSON.parse(fs.readFileSync(join(folder, 'topics.json'), 'utf8')).removing).toEqual([]);
  });

  it('changes settings while it runs', async () => {
    const to = await client(await start(makeFolder()));
    await create(to, 'cars');
    expect((await append(to, 'cars', 'x')).logAppendTimeMs).toBe(-1);
    const configs = [{ name: 'message.timestamp.type', operation: 0, value: 'LogAppendTime' }];
    const resources = [{ resourceType: 2, resourceName: 'cars', configs }];
    const { results } = await to.request(incrementalAlterConfigs, 0, { resources, validateOnly: false });
    expect(results[0]).toMatchObject({ errorCode: errorCode.none });
    expect((await append(to, 'cars', 'x')).logAppendTimeMs).toBeGreaterThan(0);
    const wrong = [{ ...resources[0], configs: [{ name: 'segment.bytes', operation: 0, value: 'many' }] }];
    const refused = await to.request(incrementalAlterConfigs, 0, { resources: wrong, validateOnly: false });
    expect(refused.results[0]).toMatchObject({ errorCode: errorCode.invalidConfig });
  });

  it('holds its folder alone and gives it back', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    await expect(start(folder)).rejects.toThrow('in use by the broker');
    await Promise.all([first.close(), first.close()]);
    await start(folder);
  });

  it('gives the folder back when the port is taken', async () => {
    const first = await start(makeFolder());
    const folder = makeFolder();
    await expect(start(folder, { port: first.port })).rejects.toThrow('EADDRINUSE');
    await start(folder);
  });

  it('answers requests sent in one go in their order, also behind one that waits', async () => {
    const broker = await start(makeFolder());
    const to = await client(broker);
    await create(to, 'cars');
    const asked = { index: 0, currentLeaderEpoch: -1, fetchOffset: 0, logStartOffset: -1, maxBytes: 1000 };
    const answered: string[] = [];
    const waiting = to
      .request(fetch, 11, {
        replicaId: -1,
        maxWaitMs: 60_000,
        minBytes: 1,
        maxBytes: 1000,
        isolationLevel: 0,
        sessionId: 0,
        sessionEpoch: -1,
        topics: [{ name: 'cars', partitions: [asked] }],
        forgottenTopics: [],
        rackId: '',
      })
      .then(() => answered.push('fetch'));
    const behind = Array.from({ length: 20 }, (_, i) =>
      to.request(apiVersions, 0, {}).then(() => answered.push(`versions ${i}`)),
    );
    await append(await client(broker), 'cars', 'wake');
    await Promise.all([waiting, ...behind]);
    expect(answered).toEqual(['fetch', ...Array.from({ length: 20 }, (_, i) => `versions ${i}`)]);
  });

  it('tells producers and groups of a full disk and serves them again when there is room', async () => {
    let isFull = false;
    const files: Files = {
      ...systemFiles,
      write(handle, data, position) {
        if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        return systemFiles.write(handle, data, position);
      },
    };
    const to = await client(await start(makeFolder(), { files }));
    await create(to, 'cars');
    await append(to, 'cars', 'before');
    isFull = true;
    for (let i = 0; i < 5; i++) {
      const refused = await append(to, 'cars', 'during');
      expect(refused).toMatchObject({ errorCode: errorCode.kafkaStorageError, baseOffset: -1 });
    }
    expect(await commit(to, 'cars', 1n)).toBe(errorCode.coordinatorNotAvailable);
    expect(await nextOffset(to, 'cars')).toBe(1);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    isFull = false;
    expect(await append(to, 'cars', 'after')).toMatchObject({ errorCode: errorCode.none, baseOffset: 1 });
    expect(await commit(to, 'cars', 2n)).toBe(errorCode.none);
  });

  it('answers a refused produce without acks by ending the connection, as the producer could not know', async () => {
    const to = await client(await start(makeFolder()));
    const topics = [{ name: 'nowhere', partitions: [{ index: 0, records: makeBatch([{ value: 'x' }]) }] }];
    to.tell(produce, 7, { transactionalId: null, acks: 0, timeoutMs: 1000, topics });
    await to.closed;
    expect(lines.at(-1)).toMatchObject({ details: { reason: expect.stringContaining('without acks') } });
  });

  it('refuses names that a file system could take for others', async () => {
    const to = await client(await start(makeFolder()));
    expect((await create(to, 'Cars')).errorCode).toBe(errorCode.none);
    expect(await create(to, 'cars')).toMatchObject({ errorCode: errorCode.invalidTopic });
    for (const name of ['..', '.', '', 'a/b', 'a\\b', 'x'.repeat(250), 'a\0']) {
      expect(await create(to, name)).toMatchObject({ errorCode: errorCode.invalidTopic });
    }
  });

  it('does not know offsets of groups it does not know', async () => {
    const to = await client(await start(makeFolder()));
    const response = await to.request(offsetDelete, 0, { groupId: 'nobody', topics: [] });
    expect(response.errorCode).toBe(errorCode.groupIdNotFound);
  });

  it('B4 outlives any bytes: random ones, and sound requests with bytes changed', async () => {
    const broker = await start(makeFolder());
    const witness = await client(broker);
    await create(witness, 'cars');
    const sound = [
      encodeRequest(metadata, 6, 1, {
        topics: [{ name: 'cars' }],
        allowAutoTopicCreation: false,
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      }),
      encodeRequest(produce, 7, 2, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 1000,
        topics: [{ name: 'cars', partitions: [{ index: 0, records: makeBatch([{ value: 'x' }]) }] }],
      }),
      encodeRequest(offsetFetch, 5, 3, { groupId: 'g', topics: [{ name: 'cars', partitions: [0] }] }),
    ];
    const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    const mutated = fc
      .record({
        which: fc.nat(sound.length - 1),
        changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        keptShare: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ which, changes, keptShare }) => {
        const bytes = Buffer.from(sound[which]);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes.subarray(0, Math.ceil(bytes.length * keptShare));
      });
    const hostile = fc.asyncProperty(fc.oneof(random, mutated), async (bytes) => {
      const socket = connect(broker.port, '127.0.0.1');
      const ended = new Promise((resolve) => socket.on('close', resolve));
      socket.on('error', () => undefined);
      socket.on('data', () => undefined);
      socket.end(bytes);
      await ended;
      expect((await witness.request(apiVersions, 2, {})).errorCode).toBe(errorCode.none);
    });
    await fc.assert(hostile, { numRuns: 300 });
    expect(lines.filter(({ message }) => message.includes('a request failed'))).toEqual([]);
  });

  it('B4 writes one line for a connection it ends', async () => {
    const broker = await start(makeFolder());
    const bad = await client(broker);
    bad.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await bad.closed;
    expect(lines.filter(({ level }) => level !== 'info')).toMatchObject([
      { level: 'warn', details: { reason: expect.stringContaining('cannot be understood') } },
    ]);
  });
});
