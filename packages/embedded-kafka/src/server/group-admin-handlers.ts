import { metadataOf, noAssignment } from '../groups/group.ts';
import { errorCode } from '../protocol/error-code.ts';
import type {
  DeleteGroupsRequest,
  DeleteGroupsResponse,
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  ListGroupsResponse,
} from '../protocol/group-admin.ts';
import { operationsUnknown } from '../protocol/metadata.ts';
import { type BrokerContext, type Caller, nodeId } from './broker-context.ts';

/** Everything is coordinated here. Transactional producers learn at InitProducerId that there are no transactions. */
export function handleFindCoordinator(
  broker: BrokerContext,
  _request: FindCoordinatorRequest,
  caller: Caller,
): FindCoordinatorResponse {
  const { advertisedHost: host } = caller;
  return { throttleMs: 0, errorCode: errorCode.none, errorMessage: null, nodeId, host, port: broker.port() };
}

export function handleDescribeGroups(
  broker: BrokerContext,
  request: DescribeGroupsRequest,
): DescribeGroupsResponse {
  return { throttleMs: 0, groups: request.groups.map((groupId) => describe(broker, groupId)) };
}

export function handleListGroups(broker: BrokerContext): ListGroupsResponse {
  const types = new Map(broker.offsets.groupIds().map((groupId) => [groupId, '']));
  for (const group of broker.coordinator.groups()) {
    if (group.phase !== 'Empty' || types.has(group.groupId)) types.set(group.groupId, group.protocolType);
  }
  const groups = [...types].map(([groupId, protocolType]) => ({ groupId, protocolType }));
  return { throttleMs: 0, errorCode: errorCode.none, groups };
}

export function handleDeleteGroups(
  broker: BrokerContext,
  request: DeleteGroupsRequest,
): DeleteGroupsResponse {
  const results = request.groups.map((groupId) => ({ groupId, errorCode: deleteGroup(broker, groupId) }));
  return { throttleMs: 0, results };
}

function deleteGroup(broker: BrokerContext, groupId: string): number {
  const group = broker.coordinator.group(groupId);
  if (group !== undefined && group.phase !== 'Empty') return errorCode.nonEmptyGroup;
  if (group === undefined && broker.offsets.of(groupId).length === 0) return errorCode.groupIdNotFound;
  try {
    broker.offsets.forgetGroup(groupId);
  } catch {
    return errorCode.coordinatorNotAvailable;
  }
  broker.coordinator.forget(groupId);
  return errorCode.none;
}

function describe(broker: BrokerContext, groupId: string): DescribeGroupsResponse['groups'][number] {
  const group = broker.coordinator.group(groupId);
  const hasOffsets = broker.offsets.of(groupId).length > 0;
  const members = [...(group?.members.values() ?? [])];
  return {
    errorCode: errorCode.none,
    groupId,
    state: group?.phase ?? (hasOffsets ? 'Empty' : 'Dead'),
    protocolType: group?.protocolType ?? '',
    protocolName: group?.phase === 'Stable' ? group.protocolName : '',
    members: members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: `/${member.clientHost}`,
      metadata: group?.phase === 'Stable' ? metadataOf(group, member) : noAssignment,
      assignment: member.assignment,
    })),
    authorizedOperations: operationsUnknown,
  };
}
