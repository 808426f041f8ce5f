import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from './data-lock.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-lock-'));
  folders.push(folder);
  return folder;
}

const lockPath = (folder: string) => join(folder, 'broker.lock');

describe('the lock of a data folder', () => {
  it('is held by one at a time and can be taken after it was given back', () => {
    const folder = makeFolder();
    const unlock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(`in use by the broker with pid ${process.pid}`);
    unlock();
    lockDataFolder(folder)();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that is gone', () => {
    const folder = makeFolder();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    lockDataFolder(folder)();
    const unlock = lockDataFolder(folder);
    const mine = JSON.parse(fs.readFileSync(lockPath(folder), 'utf8'));
    unlock();
    fs.writeFileSync(lockPath(folder), JSON.stringify({ ...mine, pid }));
    lockDataFolder(folder)();
  });

  it('is taken over from a process of the same pid that ran before this one, and from before a reboot', () => {
    const folder = makeFolder();
    fs.writeFileSync(lockPath(folder), JSON.stringify({ pid: process.pid, bootedS: 0 }));
    lockDataFolder(folder)();
    fs.writeFileSync(lockPath(folder), JSON.stringify({ pid: process.ppid, bootedS: 1 }));
    lockDataFolder(folder)();
  });

  it('is taken over when nobody can read it', () => {
    const folder = makeFolder();
    fs.writeFileSync(lockPath(folder), 'not json');
    lockDataFolder(folder)();
  });

  it('is respected when its process lives', () => {
    const folder = makeFolder();
    const unlock = lockDataFolder(folder);
    const mine = JSON.parse(fs.readFileSync(lockPath(folder), 'utf8'));
    unlock();
    fs.writeFileSync(lockPath(folder), JSON.stringify({ ...mine, pid: process.ppid }));
    expect(() => lockDataFolder(folder)).toThrow(`pid ${process.ppid}`);
  });
});
