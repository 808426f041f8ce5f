import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript: it runs before anything is installed
import { missing, root, unsupported } from '../install.mjs';

test('an old Node is refused with what is wanted', () => {
  expect(unsupported('18.20.0', 'linux', 'x64', false)).toContain('20.19');
  expect(unsupported('22.11.0', 'linux', 'x64', false)).toContain('22.11.0');
  expect(unsupported('23.5.0', 'linux', 'x64', false)).toContain('23.5.0');
});

test('supported versions and platforms pass', () => {
  for (const version of ['20.19.0', '22.12.0', '24.0.0', '26.1.0']) {
    expect(unsupported(version, 'darwin', 'arm64', false)).toBeNull();
  }
  expect(unsupported('24.0.0', 'win32', 'x64', false)).toBeNull();
});

test('a platform without an embedded PostgreSQL is named', () => {
  expect(unsupported('24.0.0', 'linux', 'x64', true)).toContain('linux-x64 with musl');
  expect(unsupported('24.0.0', 'freebsd', 'x64', false)).toContain('freebsd-x64');
});

const lockfile = {
  '': { version: '1.0.0' },
  'node_modules/web': { version: '2.0.0', integrity: 'a' },
  'node_modules/web-linux': {
    version: '2.0.0',
    integrity: 'b',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['glibc'],
  },
  'node_modules/web-musl': { version: '2.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'node_modules/web-mac': { version: '2.0.0', optional: true, os: ['darwin'], cpu: ['x64'] },
  'node_modules/web-wasm': { version: '2.0.0', optional: true },
  'node_modules/check': { version: '3.0.0', integrity: 'c', dev: true },
  'apps/one': { version: '1.0.0' },
};
const { 'node_modules/web': web, 'node_modules/web-linux': native, 'apps/one': app } = lockfile;
const bare = { 'node_modules/web': web, 'node_modules/web-linux': native, 'apps/one': app };

test('what is installed is told by its contents: other versions, other bytes and missing parts are found', () => {
  const missingHere = (installed: object, dev: boolean) => missing(lockfile, installed, dev, 'linux', 'x64');
  expect(missingHere(bare, false)).toBeNull();
  expect(missingHere(bare, true)).toBe('node_modules/check');
  expect(missingHere({ ...bare, 'node_modules/web': { ...web, version: '1.9.0' } }, false)).toBe(
    'node_modules/web',
  );
  expect(missingHere({ ...bare, 'node_modules/web': { ...web, integrity: 'x' } }, false)).toBe(
    'node_modules/web',
  );
  expect(missingHere({ ...bare, 'node_modules/web-linux': undefined }, false)).toBe('node_modules/web-linux');
  expect(missing(lockfile, bare, false, 'darwin', 'x64')).toBe('node_modules/web-mac');
  expect(missingHere({ ...bare, 'node_modules/check': { version: '2.9.0' } }, false)).toBe(
    'node_modules/check',
  );
});

test('what these tests run with is what the lockfile wants', () => {
  const packagesIn = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  const installed = packagesIn('node_modules/.package-lock.json');
  expect(missing(packagesIn('package-lock.json'), installed, true)).toBeNull();
});
