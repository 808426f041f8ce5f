import { api } from './api.ts';
import { array, int8, int16, int32, long, since, string, struct, type Value } from './codec.ts';

const request = struct({
  replicaId: int32,
  isolationLevel: since(2, int8, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(struct({ index: int32, currentLeaderEpoch: since(4, int32, -1), timestampMs: long })),
    }),
  ),
});

const response = struct({
  throttleMs: since(2, int32, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          timestampMs: long,
          offset: long,
          leaderEpoch: since(4, int32, -1),
        }),
      ),
    }),
  ),
});

export const listOffsets = api({
  name: 'ListOffsets',
  key: 2,
  minVersion: 1,
  maxVersion: 5,
  request,
  response,
});
export type ListOffsetsRequest = Value<typeof request>;
export type ListOffsetsResponse = Value<typeof response>;

/** Timestamps with a meaning of their own. */
export const latestTimestamp = -1;
export const earliestTimestamp = -2;
