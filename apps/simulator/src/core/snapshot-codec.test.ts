import { expect, test } from 'vitest';
import { recorder, smallWorld, testGraph } from '../testing/small-world.ts';
import { defaultFaults } from './faults.ts';
import { restoreWorld, snapshotOf } from './restore.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-codec.ts';
import { advance } from './world.ts';

const faults = { ...defaultFaults, delayRate: 0.2, dropoutsPerHour: 60 };

test('a world read back from its snapshot sends what the world itself goes on to send', () => {
  for (const step of [0, 1, 333, 4_000]) {
    const world = smallWorld({ faults });
    advance(world, step, 500, recorder().sink);
    const bytes = encodeSnapshot(snapshotOf(world, 'key', 500));
    const again = restoreWorld(testGraph, world.settings, 'key', decodeSnapshot(bytes));
    const [own, other] = [world, again].map((each) => {
      const { events, sink } = recorder();
      advance(each, step + 40 * 90, 500, sink);
      return events;
    });
    expect(other).toEqual(own);
  }
}, 60_000);

test('a snapshot keeps what its writer needs to know of it', () => {
  const snapshot = snapshotOf(smallWorld(), 'key', 500);
  const { fleet: _, ...rest } = decodeSnapshot(encodeSnapshot(snapshot));
  const { fleet: __, ...wanted } = snapshot;
  expect(rest).toEqual(wanted);
});

test.each([
  ['nothing', (_: Buffer) => Buffer.alloc(0), 'does not begin with'],
  ['a cut one', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1), 'bytes of'],
  ['one with a longer end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(3)]), 'bytes of'],
  [
    'one with a wrong bit',
    (bytes: Buffer) => {
      const wrong = Buffer.from(bytes);
      wrong[wrong.length >> 1] ^= 16;
      return wrong;
    },
    'checksum',
  ],
])('%s is refused with the reason', (_, change, reason) => {
  const bytes = encodeSnapshot(snapshotOf(smallWorld({ drivers: 5 }), 'key', 500));
  expect(() => decodeSnapshot(change(bytes))).toThrow(reason);
});
