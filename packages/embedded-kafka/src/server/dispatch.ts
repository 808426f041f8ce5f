import type { Api } from '../protocol/api.ts';
import { type ApiVersionsResponse, apiVersions } from '../protocol/api-versions.ts';
import { alterConfigs, describeConfigs, incrementalAlterConfigs } from '../protocol/config-admin.ts';
import { errorCode } from '../protocol/error-code.ts';
import { fetch } from '../protocol/fetch.ts';
import { deleteGroups, describeGroups, findCoordinator, listGroups } from '../protocol/group-admin.ts';
import { heartbeat, joinGroup, leaveGroup, syncGroup } from '../protocol/group-membership.ts';
import { offsetCommit, offsetDelete, offsetFetch } from '../protocol/group-offsets.ts';
import { listOffsets } from '../protocol/list-offsets.ts';
import { MalformedRequest } from '../protocol/malformed-request.ts';
import { metadata } from '../protocol/metadata.ts';
import { initProducerId, type ProduceRequest, type ProduceResponse, produce } from '../protocol/produce.ts';
import { Reader } from '../protocol/reader.ts';
import { readClientId, readRequestHeader } from '../protocol/request-header.ts';
import { createPartitions, createTopics, deleteRecords, deleteTopics } from '../protocol/topic-admin.ts';
import { Writer } from '../protocol/writer.ts';
import type { BrokerContext, Caller } from './broker-context.ts';
import {
  handleAlterConfigs,
  handleDescribeConfigs,
  handleIncrementalAlterConfigs,
} from './config-admin-handlers.ts';
import { handleFetch } from './fetch-handler.ts';
import {
  handleDeleteGroups,
  handleDescribeGroups,
  handleFindCoordinator,
  handleListGroups,
} from './group-admin-handlers.ts';
import { handleOffsetCommit, handleOffsetDelete, handleOffsetFetch } from './group-offset-handlers.ts';
import { handleListOffsets } from './list-offsets-handler.ts';
import {
  handleHeartbeat,
  handleJoinGroup,
  handleLeaveGroup,
  handleSyncGroup,
} from './membership-handlers.ts';
import { handleMetadata } from './metadata-handler.ts';
import { handleInitProducerId, handleProduce } from './produce-handler.ts';
import {
  handleCreatePartitions,
  handleCreateTopics,
  handleDeleteRecords,
  handleDeleteTopics,
} from './topic-admin-handlers.ts';

type Connection = Omit<Caller, 'clientId' | 'apiVersion'>;

interface Route {
  readonly api: Api<unknown, unknown>;
  readonly handle: (broker: BrokerContext, request: unknown, caller: Caller) => unknown;
}

const routes: readonly Route[] = [
  route(produce, handleProduce),
  route(fetch, handleFetch),
  route(listOffsets, handleListOffsets),
  route(metadata, handleMetadata),
  route(offsetCommit, handleOffsetCommit),
  route(offsetFetch, handleOffsetFetch),
  route(findCoordinator, handleFindCoordinator),
  route(joinGroup, handleJoinGroup),
  route(heartbeat, handleHeartbeat),
  route(leaveGroup, handleLeaveGroup),
  route(syncGroup, handleSyncGroup),
  route(describeGroups, handleDescribeGroups),
  route(listGroups, handleListGroups),
  route(apiVersions, () => supportedVersions(errorCode.none)),
  route(createTopics, handleCreateTopics),
  route(deleteTopics, handleDeleteTopics),
  route(deleteRecords, handleDeleteRecords),
  route(initProducerId, handleInitProducerId),
  route(describeConfigs, handleDescribeConfigs),
  route(alterConfigs, handleAlterConfigs),
  route(createPartitions, handleCreatePartitions),
  route(deleteGroups, handleDeleteGroups),
  route(incrementalAlterConfigs, handleIncrementalAlterConfigs),
  route(offsetDelete, handleOffsetDelete),
];

const routeByKey = new Map(routes.map((one) => [one.api.key, one]));

/** What a request leads to: the buffers of its response frame, nothing, or the end of its connection. */
export type Answer =
  | { readonly kind: 'response'; readonly buffers: readonly Buffer[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'hangUp'; readonly reason: string };

/** Serves one request, given without its length prefix. Throws MalformedRequest when it cannot be understood. */
export async function dispatch(
  broker: BrokerContext,
  frame: Buffer,
  connection: Connection,
): Promise<Answer> {
  const reader = new Reader(frame);
  const { apiKey, apiVersion, correlationId } = readRequestHeader(reader);
  const found = routeByKey.get(apiKey);
  if (found === undefined)
    throw new MalformedRequest(`api ${apiKey} version ${apiVersion} is not known here`);
  const { api, handle } = found;
  if (apiVersion < api.minVersion || apiVersion > api.maxVersion) {
    if (api.key === apiVersions.key) {
      return respond(correlationId, apiVersions, supportedVersions(errorCode.unsupportedVersion), 0);
    }
    throw new MalformedRequest(`${api.name} version ${apiVersion} is not known here`);
  }
  const clientId = readClientId(reader);
  const request = api.request.read(reader, apiVersion);
  const response = await handle(broker, request, { ...connection, clientId, apiVersion });
  if (api.key === produce.key && (request as ProduceRequest).acks === 0) {
    return withoutAcks(response as ProduceResponse);
  }
  return respond(correlationId, api, response, apiVersion);
}

/** Who wants no answer can be told of a failure in one way only. */
function withoutAcks(response: ProduceResponse): Answer {
  const outcomes = response.topics.flatMap(({ partitions }) => partitions);
  const failed = outcomes.find((outcome) => outcome.errorCode !== errorCode.none);
  if (failed === undefined) return { kind: 'nothing' };
  return { kind: 'hangUp', reason: `records sent without acks were refused: ${failed.errorMessage}` };
}

function respond<Response>(
  correlationId: number,
  api: Api<never, Response> | Api<unknown, Response>,
  response: Response,
  apiVersion: number,
): Answer {
  const frame = new Writer();
  frame.int32(0);
  frame.int32(correlationId);
  api.response.write(frame, response, apiVersion);
  const lengthBytes = frame.sizeBytes - 4;
  const buffers = frame.finish();
  buffers[0].writeInt32BE(lengthBytes);
  return { kind: 'response', buffers };
}

/** Some clients take a range that begins at 0 as the sign that compression works (KAFKA-18659). */
const advertisedMinVersions = new Map<number, number>([[produce.key, 0]]);

function supportedVersions(code: number): ApiVersionsResponse {
  const apis = routes.map(({ api: { key, minVersion, maxVersion } }) => ({
    key,
    minVersion: advertisedMinVersions.get(key) ?? minVersion,
    maxVersion,
  }));
  return { errorCode: code, apis, throttleMs: 0 };
}

function route<Request, Response>(
  api: Api<Request, Response>,
  handle: (broker: BrokerContext, request: Request, caller: Caller) => Response | Promise<Response>,
): Route {
  return { api, handle } as unknown as Route;
}
