import { describe, expect, it } from 'vitest';
import { brokerOptions } from './broker-options.ts';

describe('the arguments of npm run broker', () => {
  it('have defaults for one machine', () => {
    expect(brokerOptions([])).toEqual({
      kind: 'options',
      options: { host: '127.0.0.1', port: 9092, dataDir: '.rumo/broker', advertisedHost: undefined },
    });
  });

  it('take a port, a folder and hosts', () => {
    const args = ['--port', '0', '--data', 'logs', '--host', '0.0.0.0', '--advertise', 'laptop'];
    expect(brokerOptions(args)).toMatchObject({
      options: { host: '0.0.0.0', port: 0, dataDir: 'logs', advertisedHost: 'laptop' },
    });
  });

  it.each([
    [['--port', '70000'], '--port 70000'],
    [['--port', 'x'], '--port x'],
    [['--nonsense'], '--nonsense'],
    [['stray'], 'stray'],
  ])('%j are refused by name', (args, named) => {
    const parsed = brokerOptions(args);
    expect(parsed.kind).toBe('wrong');
    expect(parsed.kind === 'wrong' && parsed.problem).toContain(named);
  });

  it('ask for help', () => {
    expect(brokerOptions(['--help'])).toEqual({ kind: 'help' });
  });
});
