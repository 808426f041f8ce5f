import { api } from './api.ts';
import {
  array,
  boolean,
  int8,
  int16,
  int32,
  nullableArray,
  nullableString,
  since,
  string,
  struct,
  until,
  type Value,
} from './codec.ts';

/** What a config belongs to: a topic or a broker. */
export const resourceType = { topic: 2, broker: 4 } as const;

const describeConfigsRequest = struct({
  resources: array(struct({ resourceType: int8, resourceName: string, configNames: nullableArray(string) })),
  includeSynonyms: since(1, boolean, false),
  includeDocumentation: since(3, boolean, false),
});

const describeConfigsResponse = struct({
  throttleMs: int32,
  results: array(
    struct({
      errorCode: int16,
      errorMessage: nullableString,
      resourceType: int8,
      resourceName: string,
      configs: array(
        struct({
          name: string,
          value: nullableString,
          readOnly: boolean,
          isDefault: until(0, boolean, false),
          source: since(1, int8, -1),
          isSensitive: boolean,
          synonyms: since(1, array(struct({ name: string, value: nullableString, source: int8 })), []),
          valueType: since(3, int8, 0),
          documentation: since(3, nullableString, null),
        }),
      ),
    }),
  ),
});

export const describeConfigs = api({
  name: 'DescribeConfigs',
  key: 32,
  minVersion: 0,
  maxVersion: 3,
  request: describeConfigsRequest,
  response: describeConfigsResponse,
});
export type DescribeConfigsRequest = Value<typeof describeConfigsRequest>;
export type DescribeConfigsResponse = Value<typeof describeConfigsResponse>;

const alterConfigsRequest = struct({
  resources: array(
    struct({
      resourceType: int8,
      resourceName: string,
      configs: array(struct({ name: string, value: nullableString })),
    }),
  ),
  validateOnly: boolean,
});

const alterConfigsResponse = struct({
  throttleMs: int32,
  results: array(
    struct({ errorCode: int16, errorMessage: nullableString, resourceType: int8, resourceName: string }),
  ),
});

export const alterConfigs = api({
  name: 'AlterConfigs',
  key: 33,
  minVersion: 0,
  maxVersion: 1,
  request: alterConfigsRequest,
  response: alterConfigsResponse,
});
export type AlterConfigsRequest = Value<typeof alterConfigsRequest>;
export type AlterConfigsResponse = Value<typeof alterConfigsResponse>;

/** What IncrementalAlterConfigs does to one config. */
export const configOperation = { set: 0, delete: 1 } as const;

const incrementalAlterConfigsRequest = struct({
  resources: array(
    struct({
      resourceType: int8,
      resourceName: string,
      configs: array(struct({ name: string, operation: int8, value: nullableString })),
    }),
  ),
  validateOnly: boolean,
});

export const incrementalAlterConfigs = api({
  name: 'IncrementalAlterConfigs',
  key: 44,
  minVersion: 0,
  maxVersion: 0,
  request: incrementalAlterConfigsRequest,
  response: alterConfigsResponse,
});
export type IncrementalAlterConfigsRequest = Value<typeof incrementalAlterConfigsRequest>;
