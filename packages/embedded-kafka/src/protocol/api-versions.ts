import { api } from './api.ts';
import { array, int16, int32, since, struct, type Value } from './codec.ts';

const request = struct({});

const response = struct({
  errorCode: int16,
  apis: array(struct({ key: int16, minVersion: int16, maxVersion: int16 })),
  throttleMs: since(1, int32, 0),
});

/** A newer version is answered in the shape of version 0 with UNSUPPORTED_VERSION; clients then ask again. */
export const apiVersions = api({
  name: 'ApiVersions',
  key: 18,
  minVersion: 0,
  maxVersion: 2,
  request,
  response,
});
export type ApiVersionsResponse = Value<typeof response>;
