import { api } from './api.ts';
import {
  array,
  int8,
  int16,
  int32,
  long,
  nullableArray,
  nullableBytes,
  since,
  string,
  struct,
  type Value,
} from './codec.ts';

const request = struct({
  replicaId: int32,
  maxWaitMs: int32,
  minBytes: int32,
  maxBytes: int32,
  isolationLevel: int8,
  sessionId: since(7, int32, 0),
  sessionEpoch: since(7, int32, -1),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          currentLeaderEpoch: since(9, int32, -1),
          fetchOffset: long,
          logStartOffset: since(5, long, -1),
          maxBytes: int32,
        }),
      ),
    }),
  ),
  forgottenTopics: since(7, array(struct({ name: string, partitions: array(int32) })), []),
  rackId: since(11, string, ''),
});

const response = struct({
  throttleMs: int32,
  errorCode: since(7, int16, 0),
  sessionId: since(7, int32, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          highWatermark: long,
          lastStableOffset: long,
          logStartOffset: since(5, long, -1),
          abortedTransactions: nullableArray(struct({ producerId: long, firstOffset: long })),
          preferredReadReplica: since(11, int32, -1),
          records: nullableBytes,
        }),
      ),
    }),
  ),
});

/** Versions below 4 carry record formats older than batches. */
export const fetch = api({ name: 'Fetch', key: 1, minVersion: 4, maxVersion: 11, request, response });
export type FetchRequest = Value<typeof request>;
export type FetchResponse = Value<typeof response>;
export type FetchedPartition = FetchResponse['topics'][number]['partitions'][number];
