import { errorCode } from '../protocol/error-code.ts';
import { type MetadataRequest, type MetadataResponse, operationsUnknown } from '../protocol/metadata.ts';
import { type BrokerContext, type Caller, nodeId } from './broker-context.ts';
import { checkTopicName, type Topic } from './topics.ts';

type TopicMetadata = MetadataResponse['topics'][number];

/** Describes the one node and the topics asked for; those that are missing are made when the request allows it. */
export function handleMetadata(
  broker: BrokerContext,
  request: MetadataRequest,
  caller: Caller,
): MetadataResponse {
  const areAllAsked = request.topics === null || (caller.apiVersion === 0 && request.topics.length === 0);
  const topics = areAllAsked
    ? broker.topics.all().map(describe)
    : (request.topics ?? []).map(({ name }) => find(broker, name, request.allowAutoTopicCreation));
  return {
    throttleMs: 0,
    brokers: [{ nodeId, host: caller.advertisedHost, port: broker.port(), rack: null }],
    clusterId: broker.clusterId,
    controllerId: nodeId,
    topics,
    clusterAuthorizedOperations: operationsUnknown,
  };
}

function find(broker: BrokerContext, name: string, mayCreate: boolean): TopicMetadata {
  const topic = broker.topics.get(name);
  if (topic) return describe(topic);
  if (checkTopicName(name, broker.topics.all()) !== null) return absent(name, errorCode.invalidTopic);
  if (!mayCreate) return absent(name, errorCode.unknownTopicOrPartition);
  try {
    return describe(broker.topics.create(name, broker.defaultPartitions, {}));
  } catch (error) {
    broker.storage.failed(error as Error);
    return absent(name, errorCode.unknownTopicOrPartition);
  }
}

function describe(topic: Topic): TopicMetadata {
  return {
    errorCode: errorCode.none,
    name: topic.name,
    isInternal: false,
    partitions: topic.partitions.map((_, index) => ({
      errorCode: errorCode.none,
      index,
      leaderId: nodeId,
      leaderEpoch: 0,
      replicas: [nodeId],
      inSyncReplicas: [nodeId],
      offlineReplicas: [],
    })),
    authorizedOperations: operationsUnknown,
  };
}

function absent(name: string, code: number): TopicMetadata {
  return {
    errorCode: code,
    name,
    isInternal: false,
    partitions: [],
    authorizedOperations: operationsUnknown,
  };
}
