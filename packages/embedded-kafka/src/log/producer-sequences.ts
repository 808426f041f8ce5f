import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import type { BatchHeader } from './record-batch.ts';

/** Batches a producer may have in flight, so the ones whose repetition is recognised (Kafka's limit). */
const rememberedBatches = 5;
const sequenceRange = 2 ** 31;

interface AppendedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly timestampMs: number;
}

interface Producer {
  readonly epoch: number;
  readonly lastSeenMs: number;
  readonly batches: readonly AppendedBatch[];
}

/** What one partition remembers of its idempotent producers, by producer id. */
export type ProducerSequences = Map<number, Producer>;

export type SequenceVerdict =
  | { readonly kind: 'next' }
  | { readonly kind: 'duplicate'; readonly baseOffset: number; readonly timestampMs: number }
  | { readonly kind: 'refused'; readonly error: ErrorCode; readonly reason: string };

/**
 * Judges a batch of an idempotent producer. A producer the log no longer knows may begin with any sequence
 * (KIP-360); a new epoch begins at 0.
 */
export function judgeSequence(producers: ProducerSequences, header: BatchHeader): SequenceVerdict {
  const known = producers.get(header.producerId);
  if (known === undefined) return { kind: 'next' };
  if (header.producerEpoch < known.epoch) {
    const reason = `epoch ${header.producerEpoch} of producer ${header.producerId} is over, ${known.epoch} holds`;
    return { kind: 'refused', error: errorCode.invalidProducerEpoch, reason };
  }
  if (header.producerEpoch > known.epoch) {
    return header.baseSequence === 0 ? { kind: 'next' } : outOfOrder(header, 0);
  }
  const lastSequence = lastSequenceOf(header);
  const same = known.batches.find(
    (batch) => batch.firstSequence === header.baseSequence && batch.lastSequence === lastSequence,
  );
  if (same) return { kind: 'duplicate', baseOffset: same.baseOffset, timestampMs: same.timestampMs };
  const expected = ((known.batches.at(-1)?.lastSequence ?? -1) + 1) % sequenceRange;
  return header.baseSequence === expected ? { kind: 'next' } : outOfOrder(header, expected);
}

/** Remembers a batch that is in the log; `header` carries its final offset and timestamp. */
export function rememberBatch(producers: ProducerSequences, header: BatchHeader, appendedMs: number): void {
  if (header.producerId < 0) return;
  const known = producers.get(header.producerId);
  const earlier = known?.epoch === header.producerEpoch ? known.batches : [];
  const batch: AppendedBatch = {
    firstSequence: header.baseSequence,
    lastSequence: lastSequenceOf(header),
    baseOffset: header.baseOffset,
    timestampMs: header.isLogAppendTime ? header.maxTimestampMs : -1,
  };
  producers.set(header.producerId, {
    epoch: header.producerEpoch,
    lastSeenMs: appendedMs,
    batches: [...earlier, batch].slice(-rememberedBatches),
  });
}

/** Forgets producers that have been silent since before `beforeMs`. */
export function forgetProducers(producers: ProducerSequences, beforeMs: number): void {
  for (const [producerId, producer] of producers) {
    if (producer.lastSeenMs < beforeMs) producers.delete(producerId);
  }
}

function lastSequenceOf(header: BatchHeader): number {
  return (header.baseSequence + header.recordCount - 1) % sequenceRange;
}

function outOfOrder(header: BatchHeader, expected: number): SequenceVerdict {
  const reason = `sequence ${header.baseSequence} of producer ${header.producerId} where ${expected} comes next`;
  return { kind: 'refused', error: errorCode.outOfOrderSequence, reason };
}
