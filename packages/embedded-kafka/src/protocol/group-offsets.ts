import { api } from './api.ts';
import {
  array,
  int16,
  int32,
  int64,
  nullableArray,
  nullableString,
  since,
  string,
  struct,
  until,
  type Value,
} from './codec.ts';

const offsetCommitRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(7, nullableString, null),
  retentionTimeMs: until(4, int64, -1n),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          offset: int64,
          leaderEpoch: since(6, int32, -1),
          metadata: nullableString,
        }),
      ),
    }),
  ),
});

const offsetCommitResponse = struct({
  throttleMs: since(3, int32, 0),
  topics: array(struct({ name: string, partitions: array(struct({ index: int32, errorCode: int16 })) })),
});

export const offsetCommit = api({
  name: 'OffsetCommit',
  key: 8,
  minVersion: 2,
  maxVersion: 7,
  request: offsetCommitRequest,
  response: offsetCommitResponse,
});
export type OffsetCommitRequest = Value<typeof offsetCommitRequest>;
export type OffsetCommitResponse = Value<typeof offsetCommitResponse>;

const offsetFetchRequest = struct({
  groupId: string,
  /** null asks for all partitions the group has committed, from version 2 on. */
  topics: nullableArray(struct({ name: string, partitions: array(int32) })),
});

const offsetFetchResponse = struct({
  throttleMs: since(3, int32, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          offset: int64,
          leaderEpoch: since(5, int32, -1),
          metadata: nullableString,
          errorCode: int16,
        }),
      ),
    }),
  ),
  errorCode: since(2, int16, 0),
});

export const offsetFetch = api({
  name: 'OffsetFetch',
  key: 9,
  minVersion: 1,
  maxVersion: 5,
  request: offsetFetchRequest,
  response: offsetFetchResponse,
});
export type OffsetFetchRequest = Value<typeof offsetFetchRequest>;
export type OffsetFetchResponse = Value<typeof offsetFetchResponse>;

const offsetDeleteRequest = struct({
  groupId: string,
  topics: array(struct({ name: string, partitions: array(struct({ index: int32 })) })),
});

const offsetDeleteResponse = struct({
  errorCode: int16,
  throttleMs: int32,
  topics: array(struct({ name: string, partitions: array(struct({ index: int32, errorCode: int16 })) })),
});

export const offsetDelete = api({
  name: 'OffsetDelete',
  key: 47,
  minVersion: 0,
  maxVersion: 0,
  request: offsetDeleteRequest,
  response: offsetDeleteResponse,
});
export type OffsetDeleteRequest = Value<typeof offsetDeleteRequest>;
export type OffsetDeleteResponse = Value<typeof offsetDeleteResponse>;
