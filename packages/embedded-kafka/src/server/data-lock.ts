import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { isDiskFull } from './storage-report.ts';

interface Holder {
  readonly pid: number;
  /** When the machine came up, epoch s: a pid from before that means nothing. */
  readonly bootedS: number;
}

/** What this process holds; in a container every incarnation of the broker may have the same pid. */
const held = new Set<string>();

/**
 * Takes the data folder for this process; returns how to give it back. A lock whose process is gone is taken over.
 * Throws when another broker holds the folder.
 */
export function lockDataFolder(dataDir: string): () => void {
  const path = join(fs.realpathSync(dataDir), 'broker.lock');
  const mine: Holder = { pid: process.pid, bootedS: bootedS() };
  const own = `${path}.${process.pid}`;
  writeOwn(own, mine, path);
  try {
    for (let attempt = 0; !tryLink(own, path); attempt++) {
      const holder = readHolder(path);
      if (holder !== null && (attempt > 3 || isRunning(holder, path))) {
        throw new Error(
          `the data folder ${dataDir} is in use by the broker with pid ${holder.pid}: stop it, or give another folder`,
        );
      }
      fs.rmSync(path, { force: true });
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
  held.add(path);
  return () => {
    held.delete(path);
    fs.rmSync(path, { force: true });
  };
}

/** On a full disk the lock of a process that is gone gives up its room. */
function writeOwn(own: string, mine: Holder, path: string): void {
  try {
    fs.writeFileSync(own, JSON.stringify(mine));
  } catch (error) {
    fs.rmSync(own, { force: true });
    const holder = readHolder(path);
    if (!isDiskFull(error) || holder === null || isRunning(holder, path)) throw error;
    fs.rmSync(path, { force: true });
    fs.writeFileSync(own, JSON.stringify(mine));
  }
}

/** Makes the lock in one step with its content; file systems without hard links get it in two. */
function tryLink(own: string, path: string): boolean {
  try {
    fs.linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
  }
  try {
    fs.copyFileSync(own, path, fs.constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | null {
  try {
    const holder = JSON.parse(fs.readFileSync(path, 'utf8'));
    return Number.isInteger(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

function isRunning(holder: Holder, path: string): boolean {
  if (holder.pid === process.pid) return held.has(path);
  if (Math.abs(holder.bootedS - bootedS()) > 120) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootedS(): number {
  return Math.round(Date.now() / 1000 - os.uptime());
}
