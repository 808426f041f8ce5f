import type { MemberName } from '../groups/group.ts';
import { errorCode } from '../protocol/error-code.ts';
import type {
  HeartbeatRequest,
  HeartbeatResponse,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from '../protocol/group-membership.ts';
import type { BrokerContext, Caller } from './broker-context.ts';

export async function handleJoinGroup(
  broker: BrokerContext,
  request: JoinGroupRequest,
  caller: Caller,
): Promise<JoinGroupResponse> {
  const { groupId, sessionTimeoutMs, memberId } = request;
  if (groupId === '') return refusal(errorCode.invalidGroupId, memberId);
  if (sessionTimeoutMs < broker.minSessionTimeoutMs || sessionTimeoutMs > broker.maxSessionTimeoutMs) {
    return refusal(errorCode.invalidSessionTimeout, memberId);
  }
  const reply = await broker.coordinator.join(groupId, {
    memberId,
    instanceId: request.groupInstanceId,
    clientId: caller.clientId,
    clientHost: caller.clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs < 0 ? sessionTimeoutMs : request.rebalanceTimeoutMs,
    protocolType: request.protocolType,
    protocols: request.protocols,
    mustKnowItsId: caller.apiVersion >= 4,
  });
  return { throttleMs: 0, ...reply };
}

export async function handleSyncGroup(
  broker: BrokerContext,
  request: SyncGroupRequest,
): Promise<SyncGroupResponse> {
  const { groupId, generationId, assignments } = request;
  const reply = await broker.coordinator.sync(groupId, { ...nameOf(request), generationId, assignments });
  return { throttleMs: 0, errorCode: reply.errorCode, assignment: reply.assignment };
}

export function handleHeartbeat(broker: BrokerContext, request: HeartbeatRequest): HeartbeatResponse {
  const { groupId, generationId } = request;
  return { throttleMs: 0, errorCode: broker.coordinator.heartbeat(groupId, nameOf(request), generationId) };
}

export function handleLeaveGroup(
  broker: BrokerContext,
  request: LeaveGroupRequest,
  caller: Caller,
): LeaveGroupResponse {
  if (caller.apiVersion < 3) {
    const who = { memberId: request.memberId, instanceId: null };
    return { throttleMs: 0, errorCode: broker.coordinator.leave(request.groupId, who), members: [] };
  }
  const members = request.members.map(({ memberId, groupInstanceId }) => {
    const code = broker.coordinator.leave(request.groupId, { memberId, instanceId: groupInstanceId });
    return { memberId, groupInstanceId, errorCode: code };
  });
  return { throttleMs: 0, errorCode: errorCode.none, members };
}

function nameOf(request: { readonly memberId: string; readonly groupInstanceId: string | null }): MemberName {
  return { memberId: request.memberId, instanceId: request.groupInstanceId };
}

function refusal(code: number, memberId: string): JoinGroupResponse {
  return {
    throttleMs: 0,
    errorCode: code,
    generationId: -1,
    protocolName: '',
    leaderId: '',
    memberId,
    members: [],
  };
}
