import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { quickenProduce } from './kafkajs-produce.ts';

const require = createRequire(import.meta.url);
const produce = require('kafkajs/src/protocol/requests/produce');
const original = produce.protocol;
const silent = { debug() {}, info() {}, warn: vi.fn(), error() {} };

beforeEach(() => {
  vi.useFakeTimers({ now: 1_750_000_000_123 });
});
afterEach(() => {
  vi.useRealTimers();
});

const text = fc.string({ unit: 'binary', maxLength: 300 });
const message = fc.record({
  key: text,
  value: fc.oneof(
    text,
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constant('x'.repeat(70_000)),
  ),
});
const topicData = fc.array(
  fc.record({
    topic: fc.string({ minLength: 1, maxLength: 20 }),
    partitions: fc.array(
      fc.record({
        partition: fc.nat(100),
        firstSequence: fc.nat(2 ** 31 - 1),
        messages: fc.array(message, { minLength: 1, maxLength: 150 }),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 3 },
);

test('plain records become the bytes that kafkajs makes of them', async () => {
  quickenProduce(silent);
  quickenProduce(silent);
  expect(silent.warn).not.toHaveBeenCalled();
  await fc.assert(
    fc.asyncProperty(
      topicData,
      fc.integer({ min: 3, max: 7 }),
      fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }),
      fc.nat(32_767),
      async (topics, version, producerId, producerEpoch) => {
        const fields = {
          acks: -1,
          timeout: 10_000,
          topicData: topics,
          producerId: producerId.toString(),
          producerEpoch,
        };
        const expected = await original({ version })(fields).request.encode();
        const { request, response } = produce.protocol({ version })(fields);
        const encoded = await request.encode();
        expect(encoded.buffer.equals(expected.buffer)).toBe(true);
        expect([request.apiVersion, request.expectResponse(), typeof response.decode]).toEqual([
          version,
          true,
          'function',
        ]);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is not plain is left to kafkajs', async () => {
  quickenProduce(silent);
  const messages = [
    { key: null, value: 'v' },
    { key: 'k', value: null },
    { key: 'k', value: 'v', headers: { h: '1' } },
    { key: 'k', value: 'v', timestamp: 7 },
  ];
  for (const odd of messages) {
    const fields = {
      acks: -1,
      timeout: 1,
      topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages: [odd] }] }],
    };
    const expected = await original({ version: 7 })(fields).request.encode();
    const encoded = await produce.protocol({ version: 7 })(fields).request.encode();
    expect(encoded.buffer.equals(expected.buffer)).toBe(true);
  }
});
