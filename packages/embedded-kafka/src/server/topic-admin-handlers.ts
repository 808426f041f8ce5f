import { errorCode } from '../protocol/error-code.ts';
import type {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  CreateTopicsRequest,
  CreateTopicsResponse,
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  DeleteTopicsRequest,
  DeleteTopicsResponse,
} from '../protocol/topic-admin.ts';
import { type BrokerContext, findLog, nodeId } from './broker-context.ts';
import { checkTopicSettings } from './topic-config.ts';
import { checkTopicName } from './topics.ts';

interface Outcome {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

const done: Outcome = { errorCode: errorCode.none, errorMessage: null };
/** Each partition is a folder with open files: a laptop's limit on those is near. */
const maxPartitions = 1000;

type TopicToCreate = CreateTopicsRequest['topics'][number];

export function handleCreateTopics(
  broker: BrokerContext,
  request: CreateTopicsRequest,
): CreateTopicsResponse {
  const topics = request.topics.map((wanted) => {
    const isRepeated = request.topics.filter(({ name }) => name === wanted.name).length > 1;
    const outcome = isRepeated
      ? refuse(errorCode.invalidRequest, 'named more than once')
      : createTopic(broker, wanted, request.validateOnly);
    return { name: wanted.name, ...outcome };
  });
  return { throttleMs: 0, topics };
}

function createTopic(broker: BrokerContext, wanted: TopicToCreate, validateOnly: boolean): Outcome {
  const { name, assignments } = wanted;
  if (broker.topics.get(name)) return refuse(errorCode.topicAlreadyExists, `topic ${name} already exists`);
  const nameProblem = checkTopicName(name, broker.topics.all());
  if (nameProblem !== null) return refuse(errorCode.invalidTopic, nameProblem);
  const isAssigned = assignments.length > 0;
  if (isAssigned && (wanted.partitionCount !== -1 || wanted.replicationFactor !== -1)) {
    return refuse(errorCode.invalidRequest, 'either counts or an assignment, not both');
  }
  if (assignments.some(({ brokers }) => brokers.length !== 1 || brokers[0] !== nodeId)) {
    return refuse(errorCode.invalidReplicaAssignment, `broker ${nodeId} is the only one`);
  }
  const indexes = new Set(assignments.map(({ index }) => index));
  if (
    indexes.size !== assignments.length ||
    assignments.some(({ index }) => index < 0 || index >= indexes.size)
  ) {
    return refuse(errorCode.invalidReplicaAssignment, 'partitions are numbered from 0 without gaps');
  }
  if (!isAssigned && wanted.replicationFactor !== -1 && wanted.replicationFactor !== 1) {
    return refuse(errorCode.invalidReplicationFactor, 'there is one broker, so one replica');
  }
  const askedCount = isAssigned ? assignments.length : wanted.partitionCount;
  const partitionCount = askedCount === -1 ? broker.defaultPartitions : askedCount;
  if (partitionCount < 1 || partitionCount > maxPartitions) {
    return refuse(
      errorCode.invalidPartitions,
      `between 1 and ${maxPartitions} partitions, not ${partitionCount}`,
    );
  }
  if (wanted.configs.some(({ value }) => value === null)) {
    return refuse(errorCode.invalidConfig, 'a config without a value');
  }
  const settings = Object.fromEntries(wanted.configs.map(({ name: config, value }) => [config, value ?? '']));
  const problem = checkTopicSettings(settings);
  if (problem !== null) return refuse(errorCode.invalidConfig, problem);
  return attempt(broker, validateOnly, () => broker.topics.create(name, partitionCount, settings));
}

export function handleDeleteTopics(
  broker: BrokerContext,
  request: DeleteTopicsRequest,
): DeleteTopicsResponse {
  const topics = request.names.map((name) => {
    if (!broker.topics.get(name)) return { name, errorCode: errorCode.unknownTopicOrPartition };
    const outcome = attempt(broker, false, () => {
      broker.topics.delete(name);
      broker.offsets.forgetTopic(name);
    });
    return { name, errorCode: outcome.errorCode };
  });
  return { throttleMs: 0, topics };
}

export function handleCreatePartitions(
  broker: BrokerContext,
  request: CreatePartitionsRequest,
): CreatePartitionsResponse {
  const topics = request.topics.map(({ name, count }) => {
    const topic = broker.topics.get(name);
    if (!topic) return { name, ...refuse(errorCode.unknownTopicOrPartition, `no topic ${name}`) };
    if (count <= topic.partitions.length || count > maxPartitions) {
      const reason = `topic ${name} has ${topic.partitions.length} partitions, ${count} asked for`;
      return { name, ...refuse(errorCode.invalidPartitions, reason) };
    }
    return { name, ...attempt(broker, request.validateOnly, () => broker.topics.addPartitions(name, count)) };
  });
  return { throttleMs: 0, topics };
}

const highWatermark = -1;

export function handleDeleteRecords(
  broker: BrokerContext,
  request: DeleteRecordsRequest,
): DeleteRecordsResponse {
  return {
    throttleMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, offset }) => {
        const log = findLog(broker.topics, name, index);
        if (!log) return { index, lowWatermark: -1, errorCode: errorCode.unknownTopicOrPartition };
        const before = offset === highWatermark ? log.nextOffset() : offset;
        if (before < 0 || before > log.nextOffset()) {
          return { index, lowWatermark: -1, errorCode: errorCode.offsetOutOfRange };
        }
        const outcome = attempt(broker, false, () => log.deleteBefore(before));
        return { index, lowWatermark: log.startOffset(), errorCode: outcome.errorCode };
      }),
    })),
  };
}

function attempt(broker: BrokerContext, validateOnly: boolean, run: () => unknown): Outcome {
  try {
    if (!validateOnly) run();
    return done;
  } catch (error) {
    broker.storage.failed(error as Error);
    return refuse(errorCode.kafkaStorageError, (error as Error).message);
  }
}

function refuse(code: number, errorMessage: string): Outcome {
  return { errorCode: code, errorMessage };
}
