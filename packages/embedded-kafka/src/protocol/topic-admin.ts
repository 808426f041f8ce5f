import { api } from './api.ts';
import {
  array,
  boolean,
  int16,
  int32,
  long,
  nullableArray,
  nullableString,
  since,
  string,
  struct,
  type Value,
} from './codec.ts';

const createTopicsRequest = struct({
  topics: array(
    struct({
      name: string,
      partitionCount: int32,
      replicationFactor: int16,
      assignments: array(struct({ index: int32, brokers: array(int32) })),
      configs: array(struct({ name: string, value: nullableString })),
    }),
  ),
  timeoutMs: int32,
  validateOnly: since(1, boolean, false),
});

const createTopicsResponse = struct({
  throttleMs: since(2, int32, 0),
  topics: array(struct({ name: string, errorCode: int16, errorMessage: since(1, nullableString, null) })),
});

export const createTopics = api({
  name: 'CreateTopics',
  key: 19,
  minVersion: 0,
  maxVersion: 4,
  request: createTopicsRequest,
  response: createTopicsResponse,
});
export type CreateTopicsRequest = Value<typeof createTopicsRequest>;
export type CreateTopicsResponse = Value<typeof createTopicsResponse>;

const deleteTopicsRequest = struct({ names: array(string), timeoutMs: int32 });

const deleteTopicsResponse = struct({
  throttleMs: since(1, int32, 0),
  topics: array(struct({ name: string, errorCode: int16 })),
});

export const deleteTopics = api({
  name: 'DeleteTopics',
  key: 20,
  minVersion: 0,
  maxVersion: 3,
  request: deleteTopicsRequest,
  response: deleteTopicsResponse,
});
export type DeleteTopicsRequest = Value<typeof deleteTopicsRequest>;
export type DeleteTopicsResponse = Value<typeof deleteTopicsResponse>;

const createPartitionsRequest = struct({
  topics: array(
    struct({ name: string, count: int32, assignments: nullableArray(struct({ brokers: array(int32) })) }),
  ),
  timeoutMs: int32,
  validateOnly: boolean,
});

const createPartitionsResponse = struct({
  throttleMs: int32,
  topics: array(struct({ name: string, errorCode: int16, errorMessage: nullableString })),
});

export const createPartitions = api({
  name: 'CreatePartitions',
  key: 37,
  minVersion: 0,
  maxVersion: 1,
  request: createPartitionsRequest,
  response: createPartitionsResponse,
});
export type CreatePartitionsRequest = Value<typeof createPartitionsRequest>;
export type CreatePartitionsResponse = Value<typeof createPartitionsResponse>;

const deleteRecordsRequest = struct({
  topics: array(struct({ name: string, partitions: array(struct({ index: int32, offset: long })) })),
  timeoutMs: int32,
});

const deleteRecordsResponse = struct({
  throttleMs: int32,
  topics: array(
    struct({
      name: string,
      partitions: array(struct({ index: int32, lowWatermark: long, errorCode: int16 })),
    }),
  ),
});

export const deleteRecords = api({
  name: 'DeleteRecords',
  key: 21,
  minVersion: 0,
  maxVersion: 1,
  request: deleteRecordsRequest,
  response: deleteRecordsResponse,
});
export type DeleteRecordsRequest = Value<typeof deleteRecordsRequest>;
export type DeleteRecordsResponse = Value<typeof deleteRecordsResponse>;
