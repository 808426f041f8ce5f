import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Outbox, outbox } from './outbox.ts';

const limits = { maxWaiting: 10, maxBatchRecords: 3, maxBatchBytes: 10_000 };
const records = (...times: number[]) =>
  times.map((occurredAtMs) => ({ key: 'k', value: `${occurredAtMs}`, occurredAtMs }));
const times = (batch: ReturnType<Outbox['batch']>) => batch?.map(({ occurredAtMs }) => occurredAtMs);

test('while the broker answers, records go in the order they were handed in', () => {
  const box = outbox(limits);
  box.add('t', records(3, 1));
  expect(times(box.batch())).toEqual([3, 1]);
  box.acknowledged();
  expect(box.batch()).toBeNull();
  expect(box.counts()).toEqual({ sent: 2, waiting: 0, dropped: 0 });
});

test('D3 after a failure the batch in hand comes again as it was, then the rest in order of occurredAtMs', () => {
  const box = outbox(limits);
  box.add('t', records(5, 4));
  const first = box.batch();
  box.failed();
  box.add('t', records(9, 2, 7));
  expect(box.batch()).toBe(first);
  box.acknowledged();
  expect(times(box.batch())).toEqual([2, 7, 9]);
});

test('D3 beyond maxWaiting the oldest are dropped and counted', () => {
  const box = outbox(limits);
  box.add('t', records(1));
  box.batch();
  box.failed();
  box.add('t', records(20, 3, 2, ...Array.from({ length: 10 }, (_, i) => 30 + i)));
  expect(box.counts()).toEqual({ sent: 0, waiting: 11, dropped: 3 });
  box.acknowledged();
  expect(times(box.batch())).toEqual([30, 31, 32]);
});

test('a batch ends before its bytes exceed the limit, but holds at least one record', () => {
  const box = outbox({ ...limits, maxBatchBytes: 200 });
  const value = 'ã'.repeat(60);
  box.add(
    't',
    [1, 2, 3].map((occurredAtMs) => ({ key: 'k', value, occurredAtMs })),
  );
  expect(times(box.batch())).toEqual([1]);
});

test('bytes go out as the bytes they are', () => {
  const box = outbox(limits);
  box.add('t', [{ key: 'k', value: new Uint8Array([1, 2, 3, 4]).subarray(1, 3), occurredAtMs: 0 }]);
  expect(box.batch()?.[0].message.value).toEqual(Buffer.from([2, 3]));
});

test('a record that the broker refuses is found by halving, and only it is dropped', () => {
  const box = outbox({ ...limits, maxBatchRecords: 8 });
  box.add('t', records(0, 1, 2, 3, 4, 5, 6));
  const accepted: number[] = [];
  for (let batch = box.batch(); batch !== null; batch = box.batch()) {
    if (batch.some(({ occurredAtMs }) => occurredAtMs === 4)) box.refused();
    else {
      accepted.push(...(times(batch) ?? []));
      box.acknowledged();
    }
  }
  expect(accepted).toEqual([0, 1, 2, 3, 5, 6]);
  expect(box.counts()).toEqual({ sent: 6, waiting: 0, dropped: 1 });
});

test('D3 whatever happens, every record is sent once or waits or is counted as dropped', () => {
  const step = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 9 }),
    fc.constantFrom('send', 'fail', 'refuse'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const box = outbox({ maxWaiting: 12, maxBatchRecords: 4, maxBatchBytes: 10_000 });
      const sent: string[] = [];
      let added = 0;
      let inHand: string | null = null;
      for (const what of steps) {
        if (Array.isArray(what)) {
          box.add(
            't',
            what.map((occurredAtMs) => ({ key: 'k', value: `${added++}`, occurredAtMs })),
          );
          continue;
        }
        const batch = box.batch();
        if (batch === null) continue;
        const values = batch.map(({ message }) => String(message.value));
        if (inHand !== null) expect(values.join()).toBe(inHand);
        inHand = null;
        if (what === 'send') {
          sent.push(...values);
          box.acknowledged();
        } else if (what === 'fail') {
          box.failed();
          inHand = values.join();
        } else box.refused();
      }
      const counts = box.counts();
      expect(new Set(sent).size).toBe(sent.length);
      expect(counts.sent).toBe(sent.length);
      expect(counts.sent + counts.waiting + counts.dropped).toBe(added);
      expect(counts.waiting).toBeLessThanOrEqual(12 + 8);
    }),
  );
});
