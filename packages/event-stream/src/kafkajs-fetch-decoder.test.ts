import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { readFetchResponse } from './fetch-response.ts';
import { quickenFetchDecoder } from './kafkajs-fetch-decoder.ts';

const require = createRequire(import.meta.url);
const Encoder = require('kafkajs/src/protocol/encoder');
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0');
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0');
const protocol = require('kafkajs/src/protocol/requests/fetch/v11/response');
const Batch: new (
  topic: string,
  fetchedOffset: string,
  partition: object,
) => { readonly messages: readonly Message[]; readonly messagesWithinOffset: readonly Message[] } =
  require('kafkajs/src/consumer/batch');
const kafkajsDecode: (raw: Buffer) => Promise<Decoded> = protocol.decode;

interface Decoded {
  readonly responses: { readonly partitions: { readonly messages: readonly Message[] }[] }[];
}

interface Message {
  readonly offset: string;
  readonly positionNumber?: number;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: object;
  readonly attributes: number;
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

const bytes = fc.option(fc.uint8Array({ maxLength: 40 }).map((it) => Buffer.from(it)));
const record = fc.record({
  sinceMs: fc.oneof(fc.nat(100), fc.integer({ min: -(2 ** 45), max: 2 ** 45 })),
  skip: fc.nat(3),
  key: bytes,
  value: bytes,
});
const plainBatch = fc.record({
  baseOffset: fc.oneof(
    fc.nat(),
    fc.maxSafeNat().map((offset) => Math.max(0, offset - 100)),
  ),
  baseMs: fc.integer({ min: -1, max: 2 ** 45 }),
  maxMs: fc.nat(2 ** 45),
  attributes: fc.constantFrom(0, 8, 0x10, 0x30, 0x38),
  producerId: fc.integer({ min: -1 }),
  records: fc.array(record, { maxLength: 8 }),
  isGzip: fc.constant<boolean>(false),
  hasHeaders: fc.constant<boolean>(false),
});
type BatchSpec = typeof plainBatch extends fc.Arbitrary<infer T> ? T : never;
const oddBatch: fc.Arbitrary<BatchSpec> = fc
  .tuple(plainBatch, fc.boolean())
  .map(([batch, isGzip]) => ({ ...batch, isGzip, hasHeaders: !isGzip }));

async function batchBytes(spec: BatchSpec): Promise<Buffer> {
  let offsetDelta = -1;
  const records = spec.records.map(({ sinceMs, skip, key, value }) => {
    offsetDelta += 1 + skip;
    const headers = spec.hasHeaders ? { trace: Buffer.from('1') } : {};
    return encodeRecord({ offsetDelta, timestampDelta: sinceMs, key, value, headers });
  });
  const { buffer } = await RecordBatch({
    compression: spec.isGzip ? 1 : 0,
    firstOffset: BigInt(spec.baseOffset),
    firstTimestamp: BigInt(spec.baseMs),
    maxTimestamp: BigInt(spec.maxMs),
    producerId: BigInt(spec.producerId),
    lastOffsetDelta: Math.max(0, offsetDelta),
    records,
  });
  buffer.writeInt16BE(buffer.readInt16BE(21) | spec.attributes, 21);
  return buffer;
}

async function responseBytes(partitions: readonly (readonly BatchSpec[])[], cutBytes = 0): Promise<Buffer> {
  const encoded = await Promise.all(
    partitions.map(async (batches, partition) => {
      const all = Buffer.concat(await Promise.all(batches.map(batchBytes)));
      return (
        new Encoder()
          .writeInt32(partition)
          .writeInt16(0)
          .writeInt64(1_000n)
          .writeInt64(999n)
          .writeInt64(0n)
          .writeArray([new Encoder().writeInt64(7n).writeInt64(3n)])
          .writeInt32(-1)
          // kafkajs throws at what is too short to tell a format.
          .writeBytes(all.subarray(0, Math.max(17, all.length - cutBytes)))
      );
    }),
  );
  const topic = new Encoder().writeString('ride-events').writeArray(encoded);
  return new Encoder().writeInt32(0).writeInt16(0).writeInt32(0).writeArray([topic]).buffer;
}

/** All that kafkajs's users and kafkajs itself read of a response. */
function told(response: Decoded) {
  const message = ({
    offset,
    timestamp,
    key,
    value,
    headers,
    attributes,
    isControlRecord,
    ...it
  }: Message) => {
    const { producerId, inTransaction } = it.batchContext;
    if (it.positionNumber !== undefined) expect(String(it.positionNumber)).toBe(offset);
    return { offset, timestamp, key, value, headers, attributes, isControlRecord, producerId, inTransaction };
  };
  return {
    ...response,
    responses: response.responses.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((it) => ({ ...it, messages: it.messages.map(message) })),
    })),
  };
}

test('decodes every response as kafkajs does, usual or not, cut in a batch or not', async () => {
  const warn = vi.fn();
  quickenFetchDecoder({ debug() {}, info() {}, warn, error() {} });
  expect(protocol.decode).not.toBe(kafkajsDecode);
  const batches = fc.array(fc.oneof({ weight: 8, arbitrary: plainBatch }, oddBatch), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(batches, { maxLength: 3 }), fc.nat(60), async (partitions, cutBytes) => {
      const raw = await responseBytes(partitions, cutBytes);
      expect(told(await protocol.decode(raw))).toEqual(told(await kafkajsDecode(raw)));
    }),
  );
  expect(warn).not.toHaveBeenCalled();
});

test('kafkajs keeps the same messages of a fetch, in transactions and not, from whatever offset on', async () => {
  const attributes = fc.oneof({ weight: 5, arbitrary: fc.constant(8) }, fc.constantFrom(0, 0x10, 0x30, 0x38));
  const batch = fc.tuple(plainBatch, attributes, fc.nat(20), fc.constantFrom(-1, 7));
  const abort = fc.record({ producerId: fc.constant('7'), firstOffset: fc.nat(60).map(String) });
  let someKept = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 5 }),
      fc.array(abort, { maxLength: 2 }),
      fc.nat(60),
      fc.boolean(),
      async (batches, abortedTransactions, fetchedOffset, isRising) => {
        let baseOffset = 0;
        const specs = batches.map(([spec, own, skip, producerId]) => {
          baseOffset += skip;
          const placed = { ...spec, attributes: own, producerId, baseOffset };
          baseOffset += isRising ? 4 * spec.records.length + 1 : -skip;
          return placed;
        });
        const raw = await responseBytes([specs]);
        const kept = (response: Decoded) => {
          const partition = { ...response.responses[0].partitions[0], partition: 0, abortedTransactions };
          const { messages, messagesWithinOffset } = new Batch(
            'ride-events',
            String(fetchedOffset),
            partition,
          );
          return [messages, messagesWithinOffset].map((some) => some.map(({ offset }) => offset));
        };
        const own = kept(readFetchResponse(raw) as unknown as Decoded);
        expect(own).toEqual(kept(await kafkajsDecode(raw)));
        if (own[0].length > 0) someKept++;
      },
    ),
  );
  expect(someKept).toBeGreaterThan(10);
});

test('reads the usual response itself and leaves compressed batches, headers and old formats to kafkajs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plainBatch, { maxLength: 4 }), async (batches) => {
      expect(readFetchResponse(await responseBytes([batches]))).not.toBeNull();
    }),
  );
  const [plain] = fc.sample(
    plainBatch.filter(({ records }) => records.length > 0),
    1,
  );
  expect(readFetchResponse(await responseBytes([[{ ...plain, isGzip: true }]]))).toBeNull();
  expect(readFetchResponse(await responseBytes([[{ ...plain, hasHeaders: true }]]))).toBeNull();
  const old = await responseBytes([[plain]]);
  old[old.length - (await batchBytes(plain)).length + 16] = 1;
  expect(readFetchResponse(old)).toBeNull();
});

test('D2 leaves a response with broken bytes to kafkajs, or reads what kafkajs would', async () => {
  const sound = plainBatch.filter(({ records }) => records.length > 0);
  await fc.assert(
    fc.asyncProperty(
      fc.array(sound, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.nat(255),
      async (batches, at, byte) => {
        const raw = await responseBytes([batches]);
        // Within the records: a length of an array that is broken makes kafkajs ask for all memory there is.
        const start = raw.length - (await batchBytes(batches[batches.length - 1])).length + 61;
        raw[start + (at % (raw.length - start))] = byte;
        const read = readFetchResponse(raw);
        if (read !== null) expect(told(read as unknown as Decoded)).toEqual(told(await kafkajsDecode(raw)));
      },
    ),
  );
});
