import { checkCommit } from '../groups/membership.ts';
import { errorCode } from '../protocol/error-code.ts';
import type {
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from '../protocol/group-offsets.ts';
import { type BrokerContext, findLog } from './broker-context.ts';

const maxMetadataBytes = 4096;
const unset = { offset: -1n, leaderEpoch: -1, metadata: '' };

export function handleOffsetCommit(
  broker: BrokerContext,
  request: OffsetCommitRequest,
): OffsetCommitResponse {
  const { groupId, memberId, groupInstanceId, generationId } = request;
  const who = { memberId, instanceId: groupInstanceId };
  const refusal = checkCommit(broker.coordinator.group(groupId), who, generationId);
  const committedMs = Date.now();
  const judged = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ index, offset, leaderEpoch, metadata }) => {
      let code: number = refusal;
      if (findLog(broker.topics, name, index) === undefined) code = errorCode.unknownTopicOrPartition;
      else if (Buffer.byteLength(metadata ?? '') > maxMetadataBytes) code = errorCode.offsetMetadataTooLarge;
      const commit = {
        topic: name,
        partition: index,
        offset,
        leaderEpoch,
        metadata: metadata ?? '',
        committedMs,
      };
      return { code, commit };
    }),
  );
  let failure: number = errorCode.none;
  try {
    const accepted = judged.filter(({ code }) => code === errorCode.none);
    broker.offsets.commit(
      groupId,
      accepted.map(({ commit }) => commit),
    );
  } catch (error) {
    broker.storage.failed(error as Error);
    failure = errorCode.coordinatorNotAvailable;
  }
  let next = 0;
  return {
    throttleMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index }) => ({ index, errorCode: judged[next++].code || failure })),
    })),
  };
}

export function handleOffsetFetch(broker: BrokerContext, request: OffsetFetchRequest): OffsetFetchResponse {
  const { groupId } = request;
  const asked = request.topics ?? byTopic(broker.offsets.of(groupId));
  return {
    throttleMs: 0,
    topics: asked.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((index) => {
        const { offset, leaderEpoch, metadata } = broker.offsets.get(groupId, name, index) ?? unset;
        return { index, offset, leaderEpoch, metadata, errorCode: errorCode.none };
      }),
    })),
    errorCode: errorCode.none,
  };
}

export function handleOffsetDelete(
  broker: BrokerContext,
  request: OffsetDeleteRequest,
): OffsetDeleteResponse {
  const { groupId } = request;
  const isKnown =
    broker.coordinator.group(groupId) !== undefined || broker.offsets.groupIds().includes(groupId);
  if (!isKnown) return { errorCode: errorCode.groupIdNotFound, throttleMs: 0, topics: [] };
  const isInUse = (broker.coordinator.group(groupId)?.phase ?? 'Empty') !== 'Empty';
  const code = isInUse ? errorCode.groupSubscribedToTopic : errorCode.none;
  if (!isInUse) {
    broker.offsets.forget(
      groupId,
      request.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ index }) => ({ topic: name, partition: index })),
      ),
    );
  }
  return {
    errorCode: errorCode.none,
    throttleMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index }) => ({ index, errorCode: code })),
    })),
  };
}

function byTopic(commits: readonly { topic: string; partition: number }[]) {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of commits) topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return [...topics].map(([name, partitions]) => ({ name, partitions }));
}
