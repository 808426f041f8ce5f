import { expect, test } from 'vitest';
import { tarEntries } from './tar-entries.ts';

function entry(name: string, data: string, type = '0', prefix = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const body = Buffer.alloc(Math.ceil(data.length / 512) * 512);
  body.write(data);
  return Buffer.concat([header, body]);
}

test('the files of an archive are read, folders and other entries passed over', () => {
  const archive = Buffer.concat([
    entry('package/', '', '5'),
    entry('package/a.txt', 'x'.repeat(600)),
    entry('pax', 'ignored', 'x'),
    entry('b.txt', 'b', '0', 'package/deep'),
    Buffer.alloc(1024),
  ]);
  const found = [...tarEntries(archive)].map(({ name, data }) => [name, data.length]);
  expect(found).toEqual([
    ['package/a.txt', 600],
    ['package/deep/b.txt', 1],
  ]);
});

test('an archive that is cut off is refused', () => {
  expect(() => [...tarEntries(entry('a', 'x'.repeat(600)).subarray(0, 900))]).toThrow(
    'says 600 bytes, 388 are left',
  );
});
