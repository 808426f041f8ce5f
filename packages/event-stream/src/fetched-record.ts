import type { StreamRecord } from './event-stream.ts';

/** What the records of one batch share; the names are kafkajs's. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
}

/** A record without headers as kafkajs gives it to its users and as the port gives it to ours: one object for both. */
export class FetchedRecord implements StreamRecord {
  readonly offset: string;
  readonly arrivalMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly batchContext: BatchContext;

  constructor(
    offset: string,
    arrivalMs: number,
    key: Buffer | null,
    value: Buffer | null,
    batchContext: BatchContext,
  ) {
    this.offset = offset;
    this.arrivalMs = arrivalMs;
    this.key = key;
    this.value = value;
    this.batchContext = batchContext;
  }

  get position(): string {
    return this.offset;
  }

  get timestamp(): string {
    return String(this.arrivalMs);
  }

  get headers(): Record<string, never> {
    return {};
  }

  get attributes(): number {
    return 0;
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }
}
