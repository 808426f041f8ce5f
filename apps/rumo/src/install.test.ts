import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript: it runs before anything is installed
import { unsupported } from '../install.mjs';

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
