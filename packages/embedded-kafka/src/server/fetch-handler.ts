import type { PartitionLog } from '../log/partition-log.ts';
import { errorCode } from '../protocol/error-code.ts';
import type { FetchedPartition, FetchRequest, FetchResponse } from '../protocol/fetch.ts';
import { type BrokerContext, type Caller, findLog } from './broker-context.ts';

/** One response holds at most this much, whatever the client allows, but always one whole batch. */
const maxResponseBytes = 8 * 1024 * 1024;
const maxWaitMs = 5 * 60 * 1000;
const nothing = Buffer.alloc(0);

/**
 * Answers with what there is from each offset on; when that is less than minBytes, appends are awaited for up to
 * maxWaitMs. Fetch sessions are declined: each request names all its partitions.
 */
export async function handleFetch(
  broker: BrokerContext,
  request: FetchRequest,
  caller: Caller,
): Promise<FetchResponse> {
  if (request.sessionId !== 0) return answer(errorCode.fetchSessionIdNotFound, []);
  const collected = collect(broker, request);
  const missingBytes = request.minBytes - collected.bytes;
  if (collected.hasError || missingBytes <= 0 || request.maxWaitMs <= 0) {
    return answer(errorCode.none, collected.topics);
  }
  const logs = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ index }) => findLog(broker.topics, name, index)),
  );
  const isWoken = await appended(logs, missingBytes, Math.min(request.maxWaitMs, maxWaitMs), caller.signal);
  return answer(errorCode.none, isWoken ? collect(broker, request).topics : collected.topics);
}

/** Resolves with true after `missingBytes` were appended to the logs, with false when the wait is over. */
function appended(
  logs: readonly (PartitionLog | undefined)[],
  missingBytes: number,
  waitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    let leftBytes = missingBytes;
    const finish = (isWoken: boolean) => () => {
      for (const stop of stops) stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(isWoken);
    };
    const onAppended = finish(true);
    const onAbort = finish(false);
    const timer = setTimeout(finish(false), waitMs);
    const stops = logs.map(
      (log) =>
        log?.onAppend((sizeBytes) => {
          leftBytes -= sizeBytes;
          if (leftBytes <= 0) onAppended();
        }) ?? (() => undefined),
    );
    signal.addEventListener('abort', onAbort);
  });
}

function collect(broker: BrokerContext, request: FetchRequest) {
  let leftBytes = Math.min(request.maxBytes, maxResponseBytes);
  let bytes = 0;
  let hasError = false;
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked): FetchedPartition => {
      const log = findLog(broker.topics, name, asked.index);
      const limitBytes = Math.min(asked.maxBytes, leftBytes);
      const { code, records } = read(broker, log, asked.fetchOffset, limitBytes, bytes === 0);
      if (code !== errorCode.none) hasError = true;
      bytes += records.length;
      leftBytes -= records.length;
      return fetched(asked.index, code, log, records);
    }),
  }));
  return { topics, bytes, hasError };
}

function read(
  broker: BrokerContext,
  log: PartitionLog | undefined,
  offset: number,
  limitBytes: number,
  atLeastOne: boolean,
): { readonly code: number; readonly records: Buffer } {
  if (log === undefined) return { code: errorCode.unknownTopicOrPartition, records: nothing };
  try {
    const result = log.read(offset, limitBytes, atLeastOne);
    if (result.kind === 'outOfRange') return { code: errorCode.offsetOutOfRange, records: nothing };
    return { code: errorCode.none, records: result.records };
  } catch (error) {
    broker.logger.error({ err: error, offset }, 'a log cannot be read');
    return { code: errorCode.kafkaStorageError, records: nothing };
  }
}

function fetched(
  index: number,
  code: number,
  log: PartitionLog | undefined,
  records: Buffer,
): FetchedPartition {
  const highWatermark = code === errorCode.none && log ? log.highWatermark() : -1;
  return {
    index,
    errorCode: code,
    highWatermark,
    lastStableOffset: highWatermark,
    logStartOffset: code === errorCode.none && log ? log.startOffset() : -1,
    abortedTransactions: null,
    preferredReadReplica: -1,
    records,
  };
}

function answer(code: number, topics: FetchResponse['topics']): FetchResponse {
  return { throttleMs: 0, errorCode: code, sessionId: 0, topics };
}
