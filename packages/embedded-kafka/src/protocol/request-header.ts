import { nullableString } from './codec.ts';
import type { Reader } from './reader.ts';

export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
}

/** The fixed 8 bytes every request begins with, whatever its api and version. */
export function readRequestHeader(reader: Reader): RequestHeader {
  return { apiKey: reader.int16(), apiVersion: reader.int16(), correlationId: reader.int32() };
}

/** Follows the fixed bytes in every version that is not a flexible one. */
export function readClientId(reader: Reader): string {
  return nullableString.read(reader, 0) ?? '';
}
