import { expect, test, vi } from 'vitest';
import { keepRunning, type Server } from './keep-running.ts';

test('a server that ended unasked is started again, also when the first tries fail', async () => {
  const world = serverWorld();
  const kept = await keepRunning('it', world.deps);
  world.end(1);
  world.failures = 3;
  await vi.waitFor(() => expect(world.alive()).toEqual([2]));
  expect(world.lines).toEqual(['it ended unasked: it is started again', 'it: no', 'it: no']);
  world.end(2);
  await vi.waitFor(() => expect(world.alive()).toEqual([3]));
  await kept.stop();
  expect(world.alive()).toEqual([]);
});

test('what was stopped stays so, and a first start that fails is told', async () => {
  const world = serverWorld();
  const kept = await keepRunning('it', world.deps);
  await kept.stop();
  expect(world.started()).toBe(1);
  world.failures = 1;
  await expect(keepRunning('it', world.deps)).rejects.toThrow('no');
});

function serverWorld() {
  const alive = new Set<number>();
  let started = 0;
  const world = {
    failures: 0,
    lines: [] as string[],
    alive: () => [...alive],
    started: () => started,
    end: (pid: number) => alive.delete(pid),
    deps: {
      async start(): Promise<Server> {
        if (world.failures-- > 0) throw new Error('no');
        const pid = ++started;
        alive.add(pid);
        return { pid, stop: async () => void alive.delete(pid) };
      },
      isAlive: (pid: number) => alive.has(pid),
      say: (line: string) => void world.lines.push(line),
      lookMs: 1,
    },
  };
  return world;
}
