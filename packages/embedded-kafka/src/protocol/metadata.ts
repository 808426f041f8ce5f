import { api } from './api.ts';
import {
  array,
  boolean,
  int16,
  int32,
  nullableArray,
  nullableString,
  since,
  string,
  struct,
  type Value,
} from './codec.ts';

const request = struct({
  /** null asks for all topics; so does an empty list in version 0. */
  topics: nullableArray(struct({ name: string })),
  allowAutoTopicCreation: since(4, boolean, true),
  includeClusterAuthorizedOperations: since(8, boolean, false),
  includeTopicAuthorizedOperations: since(8, boolean, false),
});

/** What "authorized operations" holds when the broker keeps no access lists. */
export const operationsUnknown = -2147483648;

const response = struct({
  throttleMs: since(3, int32, 0),
  brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: since(1, nullableString, null) })),
  clusterId: since(2, nullableString, null),
  controllerId: since(1, int32, -1),
  topics: array(
    struct({
      errorCode: int16,
      name: string,
      isInternal: since(1, boolean, false),
      partitions: array(
        struct({
          errorCode: int16,
          index: int32,
          leaderId: int32,
          leaderEpoch: since(7, int32, -1),
          replicas: array(int32),
          inSyncReplicas: array(int32),
          offlineReplicas: since(5, array(int32), []),
        }),
      ),
      authorizedOperations: since(8, int32, operationsUnknown),
    }),
  ),
  clusterAuthorizedOperations: since(8, int32, operationsUnknown),
});

export const metadata = api({ name: 'Metadata', key: 3, minVersion: 0, maxVersion: 8, request, response });
export type MetadataRequest = Value<typeof request>;
export type MetadataResponse = Value<typeof response>;
