import { FetchedRecord } from './fetched-record.ts';

// Kafka's protocol guide, "Record Batch": where the fields are that are read here, from the batch's start.
const lengthAt = 8;
const lengthEnd = 12;
const magicAt = 16;
const attributesAt = 21;
const lastDeltaAt = 23;
const baseTimestampAt = 27;
const maxTimestampAt = 35;
const producerIdAt = 43;
const countAt = 57;
const recordsAt = 61;

const compressionBits = 0x07;
const isLogAppendTime = 0x08;
const isTransactional = 0x10;
const isControl = 0x20;

/**
 * The records of the whole batches in `bytes`. Null where a batch is compressed or of an old format, where a record has
 * headers, where a number is beyond 2^53, or where something is broken: kafkajs then decodes it in its own way.
 */
export function readRecordBatches(bytes: Buffer): FetchedRecord[] | null {
  const records: FetchedRecord[] = [];
  let at = 0;
  nextOffset = 0;
  rising = true;
  plain = true;
  while (at + recordsAt <= bytes.length) {
    if (bytes[at + magicAt] !== 2) return null;
    const end = at + lengthEnd + bytes.readInt32BE(at + lengthAt);
    // A fetch may end in the middle of a batch: it comes whole with the next one.
    if (end > bytes.length) break;
    if (!readBatch(bytes, at, end, records)) return null;
    at = end;
  }
  return rising ? withTailFilter(records) : records;
}

/**
 * kafkajs filters the messages of a fetch three times. First by their offsets, with two BigInts for each: it keeps those
 * from the offset on that was asked for, which are all from the first one it keeps where offsets rise. Then by what
 * belongs to transactions, where it keeps all when there is nothing of that kind.
 */
function withTailFilter(records: FetchedRecord[]): FetchedRecord[] {
  const isPlain = plain;
  const filter = (keep: (record: FetchedRecord) => boolean) => {
    const first = records.findIndex((record) => keep(record));
    if (first === 0 && isPlain) return records;
    return first < 0 ? [] : records.slice(first);
  };
  return Object.defineProperty(records, 'filter', { value: filter });
}

/** Appends the records of the batch at bytes[start..end); false where it is none that is read here. */
function readBatch(bytes: Buffer, start: number, end: number, records: FetchedRecord[]): boolean {
  const attributes = bytes.readInt16BE(start + attributesAt);
  if ((attributes & compressionBits) !== 0) return false;
  const baseOffset = Number(bytes.readBigInt64BE(start));
  const lastDelta = bytes.readInt32BE(start + lastDeltaAt);
  const count = bytes.readInt32BE(start + countAt);
  const sharesTime = (attributes & isLogAppendTime) !== 0;
  const timeMs = Number(bytes.readBigInt64BE(start + (sharesTime ? maxTimestampAt : baseTimestampAt)));
  if (!Number.isSafeInteger(baseOffset + lastDelta) || !Number.isSafeInteger(timeMs)) return false;
  const batchContext = {
    producerId: String(bytes.readBigInt64BE(start + producerIdAt)),
    inTransaction: (attributes & isTransactional) !== 0,
    isControlBatch: (attributes & isControl) !== 0,
    bytes,
    baseOffset,
    baseMs: timeMs,
  };
  if ((attributes & (isTransactional | isControl)) !== 0) plain = false;
  next = start + recordsAt;
  for (let i = 0; i < count; i++) {
    const length = varint(bytes);
    const recordEnd = next + length;
    if (length < 1 || recordEnd > end || bytes[next++] !== 0) return false;
    const givenMs = varint(bytes);
    const sinceMs = sharesTime ? 0 : givenMs;
    const offsetDelta = varint(bytes);
    const keyLength = varint(bytes);
    const keyFrom = next;
    const keyTo = passBytes(keyLength);
    const valueLength = varint(bytes);
    const valueFrom = next;
    const valueTo = passBytes(valueLength);
    const headers = varint(bytes);
    if (headers !== 0 || next !== recordEnd || offsetDelta < 0 || offsetDelta > lastDelta) return false;
    if (!Number.isSafeInteger(timeMs + sinceMs)) return false;
    if (baseOffset + offsetDelta < nextOffset) rising = false;
    nextOffset = baseOffset + offsetDelta + 1;
    records.push(new FetchedRecord(batchContext, offsetDelta, sinceMs, keyFrom, keyTo, valueFrom, valueTo));
  }
  return next === end;
}

/** The least offset that the next record may have, and whether each had one so great. */
let nextOffset = 0;
let rising = true;
/** Whether no batch belongs to a transaction. */
let plain = true;

// The place of the next byte to be read. What reads too far ends beyond the record, where the check of its end finds it.
let next = 0;

/** A zigzag varint, exact below 2^53. */
function varint(bytes: Buffer): number {
  let byte = bytes[next++];
  let raw = byte & 0x7f;
  for (let scale = 128; byte >= 0x80; scale *= 128) {
    byte = bytes[next++];
    raw += (byte & 0x7f) * scale;
  }
  return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
}

/** Passes `length` bytes and returns where they end: before they begin where there are none (-1, null). */
function passBytes(length: number): number {
  if (length === -1) return next - 1;
  // No other length is negative: the check of the record's end then fails.
  next = length < 0 ? Number.NaN : next + length;
  return next;
}
