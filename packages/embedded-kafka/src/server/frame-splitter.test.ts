import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedRequest } from '../protocol/malformed-request.ts';
import { frameSplitter } from './frame-splitter.ts';

function framed(body: Uint8Array): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeInt32BE(body.length);
  return Buffer.concat([prefix, body]);
}

describe('the frame splitter', () => {
  it('finds the same frames however the stream is cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 50 })), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(framed));
        const splitter = frameSplitter(100);
        const found: Buffer[] = [];
        let at = 0;
        for (const lengthBytes of [...cuts, stream.length]) {
          splitter.push(stream.subarray(at, at + lengthBytes));
          at += lengthBytes;
          for (let frame = splitter.next(); frame !== null; frame = splitter.next())
            found.push(Buffer.from(frame));
        }
        expect(found).toEqual(frames.map((frame) => Buffer.from(frame)));
        expect(splitter.hasWhole()).toBe(false);
      }),
    );
  });

  it('B4 refuses lengths that are negative or too large as soon as they are read', () => {
    expect(() => frameSplitter(100).push(Buffer.from([0, 0, 0, 101]))).toThrow(MalformedRequest);
    expect(() => frameSplitter(100).push(Buffer.from([0xff, 0, 0, 0]))).toThrow(MalformedRequest);
    const second = Buffer.concat([framed(Buffer.from('ok')), Buffer.from([0x7f, 0, 0, 0])]);
    const splitter = frameSplitter(100);
    splitter.push(second);
    expect(splitter.next()).toEqual(Buffer.from('ok'));
    expect(() => splitter.next()).toThrow(MalformedRequest);
  });
});
