import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foldersOf } from './web-build.ts';

const root = join(import.meta.dirname, '../../..');

test('what the web is built from names every package that its sources import, and none that only services use', async () => {
  const folders = await foldersOf(root, 'apps/web');
  const imported = new Set<string>();
  for (const folder of folders) {
    for (const file of await readdir(join(root, folder, 'src'), { recursive: true })) {
      if (!/\.(tsx?|mjs)$/.test(file) || file.includes('.test.')) continue;
      const source = await readFile(join(root, folder, 'src', file), 'utf8');
      for (const [, name] of source.matchAll(/from '@rumo\/([a-z-]+)/g)) imported.add(`packages/${name}`);
    }
  }
  expect(imported.size).toBeGreaterThan(4);
  expect([...imported].filter((folder) => !folders.includes(folder))).toEqual([]);
  expect(folders).not.toContain('packages/embedded-kafka');
});
