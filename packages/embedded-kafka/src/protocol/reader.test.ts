import { describe, expect, it } from 'vitest';
import { array, int8, string } from './codec.ts';
import { MalformedRequest } from './malformed-request.ts';
import { Reader } from './reader.ts';

describe('the reader', () => {
  it('refuses lengths beyond the request before it makes room for them', () => {
    const huge = Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 2]);
    expect(() => array(int8).read(new Reader(huge), 0)).toThrow(MalformedRequest);
    expect(() => string.read(new Reader(Buffer.from([0x7f, 0xff, 65])), 0)).toThrow(MalformedRequest);
    expect(() => string.read(new Reader(Buffer.from([0xff, 0xfe, 65])), 0)).toThrow(MalformedRequest);
    expect(() => new Reader(Buffer.alloc(3)).int32()).toThrow(MalformedRequest);
  });

  it('refuses more elements than any client sends, though the bytes would be there', () => {
    const many = Buffer.alloc(4 + 200_001);
    many.writeInt32BE(200_001);
    expect(() => array(int8).read(new Reader(many), 0)).toThrow(/200000 array elements/);
  });

  it('refuses null where a value is wanted', () => {
    expect(() => string.read(new Reader(Buffer.from([0xff, 0xff])), 0)).toThrow(MalformedRequest);
    expect(() => array(int8).read(new Reader(Buffer.alloc(4, 0xff)), 0)).toThrow(MalformedRequest);
  });
});
