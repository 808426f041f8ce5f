import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from '@rumo/service/process-alive';

/** Who runs in this data folder. */
export interface LockHolder {
  readonly pid: number;
  readonly address: string | null;
}

export type LockResult =
  | { readonly kind: 'held'; readonly lock: DataLock }
  | { readonly kind: 'taken'; readonly holder: LockHolder };

export interface DataLock {
  /** True when an earlier start ended without releasing the lock: its PostgreSQL may still run. */
  readonly tookOver: boolean;
  setAddress(address: string): Promise<void>;
  release(): Promise<void>;
}

/** One start per data folder. A lock whose process is gone is taken over. */
export async function lockDataFolder(folder: string, pid = process.pid): Promise<LockResult> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'lock.json');
  let tookOver = false;
  for (;;) {
    try {
      await writeFile(file, JSON.stringify({ pid, address: null }), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await readHolder(file);
      if (holder !== null && holder.pid !== pid && isProcessAlive(holder.pid))
        return { kind: 'taken', holder };
      await rm(file, { force: true });
      tookOver = true;
    }
  }
  return {
    kind: 'held',
    lock: {
      tookOver,
      setAddress: (address) => writeFile(file, JSON.stringify({ pid, address })),
      release: () => rm(file, { force: true }),
    },
  };
}

async function readHolder(file: string): Promise<LockHolder | null> {
  try {
    const { pid, address } = JSON.parse(await readFile(file, 'utf8'));
    return Number.isInteger(pid) ? { pid, address: typeof address === 'string' ? address : null } : null;
  } catch {
    // Torn or foreign: nobody's.
    return null;
  }
}
