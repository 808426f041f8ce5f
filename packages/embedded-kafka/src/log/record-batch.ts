import { crc32c } from './crc32c.ts';

/** Bytes before the first record: the fixed part of a batch in record format 2. */
export const batchHeaderBytes = 61;
/** Base offset and length stand before what the length counts. */
const lengthPrefixBytes = 12;
const crcStart = 21;

const timestampTypeBit = 0x08;
const transactionalBit = 0x10;
const controlBit = 0x20;

export interface BatchHeader {
  readonly baseOffset: number;
  /** Of the whole batch, the prefix included. */
  readonly sizeBytes: number;
  readonly magic: number;
  readonly crc: number;
  readonly compression: number;
  readonly isLogAppendTime: boolean;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly lastOffset: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Reads the fixed part of the batch at `at`; null when fewer than 61 bytes are there. Judges nothing. */
export function readBatchHeader(buffer: Buffer, at = 0): BatchHeader | null {
  if (buffer.length - at < batchHeaderBytes) return null;
  const baseOffset = Number(buffer.readBigInt64BE(at));
  const attributes = buffer.readInt16BE(at + 21);
  return {
    baseOffset,
    sizeBytes: lengthPrefixBytes + buffer.readInt32BE(at + 8),
    magic: buffer.readInt8(at + 16),
    crc: buffer.readUInt32BE(at + 17),
    compression: attributes & 0x07,
    isLogAppendTime: (attributes & timestampTypeBit) !== 0,
    isTransactional: (attributes & transactionalBit) !== 0,
    isControl: (attributes & controlBit) !== 0,
    lastOffset: baseOffset + buffer.readInt32BE(at + 23),
    baseTimestampMs: Number(buffer.readBigInt64BE(at + 27)),
    maxTimestampMs: Number(buffer.readBigInt64BE(at + 35)),
    producerId: Number(buffer.readBigInt64BE(at + 43)),
    producerEpoch: buffer.readInt16BE(at + 51),
    baseSequence: buffer.readInt32BE(at + 53),
    recordCount: buffer.readInt32BE(at + 57),
  };
}

/** Whether the CRC a batch carries is that of its bytes. `sizeBytes` of it must be in the buffer. */
export function hasValidCrc(buffer: Buffer, header: BatchHeader, at = 0): boolean {
  return crc32c(buffer, at + crcStart, at + header.sizeBytes) === header.crc;
}

/** Gives a batch its place in the log. Not covered by the CRC. */
export function placeBatch(batch: Buffer, baseOffset: number): void {
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  // The epoch of the one leader there ever is.
  batch.writeInt32BE(0, 12);
}

/** Stamps a batch with the time it was appended (message.timestamp.type LogAppendTime) and signs it anew. */
export function stampAppendTime(batch: Buffer, nowMs: number): void {
  batch.writeInt16BE(batch.readInt16BE(21) | timestampTypeBit, 21);
  batch.writeBigInt64BE(BigInt(nowMs), 35);
  batch.writeUInt32BE(crc32c(batch, crcStart), 17);
}
