import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataFolder } from './data-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rumo-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a second start learns the address and pid of the first', async () => {
  const first = await lockDataFolder(folder);
  if (first.kind !== 'held') throw new Error('the first start did not get the lock');
  await first.lock.setAddress('http://localhost:3000');
  const second = await lockDataFolder(folder, process.pid + 1);
  expect(second).toEqual({ kind: 'taken', holder: { pid: process.pid, address: 'http://localhost:3000' } });
  await first.lock.release();
  expect(await lockDataFolder(folder, process.pid + 1)).toMatchObject({
    kind: 'held',
    lock: { tookOver: false },
  });
});

test('a lock whose process is gone is taken over', async () => {
  const gone = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => gone.once('exit', resolve));
  await writeFile(
    join(folder, 'lock.json'),
    JSON.stringify({ pid: gone.pid, address: 'http://localhost:1' }),
  );
  expect(await lockDataFolder(folder)).toMatchObject({ kind: 'held', lock: { tookOver: true } });
});

test('a torn lock file is nobody’s', async () => {
  await writeFile(join(folder, 'lock.json'), '{"pid": 1');
  expect(await lockDataFolder(folder)).toMatchObject({ kind: 'held' });
});
