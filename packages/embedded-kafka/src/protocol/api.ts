import type { Codec } from './codec.ts';

/** One request and response pair of the protocol, with the versions this broker takes. None is a flexible one. */
export interface Api<Request, Response> {
  readonly name: string;
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

export function api<Request, Response>(definition: Api<Request, Response>): Api<Request, Response> {
  return definition;
}
