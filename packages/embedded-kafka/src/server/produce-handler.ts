import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import type {
  InitProducerIdRequest,
  InitProducerIdResponse,
  ProduceRequest,
  ProduceResponse,
} from '../protocol/produce.ts';
import { type BrokerContext, findLog } from './broker-context.ts';

/** Appends each partition's batch; the bytes are with the operating system when the response is made (B1). */
export function handleProduce(broker: BrokerContext, request: ProduceRequest): ProduceResponse {
  const nowMs = Date.now();
  const areAcksKnown = request.acks >= -1 && request.acks <= 1;
  return {
    throttleMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, records }) => {
        const log = findLog(broker.topics, name, index);
        if (!areAcksKnown) return refused(index, errorCode.invalidRequiredAcks, `acks ${request.acks}`);
        if (!log) return refused(index, errorCode.unknownTopicOrPartition, 'no such partition');
        if (records === null) return refused(index, errorCode.invalidRecord, 'no records');
        const result = log.append(records, nowMs);
        if (result.kind === 'refused') return refused(index, result.error, result.reason);
        return {
          index,
          errorCode: errorCode.none,
          baseOffset: result.baseOffset,
          logAppendTimeMs: result.appendTimeMs,
          logStartOffset: log.startOffset(),
          recordErrors: [],
          errorMessage: null,
        };
      }),
    })),
  };
}

/** Idempotent producers get an id of their own; transactional ones are told that there are no transactions. */
export function handleInitProducerId(
  broker: BrokerContext,
  request: InitProducerIdRequest,
): InitProducerIdResponse {
  const { transactionalId } = request;
  if (transactionalId !== null) {
    broker.logger.warn({ transactionalId }, 'transactions are not supported here: Apache Kafka has them');
    return { throttleMs: 0, errorCode: errorCode.unsupportedVersion, producerId: -1, producerEpoch: -1 };
  }
  try {
    return {
      throttleMs: 0,
      errorCode: errorCode.none,
      producerId: broker.nextProducerId(),
      producerEpoch: 0,
    };
  } catch (error) {
    broker.storage.failed(error as Error);
    // The one error at which every client asks again.
    const code = errorCode.coordinatorLoadInProgress;
    return { throttleMs: 0, errorCode: code, producerId: -1, producerEpoch: -1 };
  }
}

function refused(index: number, code: ErrorCode, errorMessage: string) {
  return {
    index,
    errorCode: code,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    recordErrors: [],
    errorMessage,
  };
}
