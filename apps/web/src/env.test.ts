import { afterEach, expect, test, vi } from 'vitest';
import { readWebEnv } from './env.ts';

afterEach(() => vi.unstubAllEnvs());

test.each(['/', 'http://localhost:3001', 'wss://map.example'])('LIVE_MAP_URL may be %s', (url) => {
  vi.stubEnv('LIVE_MAP_URL', url);
  expect(readWebEnv().LIVE_MAP_URL).toBe(url);
});

test('D1 a LIVE_MAP_URL that is neither the own origin nor an address ends the process with what is wrong', () => {
  vi.stubEnv('LIVE_MAP_URL', '/sockets');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  expect(() => readWebEnv()).toThrow('exit 1');
  expect(said.mock.calls.join()).toContain('LIVE_MAP_URL="/sockets"');
});
