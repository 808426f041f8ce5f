import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../protocol/error-code.ts';
import { checkBatch } from './check-batch.ts';
import { makeBatch, signBatch } from './make-batch.ts';

const maxBytes = 1000;
const judge = (batch: Buffer) => {
  const checked = checkBatch(batch, maxBytes);
  return checked.ok ? 'sound' : checked.error;
};
const sound = () => makeBatch([{ key: 'k', value: 'one' }, { value: 'two' }], { timestampMs: 1 });

function changed(change: (batch: Buffer) => void): Buffer {
  const batch = sound();
  change(batch);
  return signBatch(batch);
}

describe('checkBatch', () => {
  it('takes a sound batch, compressed or not', () => {
    expect(judge(sound())).toBe('sound');
    expect(judge(makeBatch([{ value: 'z' }], { isGzip: true }))).toBe('sound');
  });

  it('refuses what is not one whole batch', () => {
    expect(judge(Buffer.alloc(0))).toBe(errorCode.corruptMessage);
    expect(judge(sound().subarray(0, 60))).toBe(errorCode.corruptMessage);
    expect(judge(sound().subarray(0, -1))).toBe(errorCode.corruptMessage);
    expect(judge(Buffer.concat([sound(), sound()]))).toBe(errorCode.invalidRecord);
    expect(judge(changed((batch) => batch.writeInt32BE(-5, 8)))).toBe(errorCode.corruptMessage);
    expect(judge(changed((batch) => batch.writeInt8(1, 16)))).toBe(errorCode.invalidRecord);
  });

  it('refuses a batch that is too large', () => {
    expect(judge(makeBatch([{ value: 'x'.repeat(maxBytes) }]))).toBe(errorCode.messageTooLarge);
  });

  it('refuses counts and offsets that do not fit the records', () => {
    expect(judge(changed((batch) => batch.writeInt32BE(3, 57)))).toBe(errorCode.invalidRecord);
    expect(judge(changed((batch) => batch.writeInt32BE(5, 23)))).toBe(errorCode.invalidRecord);
    const both = changed((batch) => {
      batch.writeInt32BE(2_000_000_000, 57);
      batch.writeInt32BE(1_999_999_999, 23);
    });
    expect(judge(both)).toBe(errorCode.invalidRecord);
    expect(judge(makeBatch([]))).toBe(errorCode.invalidRecord);
  });

  it('refuses control batches, transactions and half an idempotent producer', () => {
    expect(judge(makeBatch([{ value: 'c' }], { attributes: 0x20 }))).toBe(errorCode.invalidRecord);
    expect(judge(makeBatch([{ value: 't' }], { attributes: 0x10 }))).toBe(errorCode.unsupportedVersion);
    expect(judge(makeBatch([{ value: 'p' }], { producerId: 5 }))).toBe(errorCode.invalidRecord);
  });

  it('sees every flipped bit from the attributes on', () => {
    const batch = sound();
    const bit = fc.integer({ min: 21 * 8, max: batch.length * 8 - 1 });
    fc.assert(
      fc.property(bit, (at) => {
        const flipped = Buffer.from(batch);
        flipped[at >> 3] ^= 1 << (at & 7);
        expect(judge(flipped)).toBe(errorCode.corruptMessage);
      }),
    );
  });
});
