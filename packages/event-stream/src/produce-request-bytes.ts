import { crc32c } from '@rumo/embedded-kafka/crc32c';

/** The part of kafkajs's messages that is encoded here: no headers, no timestamp of their own. */
export interface PlainMessage {
  readonly key: string;
  readonly value: string | Buffer;
}

export interface ProduceFields {
  readonly acks: number;
  readonly timeout: number;
  readonly producerId: { toString(): string };
  readonly producerEpoch: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly firstSequence: number;
      readonly messages: readonly PlainMessage[];
    }[];
  }[];
}

const batchHeadBytes = 61;
const batchLengthAt = 8;
const crcAt = 17;
/** Where the bytes begin that the CRC is over. */
const signedAt = 21;
/** Record, key and value length, deltas, attributes and header count at their longest. */
const recordHeadBytes = 5 + 5 + 5 + 5 + 1 + 1 + 1;

let buffer = Buffer.allocUnsafe(1 << 16);
let at = 0;

/**
 * The body of a Produce request, version 3 to 7, without compression or transaction: one record batch of format 2 a
 * partition, all of its records at `nowMs`. What a record costs here bounds how much one core can publish.
 */
export function produceRequestBytes(fields: ProduceFields, nowMs: number): Buffer {
  const { acks, timeout, topicData } = fields;
  at = 0;
  int16(-1);
  int16(acks);
  int32(timeout);
  int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    const topicBytes = Buffer.byteLength(topic);
    int16(topicBytes);
    text(topic, topicBytes);
    int32(partitions.length);
    for (const { partition, firstSequence, messages } of partitions) {
      int32(partition);
      const sizeAt = at;
      int32(0);
      recordBatch(fields, firstSequence, messages, nowMs);
      buffer.writeInt32BE(at - sizeAt - 4, sizeAt);
    }
  }
  // The memory is used again by the next request, which may be made before this one is written.
  return Buffer.from(buffer.subarray(0, at));
}

function recordBatch(
  { producerId, producerEpoch }: ProduceFields,
  firstSequence: number,
  messages: readonly PlainMessage[],
  nowMs: number,
): void {
  const startAt = at;
  room(batchHeadBytes);
  buffer.fill(0, at, at + batchHeadBytes);
  buffer[at + 16] = 2;
  buffer.writeInt32BE(messages.length - 1, at + 23);
  buffer.writeBigInt64BE(BigInt(nowMs), at + 27);
  buffer.writeBigInt64BE(BigInt(nowMs), at + 35);
  buffer.writeBigInt64BE(BigInt(producerId.toString()), at + 43);
  buffer.writeInt16BE(producerEpoch, at + 51);
  buffer.writeInt32BE(firstSequence, at + 53);
  buffer.writeInt32BE(messages.length, at + 57);
  at += batchHeadBytes;
  for (let i = 0; i < messages.length; i++) record(messages[i], i);
  buffer.writeInt32BE(at - startAt - batchLengthAt - 4, startAt + batchLengthAt);
  buffer.writeUInt32BE(crc32c(buffer, startAt + signedAt, at), startAt + crcAt);
}

function record({ key, value }: PlainMessage, offsetDelta: number): void {
  const keyBytes = Buffer.byteLength(key);
  const valueBytes = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  const bodyBytes =
    3 + varintBytes(offsetDelta) + varintBytes(keyBytes) + keyBytes + varintBytes(valueBytes) + valueBytes;
  room(recordHeadBytes + keyBytes + valueBytes);
  varint(bodyBytes);
  // No attributes; the time of the batch.
  buffer[at++] = 0;
  buffer[at++] = 0;
  varint(offsetDelta);
  varint(keyBytes);
  text(key, keyBytes);
  varint(valueBytes);
  if (typeof value === 'string') text(value, valueBytes);
  else {
    buffer.set(value, at);
    at += valueBytes;
  }
  // No headers.
  buffer[at++] = 0;
}

function room(bytes: number): void {
  if (at + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
  buffer.copy(larger, 0, 0, at);
  buffer = larger;
}

function text(value: string, bytes: number): void {
  room(bytes);
  // As many bytes as characters: all ASCII, which is quicker to write.
  if (bytes === value.length) buffer.write(value, at, bytes, 'latin1');
  else buffer.write(value, at, bytes);
  at += bytes;
}

function int16(value: number): void {
  room(2);
  at = buffer.writeInt16BE(value, at);
}

function int32(value: number): void {
  room(4);
  at = buffer.writeInt32BE(value, at);
}

/** A signed varint of a number that is not negative: twice it, seven bits a byte. */
function varint(value: number): void {
  let rest = value * 2;
  while (rest > 127) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value * 2; rest > 127; rest >>>= 7) bytes++;
  return bytes;
}
