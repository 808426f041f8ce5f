import { api } from './api.ts';
import {
  array,
  boolean,
  bytes,
  int8,
  int16,
  int32,
  nullableString,
  since,
  string,
  struct,
  type Value,
} from './codec.ts';
import { operationsUnknown } from './metadata.ts';

const findCoordinatorRequest = struct({ key: string, keyType: since(1, int8, 0) });

const findCoordinatorResponse = struct({
  throttleMs: since(1, int32, 0),
  errorCode: int16,
  errorMessage: since(1, nullableString, null),
  nodeId: int32,
  host: string,
  port: int32,
});

export const findCoordinator = api({
  name: 'FindCoordinator',
  key: 10,
  minVersion: 0,
  maxVersion: 2,
  request: findCoordinatorRequest,
  response: findCoordinatorResponse,
});
export type FindCoordinatorRequest = Value<typeof findCoordinatorRequest>;
export type FindCoordinatorResponse = Value<typeof findCoordinatorResponse>;

const describeGroupsRequest = struct({
  groups: array(string),
  includeAuthorizedOperations: since(3, boolean, false),
});

const describeGroupsResponse = struct({
  throttleMs: since(1, int32, 0),
  groups: array(
    struct({
      errorCode: int16,
      groupId: string,
      state: string,
      protocolType: string,
      protocolName: string,
      members: array(
        struct({
          memberId: string,
          groupInstanceId: since(4, nullableString, null),
          clientId: string,
          clientHost: string,
          metadata: bytes,
          assignment: bytes,
        }),
      ),
      authorizedOperations: since(3, int32, operationsUnknown),
    }),
  ),
});

export const describeGroups = api({
  name: 'DescribeGroups',
  key: 15,
  minVersion: 0,
  maxVersion: 4,
  request: describeGroupsRequest,
  response: describeGroupsResponse,
});
export type DescribeGroupsRequest = Value<typeof describeGroupsRequest>;
export type DescribeGroupsResponse = Value<typeof describeGroupsResponse>;

const listGroupsRequest = struct({});

const listGroupsResponse = struct({
  throttleMs: since(1, int32, 0),
  errorCode: int16,
  groups: array(struct({ groupId: string, protocolType: string })),
});

export const listGroups = api({
  name: 'ListGroups',
  key: 16,
  minVersion: 0,
  maxVersion: 2,
  request: listGroupsRequest,
  response: listGroupsResponse,
});
export type ListGroupsResponse = Value<typeof listGroupsResponse>;

const deleteGroupsRequest = struct({ groups: array(string) });

const deleteGroupsResponse = struct({
  throttleMs: int32,
  results: array(struct({ groupId: string, errorCode: int16 })),
});

export const deleteGroups = api({
  name: 'DeleteGroups',
  key: 42,
  minVersion: 0,
  maxVersion: 1,
  request: deleteGroupsRequest,
  response: deleteGroupsResponse,
});
export type DeleteGroupsRequest = Value<typeof deleteGroupsRequest>;
export type DeleteGroupsResponse = Value<typeof deleteGroupsResponse>;
