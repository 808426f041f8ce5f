import { gunzipSync } from 'node:zlib';
import { type BatchHeader, batchHeaderBytes } from './record-batch.ts';

const gzip = 1;
/** A compressed batch may not blow up beyond this when it is looked into. */
const maxUnpackedBytes = 64 * 1024 * 1024;

/** The number of whole records in an uncompressed batch, at most `limit + 1`; −1 when they do not fill it exactly. */
export function countRecords(batch: Buffer, limit: number): number {
  let at = batchHeaderBytes;
  let count = 0;
  while (at < batch.length && count <= limit) {
    const length = readVarint(batch, at);
    // The least a record holds: attributes, timestamp, offset, key and value lengths, header count.
    if (length === null || length.value < 6 || length.next + length.value > batch.length) return -1;
    at = length.next + length.value;
    count++;
  }
  return at === batch.length ? count : -1;
}

export interface TimedOffset {
  readonly offset: number;
  readonly timestampMs: number;
}

/**
 * The first record of a CreateTime batch whose timestamp is at or after `timestampMs`. A batch compressed in a
 * way Node cannot undo answers with its first offset: early, never late.
 */
export function findInBatch(batch: Buffer, header: BatchHeader, timestampMs: number): TimedOffset {
  const first = { offset: header.baseOffset, timestampMs: header.baseTimestampMs };
  const records = unpack(batch, header);
  if (records === null) return first;
  let at = 0;
  for (let i = 0; i < header.recordCount; i++) {
    const length = readVarint(records, at);
    const delta = length && readVarint(records, length.next + 1);
    const offsetDelta = delta && readVarint(records, delta.next);
    if (length === null || delta === null || offsetDelta === null) return first;
    if (header.baseTimestampMs + delta.value >= timestampMs) {
      return {
        offset: header.baseOffset + offsetDelta.value,
        timestampMs: header.baseTimestampMs + delta.value,
      };
    }
    at = length.next + length.value;
  }
  return first;
}

function unpack(batch: Buffer, header: BatchHeader): Buffer | null {
  const body = batch.subarray(batchHeaderBytes, header.sizeBytes);
  if (header.compression === 0) return body;
  if (header.compression !== gzip) return null;
  try {
    return gunzipSync(body, { maxOutputLength: maxUnpackedBytes });
  } catch {
    return null;
  }
}

/** A zigzag varint of up to 64 bits, exact to 2^53. */
function readVarint(buffer: Buffer, start: number): { value: number; next: number } | null {
  let raw = 0;
  let scale = 1;
  for (let at = start; at < buffer.length && at < start + 10; at++) {
    const byte = buffer[at];
    raw += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      const value = raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
      return { value, next: at + 1 };
    }
    scale *= 128;
  }
  return null;
}
