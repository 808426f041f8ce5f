import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildWeb, foldersOf, staleWeb } from './web-build.ts';

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

describe('whether the web pages are up to date', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rumo-web-build-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('apps/web/package.json', '{"dependencies": {"@rumo/one": "1"}}');
  put('apps/web/src/page.tsx', 'first');
  put('packages/one/package.json', '{}');
  put('packages/one/src/index.ts', 'first');
  put('package-lock.json', '{}');
  put('tsconfig.json', '{}');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('depends on what their sources hold: the web’s, its packages’ and the lockfile', async () => {
    const first = await staleWeb(folder);
    expect(first?.isBuilt).toBe(false);
    put('apps/web/.next/rumo-content-hash', String(first?.hash));
    expect(await staleWeb(folder)).toBeNull();
    for (const path of ['apps/web/src/page.tsx', 'packages/one/src/index.ts', 'package-lock.json']) {
      const before = readFileSync(join(folder, path), 'utf8');
      put(path, 'changed');
      expect(await staleWeb(folder)).toMatchObject({
        isBuilt: true,
        hash: expect.not.stringMatching(String(first?.hash)),
      });
      put(path, before);
    }
    put('apps/web/src/page.test.tsx', 'a test is not built');
    expect(await staleWeb(folder)).toBeNull();
  });

  test('a build that fails leaves nothing that a later start would take for whole', async () => {
    const stale = await staleWeb(folder);
    put('apps/web/.next/rumo-content-hash', 'of older sources');
    put('node_modules/next/dist/bin/next', 'process.stdout.write("no room"); process.exit(3);');
    put('node_modules/next/package.json', '{"name": "next"}');
    await expect(buildWeb(folder, stale?.hash ?? 'x', new AbortController().signal)).rejects.toThrow(
      'no room',
    );
    expect(await staleWeb(folder)).toMatchObject({ isBuilt: false });
  });
});
