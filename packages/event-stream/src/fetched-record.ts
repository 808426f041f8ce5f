import type { StreamRecord } from './event-stream.ts';

/** What the records of one batch share; the first three names are kafkajs's. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  /** What the batch was read from. */
  readonly bytes: Buffer;
  readonly baseOffset: number;
  readonly baseMs: number;
}

/**
 * A record without headers as kafkajs gives it to its users and as the port gives it to ours: one object for both, of
 * small whole numbers alone. Text and views are made when somebody asks: of most records nobody does.
 */
export class FetchedRecord implements StreamRecord {
  readonly batchContext: BatchContext;
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
  private readonly offsetDelta: number;
  private readonly sinceMs: number;

  /** `offsetDelta` and `sinceMs` count from the batch's own; key and value end before they begin where they are null. */
  constructor(
    batchContext: BatchContext,
    offsetDelta: number,
    sinceMs: number,
    keyFrom: number,
    keyTo: number,
    valueFrom: number,
    valueTo: number,
  ) {
    this.batchContext = batchContext;
    this.offsetDelta = offsetDelta;
    this.sinceMs = sinceMs;
    this.keyFrom = keyFrom;
    this.keyTo = keyTo;
    this.valueFrom = valueFrom;
    this.valueTo = valueTo;
  }

  get bytes(): Buffer {
    return this.batchContext.bytes;
  }

  get positionNumber(): number {
    return this.batchContext.baseOffset + this.offsetDelta;
  }

  get offset(): string {
    return String(this.positionNumber);
  }

  get position(): string {
    return this.offset;
  }

  get arrivalMs(): number {
    return this.batchContext.baseMs + this.sinceMs;
  }

  get timestamp(): string {
    return String(this.arrivalMs);
  }

  get key(): Buffer | null {
    return this.keyTo < this.keyFrom ? null : this.bytes.subarray(this.keyFrom, this.keyTo);
  }

  get value(): Buffer | null {
    return this.valueTo < this.valueFrom ? null : this.bytes.subarray(this.valueFrom, this.valueTo);
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
