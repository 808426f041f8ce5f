import { describe, expect, it } from 'vitest';
import { Writer } from './writer.ts';

describe('the writer', () => {
  it('keeps the order across small values, grown buffers and byte strings passed on', () => {
    const writer = new Writer();
    const large = Buffer.alloc(5000, 7);
    const expected: Buffer[] = [];
    for (let i = 0; i < 300; i++) {
      writer.int16(i);
      const number = Buffer.alloc(2);
      number.writeInt16BE(i);
      expected.push(number, Buffer.from('text'));
      writer.utf8('text', 4);
      if (i % 100 === 50) {
        writer.raw(large);
        expected.push(large);
      }
    }
    const { sizeBytes } = writer;
    const written = Buffer.concat(writer.finish());
    expect(written).toEqual(Buffer.concat(expected));
    expect(sizeBytes).toBe(written.length);
  });

  it('does not copy large byte strings', () => {
    const large = Buffer.alloc(5000, 7);
    const writer = new Writer();
    writer.int8(1);
    writer.raw(large);
    const buffers = writer.finish();
    expect(buffers.some((buffer) => buffer.buffer === large.buffer)).toBe(true);
  });
});
