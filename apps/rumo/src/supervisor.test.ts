import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restartDelayMs, supervise } from './supervisor.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rumo-supervisor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the delay before a restart doubles up to ten seconds', () => {
  expect([1, 2, 3, 7, 20].map(restartDelayMs)).toEqual([200, 400, 800, 10_000, 10_000]);
});

test('a part that crashes is started again, and stops when asked', async () => {
  const child = await script(
    'crash.mjs',
    `
    process.send({ ready: true });
    process.on('message', (message) => { if (message === 'stop') process.exit(0); });
  `,
  );
  const lines: string[] = [];
  let starts = 0;
  let startedAgain = () => {};
  const again = new Promise<void>((resolve) => {
    startedAgain = resolve;
  });
  const part = supervise(
    { name: 'part', script: child, env: {} },
    {
      line: (line) => lines.push(line),
      message: () => {
        starts++;
        if (starts === 2) startedAgain();
      },
    },
  );
  await part.firstReady;
  const firstPid = part.pid() as number;
  process.kill(firstPid, 'SIGKILL');
  await again;
  expect(part.pid()).not.toBe(firstPid);
  expect(lines.join()).toContain('ended unasked (SIGKILL)');
  await part.stop(2_000);
  expect(part.pid()).toBeNull();
});

test('a part that cannot start at all is not tried for ever', async () => {
  const child = await script('wrong.mjs', 'process.exit(1);');
  const part = supervise({ name: 'part', script: child, env: {} }, { line: () => {} });
  await expect(part.firstReady).rejects.toThrow('part could not start');
});

test('a part that does not stop when asked is killed', async () => {
  const child = await script('deaf.mjs', 'process.send({ ready: true }); setInterval(() => {}, 1000);');
  const part = supervise({ name: 'part', script: child, env: {} }, { line: () => {} });
  await part.firstReady;
  const pid = part.pid() as number;
  await part.stop(100);
  expect(() => process.kill(pid, 0)).toThrow();
});

async function script(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}
