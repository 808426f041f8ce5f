import { MalformedRequest } from './malformed-request.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** One wire format in both directions; `version` is that of the api the value belongs to. */
export interface Codec<T> {
  read(reader: Reader, version: number): T;
  write(writer: Writer, value: T, version: number): void;
}

export type Value<C> = C extends Codec<infer T> ? T : never;

export const int8: Codec<number> = { read: (r) => r.int8(), write: (w, value) => w.int8(value) };
export const int16: Codec<number> = { read: (r) => r.int16(), write: (w, value) => w.int16(value) };
export const int32: Codec<number> = { read: (r) => r.int32(), write: (w, value) => w.int32(value) };
export const int64: Codec<bigint> = { read: (r) => r.int64(), write: (w, value) => w.int64(value) };
export const boolean: Codec<boolean> = {
  read: (r) => r.int8() !== 0,
  write: (w, value) => w.int8(value ? 1 : 0),
};

/** An int64 as a number: offsets and epoch ms. Foreign values beyond 2^53 are rounded, still far out of range. */
export const long: Codec<number> = {
  read: (r) => Number(r.int64()),
  write: (w, value) => w.int64(BigInt(value)),
};

export const nullableString: Codec<string | null> = {
  read(r) {
    const lengthBytes = r.int16();
    return lengthBytes === -1 ? null : r.utf8(lengthBytes);
  },
  write(w, value) {
    if (value === null) return w.int16(-1);
    const lengthBytes = Buffer.byteLength(value);
    w.int16(lengthBytes);
    w.utf8(value, lengthBytes);
  },
};

export const nullableBytes: Codec<Buffer | null> = {
  read(r) {
    const lengthBytes = r.int32();
    return lengthBytes === -1 ? null : r.take(lengthBytes);
  },
  write(w, value) {
    w.int32(value === null ? -1 : value.length);
    if (value !== null) w.raw(value);
  },
};

export const string: Codec<string> = required(nullableString);
export const bytes: Codec<Buffer> = required(nullableBytes);

export function nullableArray<T>(element: Codec<T>): Codec<readonly T[] | null> {
  return {
    read(r, version) {
      const count = r.count();
      if (count === -1) return null;
      const elements: T[] = [];
      for (let i = 0; i < count; i++) elements.push(element.read(r, version));
      return elements;
    },
    write(w, value, version) {
      w.int32(value === null ? -1 : value.length);
      for (const one of value ?? []) element.write(w, one, version);
    },
  };
}

export function array<T>(element: Codec<T>): Codec<readonly T[]> {
  return required(nullableArray(element));
}

/** Fields in wire order. */
export function struct<F extends Record<string, Codec<unknown>>>(
  fields: F,
): Codec<{ readonly [K in keyof F]: Value<F[K]> }> {
  const entries = Object.entries(fields);
  return {
    read(r, version) {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of entries) value[name] = codec.read(r, version);
      return value as { readonly [K in keyof F]: Value<F[K]> };
    },
    write(w, value, version) {
      for (const [name, codec] of entries) codec.write(w, value[name], version);
    },
  };
}

/** On the wire from `version` on; in earlier versions reading gives `absent` and writing nothing. */
export function since<T>(version: number, codec: Codec<T>, absent: T): Codec<T> {
  return {
    read: (r, actual) => (actual >= version ? codec.read(r, actual) : absent),
    write: (w, value, actual) => {
      if (actual >= version) codec.write(w, value, actual);
    },
  };
}

/** On the wire up to and including `version`; afterwards reading gives `absent` and writing nothing. */
export function until<T>(version: number, codec: Codec<T>, absent: T): Codec<T> {
  return {
    read: (r, actual) => (actual <= version ? codec.read(r, actual) : absent),
    write: (w, value, actual) => {
      if (actual <= version) codec.write(w, value, actual);
    },
  };
}

function required<T>(codec: Codec<T | null>): Codec<T> {
  return {
    read(r, version) {
      const value = codec.read(r, version);
      if (value === null) throw new MalformedRequest('null where a value is required');
      return value;
    },
    write: (w, value, version) => codec.write(w, value, version),
  };
}
