import { gzipSync } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { batchHeaderBytes } from './record-batch.ts';

export interface BatchRecord {
  readonly key?: string | null;
  readonly value: string | null;
  /** Default: the batch's. */
  readonly timestampMs?: number;
}

export interface BatchOptions {
  readonly timestampMs?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly isGzip?: boolean;
  /** Bits set in the attributes beside those of the compression. */
  readonly attributes?: number;
}

/** A record batch of format 2 as a producer sends it: the base offset is 0 until a log places it. */
export function makeBatch(records: readonly BatchRecord[], options: BatchOptions = {}): Buffer {
  const { timestampMs = 0, producerId = -1, producerEpoch = -1, baseSequence = -1, isGzip = false } = options;
  const times = records.map((record) => record.timestampMs ?? timestampMs);
  const base = times[0] ?? timestampMs;
  const plain = Buffer.concat(records.map((record, i) => encodeRecord(record, i, times[i] - base)));
  const body = isGzip ? gzipSync(plain) : plain;
  const batch = Buffer.concat([Buffer.alloc(batchHeaderBytes), body]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE((isGzip ? 1 : 0) | (options.attributes ?? 0), 21);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(base), 27);
  batch.writeBigInt64BE(BigInt(Math.max(base, ...times)), 35);
  batch.writeBigInt64BE(BigInt(producerId), 43);
  batch.writeInt16BE(producerEpoch, 51);
  batch.writeInt32BE(baseSequence, 53);
  batch.writeInt32BE(records.length, 57);
  return signBatch(batch);
}

/** Writes the CRC that fits the batch's bytes as they are. */
export function signBatch(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  return batch;
}

function encodeRecord(record: BatchRecord, offsetDelta: number, timestampDeltaMs: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(timestampDeltaMs),
    varint(offsetDelta),
    bytesOrNull(record.key ?? null),
    bytesOrNull(record.value),
    varint(0),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function bytesOrNull(text: string | null): Buffer {
  if (text === null) return varint(-1);
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
