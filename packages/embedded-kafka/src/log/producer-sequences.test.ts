import { describe, expect, it } from 'vitest';
import { errorCode } from '../protocol/error-code.ts';
import { makeBatch } from './make-batch.ts';
import {
  forgetProducers,
  judgeSequence,
  type ProducerSequences,
  rememberBatch,
} from './producer-sequences.ts';
import { type BatchHeader, placeBatch, readBatchHeader } from './record-batch.ts';

function batch(baseSequence: number, count = 1, producerEpoch = 0): BatchHeader {
  const records = Array.from({ length: count }, () => ({ value: 'v' }));
  return readBatchHeader(makeBatch(records, { producerId: 7, producerEpoch, baseSequence })) as BatchHeader;
}

function timeline() {
  const producers: ProducerSequences = new Map();
  let nextOffset = 100;
  return {
    producers,
    send(header: BatchHeader): string | number {
      const verdict = judgeSequence(producers, header);
      if (verdict.kind === 'duplicate') return `duplicate of ${verdict.baseOffset}`;
      if (verdict.kind === 'refused') return verdict.error;
      rememberBatch(producers, { ...header, baseOffset: nextOffset }, nextOffset);
      nextOffset += header.recordCount;
      return nextOffset - header.recordCount;
    },
  };
}

describe('producer sequences', () => {
  it('go on where the last batch ended and know a batch sent again', () => {
    const { send } = timeline();
    expect([send(batch(0, 3)), send(batch(3, 2)), send(batch(0, 3)), send(batch(3, 2))]).toEqual([
      100,
      103,
      'duplicate of 100',
      'duplicate of 103',
    ]);
  });

  it('refuse gaps, and batches that share only their beginning with an old one', () => {
    const { send } = timeline();
    send(batch(0, 3));
    expect(send(batch(4))).toBe(errorCode.outOfOrderSequence);
    expect(send(batch(0, 2))).toBe(errorCode.outOfOrderSequence);
  });

  it('begin at 0 with a later epoch and close the earlier one', () => {
    const { send } = timeline();
    send(batch(0, 3));
    expect(send(batch(3, 1, 1))).toBe(errorCode.outOfOrderSequence);
    expect(send(batch(0, 1, 1))).toBe(103);
    expect(send(batch(3, 1, 0))).toBe(errorCode.invalidProducerEpoch);
    expect(send(batch(1, 1, 1))).toBe(104);
  });

  it('go round after 2^31 − 1', () => {
    const { send } = timeline();
    expect(send(batch(2 ** 31 - 2, 4))).toBe(100);
    expect(send(batch(2, 1))).toBe(104);
    expect(send(batch(2 ** 31 - 2, 4))).toBe('duplicate of 100');
  });

  it('are forgotten after a silence, and then may begin anywhere', () => {
    const { send, producers } = timeline();
    send(batch(0));
    forgetProducers(producers, 100);
    expect(send(batch(9))).toBe(errorCode.outOfOrderSequence);
    forgetProducers(producers, 101);
    expect(send(batch(9))).toBe(101);
  });

  it('do not concern producers without an id', () => {
    const producers: ProducerSequences = new Map();
    rememberBatch(producers, readBatchHeader(makeBatch([{ value: 'v' }])) as BatchHeader, 0);
    expect(producers.size).toBe(0);
    const placed = makeBatch([{ value: 'v' }]);
    placeBatch(placed, 12);
    expect(readBatchHeader(placed)?.lastOffset).toBe(12);
  });
});
