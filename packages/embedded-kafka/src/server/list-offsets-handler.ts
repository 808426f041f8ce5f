import type { PartitionLog } from '../log/partition-log.ts';
import { errorCode } from '../protocol/error-code.ts';
import {
  earliestTimestamp,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  latestTimestamp,
} from '../protocol/list-offsets.ts';
import { type BrokerContext, findLog } from './broker-context.ts';

export function handleListOffsets(broker: BrokerContext, request: ListOffsetsRequest): ListOffsetsResponse {
  return {
    throttleMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, timestampMs }) => {
        const log = findLog(broker.topics, name, index);
        if (log === undefined) {
          const code = errorCode.unknownTopicOrPartition;
          return { index, errorCode: code, timestampMs: -1, offset: -1, leaderEpoch: -1 };
        }
        return { index, errorCode: errorCode.none, ...find(log, timestampMs), leaderEpoch: 0 };
      }),
    })),
  };
}

function find(log: PartitionLog, timestampMs: number): { offset: number; timestampMs: number } {
  if (timestampMs === latestTimestamp) return { offset: log.highWatermark(), timestampMs: -1 };
  if (timestampMs === earliestTimestamp) return { offset: log.startOffset(), timestampMs: -1 };
  return log.findTime(timestampMs) ?? { offset: -1, timestampMs: -1 };
}
