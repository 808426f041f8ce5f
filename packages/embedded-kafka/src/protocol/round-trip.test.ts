import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Api } from './api.ts';
import { apiVersions } from './api-versions.ts';
import type { Codec } from './codec.ts';
import { alterConfigs, describeConfigs, incrementalAlterConfigs } from './config-admin.ts';
import { fetch } from './fetch.ts';
import { deleteGroups, describeGroups, findCoordinator, listGroups } from './group-admin.ts';
import { heartbeat, joinGroup, leaveGroup, syncGroup } from './group-membership.ts';
import { offsetCommit, offsetDelete, offsetFetch } from './group-offsets.ts';
import { listOffsets } from './list-offsets.ts';
import { MalformedRequest } from './malformed-request.ts';
import { metadata } from './metadata.ts';
import { initProducerId, produce } from './produce.ts';
import { Reader } from './reader.ts';
import { createPartitions, createTopics, deleteRecords, deleteTopics } from './topic-admin.ts';
import { Writer } from './writer.ts';

const apis = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  offsetDelete,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  deleteGroups,
  apiVersions,
  createTopics,
  deleteTopics,
  createPartitions,
  deleteRecords,
  initProducerId,
  describeConfigs,
  alterConfigs,
  incrementalAlterConfigs,
] as unknown as readonly Api<unknown, unknown>[];

/** mulberry32: small, seeded, good enough to vary shapes. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Reads random values where a codec expects bytes, so every codec can be asked for an example of its type. */
class ExampleReader extends Reader {
  private arrays = 0;
  constructor(private readonly random: () => number) {
    super(Buffer.alloc(0));
  }
  private integer(bits: number): number {
    return Math.floor((this.random() - 0.5) * 2 ** bits);
  }
  override int8 = () => (this.random() < 0.5 ? 0 : 1);
  /** Only the lengths of strings and codes are 16 bits wide; a length below −1 would be none. */
  override int16 = () => Math.floor(this.random() * 42) - 1;
  override int32 = () => Math.floor(this.random() * 42) - 1;
  override int64 = () => BigInt(this.integer(53));
  override take = (lengthBytes: number) => Buffer.alloc(lengthBytes, Math.floor(this.random() * 256));
  override utf8 = (lengthBytes: number) => 'é€x'.repeat(lengthBytes).slice(0, lengthBytes);
  override count = () => (this.arrays++ > 60 ? 0 : Math.floor(this.random() * 5) - 1);
}

function example<T>(codec: Codec<T>, version: number, random: () => number): T {
  for (;;) {
    try {
      return codec.read(new ExampleReader(random), version);
    } catch (error) {
      // A null where the codec takes none: another example will do.
      if (!(error instanceof MalformedRequest)) throw error;
    }
  }
}

function encode<T>(codec: Codec<T>, value: T, version: number): Buffer {
  const writer = new Writer();
  codec.write(writer, value, version);
  const { sizeBytes } = writer;
  const bytes = Buffer.concat(writer.finish());
  expect(bytes.length).toBe(sizeBytes);
  return bytes;
}

describe.each(apis.map((api) => [api.name, api] as const))('%s', (_, api) => {
  it('reads back what it wrote, in every version, requests and responses', () => {
    const random = seeded(api.key + 1);
    for (let version = api.minVersion; version <= api.maxVersion; version++) {
      for (const codec of [api.request, api.response]) {
        for (let run = 0; run < 25; run++) {
          const value = example(codec, version, random);
          const reader = new Reader(encode(codec, value, version));
          // Much faster than toEqual, which the many buffers slow down.
          if (!isDeepStrictEqual(codec.read(reader, version), value))
            expect.fail(`version ${version} differs`);
          expect(reader.remainingBytes).toBe(0);
        }
      }
    }
  });

  it('B4 calls bytes malformed or reads them, and never fails otherwise', () => {
    const random = seeded(api.key + 1000);
    for (let run = 0; run < 400; run++) {
      const version = api.minVersion + (run % (api.maxVersion - api.minVersion + 1));
      const bytes = encode(api.request, example(api.request, version, random), version);
      const changes = 1 + Math.floor(random() * 4);
      for (let change = 0; change < changes && bytes.length > 0; change++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      const hostile = bytes.subarray(0, random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length);
      try {
        api.request.read(new Reader(hostile), version);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
      }
    }
  });
});
