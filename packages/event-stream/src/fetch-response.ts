import type { FetchedRecord } from './fetched-record.ts';
import { readRecordBatches } from './record-batches.ts';

/** Version 11 of Kafka's Fetch response; the names are those that kafkajs gives its fields. */
export interface FetchResponse {
  readonly throttleTime: number;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly FetchedTopic[];
}

interface FetchedTopic {
  readonly topicName: string;
  readonly partitions: readonly FetchedPartition[];
}

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly preferredReadReplica: number;
  readonly messages: readonly FetchedRecord[];
}

/** Null where it holds records that `readRecordBatches` leaves to kafkajs, or is cut short. */
export function readFetchResponse(raw: Buffer): FetchResponse | null {
  let at = 0;
  const pass = (length: number) => {
    if (length > raw.length - at) throw new RangeError('cut short');
    at += Math.max(0, length);
    return at - length;
  };
  const int16 = () => raw.readInt16BE(pass(2));
  const int32 = () => raw.readInt32BE(pass(4));
  const int64 = () => String(raw.readBigInt64BE(pass(8)));
  const bytes = (length: number) => raw.subarray(pass(length), at);
  const array = <T>(element: () => T): T[] => Array.from({ length: Math.max(0, int32()) }, element);
  const messages = (): readonly FetchedRecord[] => {
    const records = readRecordBatches(bytes(int32()));
    if (records === null) throw new RangeError('left to kafkajs');
    return records;
  };
  const partition = (): FetchedPartition => ({
    partition: int32(),
    errorCode: int16(),
    highWatermark: int64(),
    lastStableOffset: int64(),
    lastStartOffset: int64(),
    abortedTransactions: array(() => ({ producerId: int64(), firstOffset: int64() })),
    preferredReadReplica: int32(),
    messages: messages(),
  });
  try {
    return {
      // It is the client that waits, not the broker: kafkajs acts on the other field alone.
      throttleTime: 0,
      clientSideThrottleTime: int32(),
      errorCode: int16(),
      sessionId: int32(),
      responses: array(() => ({
        topicName: bytes(int16()).toString('utf8'),
        partitions: array(partition),
      })),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
