import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addId, idBytesOf, keepIds, noIds, numberOfId, textOfId } from './id-index.ts';

const ids = fc.oneof(
  fc.nat(60).map((n) => `driver-${n}`),
  fc.constantFrom('__proto__', 'ü', '\ufeffana', 'ana', 'anab', '😀', 'x'.repeat(128)),
);
const steps = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: fc.record({ does: fc.constant('meet' as const), id: ids }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('keep others' as const), id: ids }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('keep longer' as const), id: ids }) },
  ),
  { maxLength: 300, size: 'max' },
);

test('finds the ids that a list of texts would find, in the order in which they came', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const index = noIds();
      let known: string[] = [];
      for (const { does, id } of all) {
        // The id lies in the midst of other bytes.
        const { idBytes: bytes, idTo: length, idHash } = idBytesOf(id);
        const idBytes = Buffer.concat([Buffer.from('dri'), bytes, Buffer.from('ver')]);
        const place = { idBytes, idFrom: 3, idTo: 3 + length, idHash };
        expect(numberOfId(index, place)).toBe(known.indexOf(id));
        if (does === 'meet') {
          if (!known.includes(id)) expect(addId(index, place)).toBe(known.push(id) - 1);
        } else {
          const isKept = (other: string) =>
            does === 'keep others' ? other !== id : other.length > id.length;
          const before = known;
          keepIds(index, (number) => isKept(before[number]));
          known = known.filter(isKept);
        }
        expect(index.count).toBe(known.length);
        expect(known.map((_, number) => textOfId(index, number))).toEqual(known);
      }
    }),
  );
});
