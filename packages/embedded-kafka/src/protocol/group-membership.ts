import { api } from './api.ts';
import {
  array,
  bytes,
  int16,
  int32,
  nullableString,
  since,
  string,
  struct,
  until,
  type Value,
} from './codec.ts';

const joinGroupRequest = struct({
  groupId: string,
  sessionTimeoutMs: int32,
  rebalanceTimeoutMs: since(1, int32, -1),
  memberId: string,
  groupInstanceId: since(5, nullableString, null),
  protocolType: string,
  protocols: array(struct({ name: string, metadata: bytes })),
});

const joinGroupResponse = struct({
  throttleMs: since(2, int32, 0),
  errorCode: int16,
  generationId: int32,
  protocolName: string,
  leaderId: string,
  memberId: string,
  members: array(
    struct({ memberId: string, groupInstanceId: since(5, nullableString, null), metadata: bytes }),
  ),
});

export const joinGroup = api({
  name: 'JoinGroup',
  key: 11,
  minVersion: 0,
  maxVersion: 5,
  request: joinGroupRequest,
  response: joinGroupResponse,
});
export type JoinGroupRequest = Value<typeof joinGroupRequest>;
export type JoinGroupResponse = Value<typeof joinGroupResponse>;

const syncGroupRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
  assignments: array(struct({ memberId: string, assignment: bytes })),
});

const syncGroupResponse = struct({ throttleMs: since(1, int32, 0), errorCode: int16, assignment: bytes });

export const syncGroup = api({
  name: 'SyncGroup',
  key: 14,
  minVersion: 0,
  maxVersion: 3,
  request: syncGroupRequest,
  response: syncGroupResponse,
});
export type SyncGroupRequest = Value<typeof syncGroupRequest>;
export type SyncGroupResponse = Value<typeof syncGroupResponse>;

const heartbeatRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
});

const heartbeatResponse = struct({ throttleMs: since(1, int32, 0), errorCode: int16 });

export const heartbeat = api({
  name: 'Heartbeat',
  key: 12,
  minVersion: 0,
  maxVersion: 3,
  request: heartbeatRequest,
  response: heartbeatResponse,
});
export type HeartbeatRequest = Value<typeof heartbeatRequest>;
export type HeartbeatResponse = Value<typeof heartbeatResponse>;

const leaveGroupRequest = struct({
  groupId: string,
  /** The one that leaves, up to version 2; afterwards `members`. */
  memberId: until(2, string, ''),
  members: since(3, array(struct({ memberId: string, groupInstanceId: nullableString })), []),
});

const leaveGroupResponse = struct({
  throttleMs: since(1, int32, 0),
  errorCode: int16,
  members: since(
    3,
    array(struct({ memberId: string, groupInstanceId: nullableString, errorCode: int16 })),
    [],
  ),
});

export const leaveGroup = api({
  name: 'LeaveGroup',
  key: 13,
  minVersion: 0,
  maxVersion: 3,
  request: leaveGroupRequest,
  response: leaveGroupResponse,
});
export type LeaveGroupRequest = Value<typeof leaveGroupRequest>;
export type LeaveGroupResponse = Value<typeof leaveGroupResponse>;
