import { api } from './api.ts';
import {
  array,
  int16,
  int32,
  long,
  nullableBytes,
  nullableString,
  since,
  string,
  struct,
  type Value,
} from './codec.ts';

const request = struct({
  transactionalId: nullableString,
  acks: int16,
  timeoutMs: int32,
  topics: array(
    struct({
      name: string,
      partitions: array(struct({ index: int32, records: nullableBytes })),
    }),
  ),
});

const response = struct({
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          baseOffset: long,
          logAppendTimeMs: long,
          logStartOffset: since(5, long, -1),
          recordErrors: since(8, array(struct({ batchIndex: int32, message: nullableString })), []),
          errorMessage: since(8, nullableString, null),
        }),
      ),
    }),
  ),
  throttleMs: int32,
});

/** Versions below 3 carry record formats older than batches. */
export const produce = api({ name: 'Produce', key: 0, minVersion: 3, maxVersion: 8, request, response });
export type ProduceRequest = Value<typeof request>;
export type ProduceResponse = Value<typeof response>;

const initProducerIdRequest = struct({ transactionalId: nullableString, timeoutMs: int32 });
const initProducerIdResponse = struct({
  throttleMs: int32,
  errorCode: int16,
  producerId: long,
  producerEpoch: int16,
});

export const initProducerId = api({
  name: 'InitProducerId',
  key: 22,
  minVersion: 0,
  maxVersion: 1,
  request: initProducerIdRequest,
  response: initProducerIdResponse,
});
export type InitProducerIdRequest = Value<typeof initProducerIdRequest>;
export type InitProducerIdResponse = Value<typeof initProducerIdResponse>;
