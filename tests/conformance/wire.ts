import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type BatchOptions, makeBatch, signBatch } from '../../packages/embedded-kafka/src/log/make-batch.ts';
import { readBatchHeader } from '../../packages/embedded-kafka/src/log/record-batch.ts';
import { apiVersions } from '../../packages/embedded-kafka/src/protocol/api-versions.ts';
import { fetch } from '../../packages/embedded-kafka/src/protocol/fetch.ts';
import { findCoordinator } from '../../packages/embedded-kafka/src/protocol/group-admin.ts';
import {
  heartbeat,
  joinGroup,
  leaveGroup,
  syncGroup,
} from '../../packages/embedded-kafka/src/protocol/group-membership.ts';
import { offsetCommit, offsetFetch } from '../../packages/embedded-kafka/src/protocol/group-offsets.ts';
import { listOffsets } from '../../packages/embedded-kafka/src/protocol/list-offsets.ts';
import { metadata } from '../../packages/embedded-kafka/src/protocol/metadata.ts';
import { initProducerId, produce } from '../../packages/embedded-kafka/src/protocol/produce.ts';
import {
  createTopics,
  deleteRecords,
  deleteTopics,
} from '../../packages/embedded-kafka/src/protocol/topic-admin.ts';
import {
  connectClient,
  type ProtocolClient,
} from '../../packages/embedded-kafka/src/server/protocol-client.ts';
import { until } from '../harness/until.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';
import { expected } from './differences.ts';

/** Requests as bytes, where clients hide what the broker answers. */
export function theWireOf(broker: BrokerUnderTest): void {
  const topic = uniqueName('wire');
  let client: ProtocolClient;
  const clients: ProtocolClient[] = [];

  const connect = async () => {
    const made = await connectClient(broker.host, broker.port);
    clients.push(made);
    return made;
  };

  beforeAll(async () => {
    client = await connect();
    const topics = [
      {
        name: topic,
        partitionCount: 8,
        replicationFactor: 1,
        assignments: [],
        configs: [{ name: 'max.message.bytes', value: '20000' }],
      },
    ];
    await client.request(createTopics, 2, { topics, timeoutMs: 10_000, validateOnly: false });
    await until('leaders that answer', async () => {
      const answers = [0, 1, 2, 3, 4, 5, 6, 7].map(async (partition) => fetchFrom(partition, 0));
      return (await Promise.all(answers)).every(({ errorCode }) => errorCode === 0);
    });
    // A broker that has just started may not coordinate groups or know its producer ids yet.
    await until('a coordinator', async () => {
      const asked = { groupId: uniqueName('nobody'), topics: [] };
      await client.request(findCoordinator, 2, { key: asked.groupId, keyType: 0 });
      return (await client.request(offsetFetch, 5, asked)).errorCode === 0;
    });
    await until('producer ids', async () => {
      const asked = { transactionalId: null, timeoutMs: 60_000 };
      return (await client.request(initProducerId, 1, asked)).errorCode === 0;
    });
  });

  afterEach(() => {
    for (const one of clients.splice(1)) one.close();
  });

  afterAll(async () => {
    await client.request(deleteTopics, 1, { names: [topic], timeoutMs: 10_000 });
    client.close();
  });

  const now = { timestampMs: Date.now() };
  const batch = (value: string, options: BatchOptions = {}) => makeBatch([{ value }], { ...now, ...options });

  async function append(partition: number, records: Buffer | null, acks = -1) {
    const topics = [{ name: topic, partitions: [{ index: partition, records }] }];
    const response = await client.request(produce, 7, {
      transactionalId: null,
      acks,
      timeoutMs: 5000,
      topics,
    });
    const { errorCode, baseOffset } = response.topics[0].partitions[0];
    return { errorCode, baseOffset };
  }

  function fetching(partition: number, offset: number, limits: object = {}) {
    const { maxBytes = 1_000_000, ...rest } = limits as { maxBytes?: number };
    const asked = {
      index: partition,
      currentLeaderEpoch: -1,
      fetchOffset: offset,
      logStartOffset: -1,
      maxBytes,
    };
    return {
      replicaId: -1,
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics: [{ name: topic, partitions: [asked] }],
      forgottenTopics: [],
      rackId: '',
      ...rest,
    };
  }

  async function fetchFrom(partition: number, offset: number, limits: object = {}) {
    const response = await client.request(fetch, 11, fetching(partition, offset, limits));
    return response.topics[0].partitions[0];
  }

  it('numbers batches densely and gives them back byte for byte, but for their place', async () => {
    const three = makeBatch([{ value: 'a' }, { value: 'b' }, { key: 'k', value: null }], now);
    expect(await append(0, Buffer.from(three))).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(await append(0, batch('d'))).toEqual({ errorCode: 0, baseOffset: 3 });
    const fetched = await fetchFrom(0, 0);
    expect(fetched).toMatchObject({ errorCode: 0, highWatermark: 4, lastStableOffset: 4, logStartOffset: 0 });
    const records = fetched.records as Buffer;
    expect(records.subarray(16, three.length)).toEqual(three.subarray(16));
    expect(readBatchHeader(records, three.length)).toMatchObject({ baseOffset: 3, lastOffset: 3 });
  });

  it('gives the whole batch an offset stands in', async () => {
    const { records } = await fetchFrom(0, 2);
    expect(readBatchHeader(records as Buffer)).toMatchObject({ baseOffset: 0, lastOffset: 2 });
  });

  it('gives at least one batch, however few bytes are allowed', async () => {
    const { records } = await fetchFrom(0, 0, { maxBytes: 1 });
    expect(readBatchHeader(records as Buffer)?.sizeBytes).toBe(records?.length);
  });

  it('B3 refuses to read beyond the end or below the start', async () => {
    expect(await fetchFrom(0, 99)).toMatchObject({ errorCode: 1 });
    expect((await fetchFrom(0, 4)).records).toHaveLength(0);
    const topics = [{ name: topic, partitions: [{ index: 0, offset: 3 }] }];
    const deleted = await client.request(deleteRecords, 1, { topics, timeoutMs: 5000 });
    expect(deleted.topics[0].partitions[0]).toEqual({ index: 0, lowWatermark: 3, errorCode: 0 });
    expect(await fetchFrom(0, 2)).toMatchObject({ errorCode: 1 });
    expect(await fetchFrom(0, 3)).toMatchObject({ errorCode: 0, logStartOffset: 3 });
    const tooFar = { topics: [{ name: topic, partitions: [{ index: 0, offset: 50 }] }], timeoutMs: 5000 };
    expect((await client.request(deleteRecords, 1, tooFar)).topics[0].partitions[0].errorCode).toBe(1);
  });

  it('names what it does not have', async () => {
    expect(await fetchFrom(99, 0)).toMatchObject({ errorCode: 3 });
    expect(await append(99, batch('x'))).toMatchObject({ errorCode: 3, baseOffset: -1 });
  });

  it('wakes a waiting fetch by an append', async () => {
    const waiting = await connect();
    const answer = waiting.request(fetch, 11, fetching(1, 0, { maxWaitMs: 60_000 }));
    await append(1, batch('wake'));
    const { records } = (await answer).topics[0].partitions[0];
    expect(readBatchHeader(records as Buffer)).toMatchObject({ baseOffset: 0 });
  });

  it('waits for minBytes, and answers empty when the time is over', async () => {
    const waiting = await connect();
    const answer = waiting.request(fetch, 11, fetching(2, 0, { maxWaitMs: 60_000, minBytes: 500 }));
    const value = 'x'.repeat(300);
    await append(2, batch(value));
    await append(2, batch(value));
    const { records } = (await answer).topics[0].partitions[0];
    expect(records?.length).toBeGreaterThan(600);
    expect((await fetchFrom(2, 2, { maxWaitMs: 50 })).records).toHaveLength(0);
  });

  it('answers a duplicate of an idempotent producer with the old offset and refuses a gap', async () => {
    const asked = { transactionalId: null, timeoutMs: 60_000 };
    const { producerId, producerEpoch, errorCode } = await client.request(initProducerId, 1, asked);
    expect({ errorCode, producerEpoch }).toEqual({ errorCode: 0, producerEpoch: 0 });
    const send = (baseSequence: number, epoch = 0) =>
      append(3, batch(`s${baseSequence}`, { producerId, producerEpoch: epoch, baseSequence }));
    const offsets = [];
    for (let sequence = 0; sequence < 6; sequence++) offsets.push(await send(sequence));
    expect(offsets.map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await send(5)).toEqual({ errorCode: 0, baseOffset: 5 });
    expect(await send(1)).toEqual({ errorCode: 0, baseOffset: 1 });
    // Five batches are remembered; one before that is only out of order.
    expect(await send(0)).toMatchObject({ errorCode: 45 });
    expect(await send(7)).toMatchObject({ errorCode: 45 });
    expect(await send(3, 1)).toMatchObject({ errorCode: 45 });
    expect(await send(0, 1)).toEqual({ errorCode: 0, baseOffset: 6 });
    expect(await send(6, 0)).toMatchObject({ errorCode: 47 });
    const { highWatermark } = await fetchFrom(3, 0);
    expect(highWatermark).toBe(7);
  });

  it('lets a producer it does not know begin anywhere', async () => {
    const options = { producerId: 4_000_000_000, producerEpoch: 3, baseSequence: 17 };
    expect(await append(4, batch('unknown', options))).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(await append(4, batch('next', { ...options, baseSequence: 19 }))).toMatchObject({ errorCode: 45 });
  });

  it('refuses what is no sound batch, and keeps nothing of it', async () => {
    const flipped = batch('flipped');
    flipped[flipped.length - 2] ^= 1;
    expect(await append(5, flipped)).toMatchObject({ errorCode: 2 });
    expect(await append(5, batch('x'.repeat(30_000)))).toMatchObject({ errorCode: 10 });
    const miscounted = batch('miscounted');
    miscounted.writeInt32BE(7, 57);
    expect(await append(5, signBatch(miscounted))).toMatchObject({ errorCode: 87 });
    const shortened = makeBatch([{ value: 'one' }, { value: 'two' }], now);
    shortened.writeInt32BE(2, 23);
    shortened.writeInt32BE(3, 57);
    expect(await append(5, signBatch(shortened))).toMatchObject({ errorCode: 87 });
    expect(await append(5, batch('acks'), 5)).toMatchObject({ errorCode: 21 });
    const ahead = batch('ahead', { timestampMs: Date.now() + 2 * 3_600_000 });
    expect(await append(5, ahead)).toMatchObject({ errorCode: 32 });
    expect((await fetchFrom(5, 0)).highWatermark).toBe(0);
  });

  it('finds offsets by time inside batches, also compressed ones', async () => {
    const base = Date.now() - 10_000;
    const records = [0, 1, 2, 3].map((i) => ({ value: `r${i}`, timestampMs: base + i * 1000 }));
    await append(6, makeBatch(records.slice(0, 2)));
    await append(6, makeBatch(records.slice(2), { isGzip: true }));
    const at = async (timestampMs: number) => {
      const asked = { index: 6, currentLeaderEpoch: -1, timestampMs };
      const request = { replicaId: -1, isolationLevel: 0, topics: [{ name: topic, partitions: [asked] }] };
      const response = await client.request(listOffsets, 5, request);
      const { offset, timestampMs: found, errorCode } = response.topics[0].partitions[0];
      expect(errorCode).toBe(0);
      return { offset, after: found < 0 ? null : found - base };
    };
    expect(await at(0)).toEqual({ offset: 0, after: 0 });
    expect(await at(base + 1)).toEqual({ offset: 1, after: 1000 });
    expect(await at(base + 2000)).toEqual({ offset: 2, after: 2000 });
    expect(await at(base + 2500)).toEqual({ offset: 3, after: 3000 });
    expect(await at(base + 3001)).toEqual({ offset: -1, after: null });
    expect(await at(-1)).toEqual({ offset: 4, after: null });
    expect(await at(-2)).toEqual({ offset: 0, after: null });
  });

  it('leads a group through join, sync, heartbeat, commit and leave', async () => {
    const groupId = uniqueName('wire-group');
    const base = { groupId, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, groupInstanceId: null };
    const protocols = [{ name: 'range', metadata: Buffer.from([0, 0]) }];
    const joining = (memberId: string, extra: object = {}) =>
      client.request(joinGroup, 5, { ...base, memberId, protocolType: 'consumer', protocols, ...extra });
    const promised = await joining('');
    expect(promised.errorCode).toBe(79);
    expect(promised.memberId).not.toBe('');
    expect(await joining('nobody')).toMatchObject({ errorCode: 25 });
    expect(await joining('', { groupId: '' })).toMatchObject({ errorCode: 24 });
    expect(await joining('', { sessionTimeoutMs: 10 })).toMatchObject({ errorCode: 26 });
    const { memberId } = promised;
    const joined = await joining(memberId);
    const { generationId } = joined;
    expect(joined).toMatchObject({ errorCode: 0, leaderId: memberId, memberId, protocolName: 'range' });
    expect(joined.members).toEqual([{ memberId, groupInstanceId: null, metadata: Buffer.from([0, 0]) }]);
    const other = [{ name: 'sticky', metadata: Buffer.alloc(0) }];
    expect(await joining('', { protocols: other })).toMatchObject({ errorCode: 23 });

    const beat = async (who: string, generation: number) => {
      const request = { groupId, memberId: who, generationId: generation, groupInstanceId: null };
      return (await client.request(heartbeat, 3, request)).errorCode;
    };
    const commit = async (who: string, generation: number, offset: bigint) => {
      const asked = { index: 0, offset, leaderEpoch: -1, metadata: 'note' };
      const topics = [{ name: topic, partitions: [asked] }];
      const request = { groupId, generationId: generation, memberId: who, groupInstanceId: null };
      const response = await client.request(offsetCommit, 7, { ...request, retentionTimeMs: -1n, topics });
      return response.topics[0].partitions[0].errorCode;
    };
    expect(await beat(memberId, generationId)).toBe(0);
    expect(await commit(memberId, generationId, 5n)).toBe(27);
    const assignment = createHash('sha1').update('anything').digest();
    const syncing = { groupId, generationId, memberId, groupInstanceId: null };
    const assignments = [{ memberId, assignment }];
    expect(await client.request(syncGroup, 3, { ...syncing, assignments })).toMatchObject({
      errorCode: 0,
      assignment,
    });
    expect(await beat(memberId, generationId + 1)).toBe(22);
    expect(await beat('nobody', generationId)).toBe(25);
    expect(await commit(memberId, generationId, 2n ** 62n + 1n)).toBe(0);
    expect(await commit(memberId, generationId + 1, 1n)).toBe(22);
    expect(await commit('', -1, 1n)).toBe(25);
    const asked = { groupId, topics: [{ name: topic, partitions: [0, 1] }] };
    expect((await client.request(offsetFetch, 5, asked)).topics[0].partitions).toEqual([
      { index: 0, offset: 2n ** 62n + 1n, leaderEpoch: -1, metadata: 'note', errorCode: 0 },
      { index: 1, offset: -1n, leaderEpoch: -1, metadata: '', errorCode: 0 },
    ]);
    const members = [{ memberId, groupInstanceId: null }];
    const left = await client.request(leaveGroup, 3, { groupId, memberId: '', members });
    expect(left).toMatchObject({ errorCode: 0, members: [{ memberId, errorCode: 0 }] });
    expect(await commit('', -1, 9n)).toBe(0);
    // What kafkajs commits to begin anew is kept as it is.
    expect(await commit('', -1, -2n)).toBe(0);
    expect((await client.request(offsetFetch, 5, asked)).topics[0].partitions[0].offset).toBe(-2n);
    expect(await commit(memberId, generationId, 9n)).toBe(25);
  });

  it('hangs up on a producer without acks whose records it refuses', async () => {
    const careless = await connect();
    const topics = [{ name: topic, partitions: [{ index: 99, records: batch('lost') }] }];
    careless.tell(produce, 7, { transactionalId: null, acks: 0, timeoutMs: 5000, topics });
    await careless.closed;
  });

  it('answers ApiVersions of a version to come in the shape of version 0, so that clients ask again', async () => {
    // The last byte is the empty list of tagged fields that newer versions end their header with.
    const header = Buffer.alloc(8 + 2 + 1);
    header.writeInt16BE(18, 0);
    header.writeInt16BE(99, 2);
    header.writeInt32BE(7, 4);
    header.writeInt16BE(-1, 8);
    const prefix = Buffer.alloc(4);
    prefix.writeInt32BE(header.length);
    const newest = await connect();
    newest.sendBytes(Buffer.concat([prefix, header]));
    const frame = await newest.nextFrame();
    expect(frame.readInt32BE(0)).toBe(7);
    expect(frame.readInt16BE(4)).toBe(35);
    const { apis } = await newest.request(apiVersions, 0, {});
    const range = (key: number) => apis.find((api) => api.key === key);
    expect(range(produce.key)?.minVersion).toBe(0);
    for (const api of [produce, fetch, listOffsets, joinGroup, offsetCommit]) {
      expect(range(api.key)?.maxVersion).toBeGreaterThanOrEqual(api.maxVersion);
    }
    const firstFlexibleMetadata = 9;
    const isFlexible = (range(metadata.key)?.maxVersion ?? 0) >= firstFlexibleMetadata;
    expect(isFlexible ? 'offered' : 'none').toBe(expected(broker, 'flexible versions'));
  });

  it('opens a fetch session or reads without one', async () => {
    const response = await client.request(fetch, 11, fetching(0, 3, { sessionEpoch: 0 }));
    expect(response.errorCode).toBe(0);
    expect(response.topics[0].partitions[0].records?.length).toBeGreaterThan(0);
    expect(response.sessionId === 0 ? 'declined' : 'opened').toBe(expected(broker, 'fetch sessions'));
  });

  it('B4 ends a connection whose bytes make no request, and only that one', async () => {
    const hostile = [
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0]),
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0, 0, 0, 10, 0x7f, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff]),
      Buffer.from([0, 0, 0, 14, 0, 3, 0, 5, 0, 0, 0, 1, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
    ];
    for (const bytes of hostile) {
      const bad = await connect();
      bad.sendBytes(bytes);
      await bad.closed;
    }
    expect((await client.request(apiVersions, 0, {})).errorCode).toBe(0);
  });
}
