import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOutWithout } from '../harness/outside-tool.ts';

/** A file system of its own in memory, with little room. */
export interface SmallDisk {
  readonly path: string;
  /** Takes up `sizeBytes`, or all there is, by a file; returns how to give the room back. */
  fill(name: string, sizeBytes?: number): () => void;
  unmount(): void;
}

export function mountSmallDisk(sizeMb: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'rumo-small-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', path]);
  return {
    path,
    fill(name, sizeBytes = Number.POSITIVE_INFINITY) {
      const file = join(path, name);
      const handle = openSync(file, 'w');
      const block = Buffer.alloc(4_096, 1);
      try {
        for (let size = 0; size < sizeBytes; size += block.length) writeSync(handle, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(handle);
      }
      return () => rmSync(file, { force: true });
    },
    unmount() {
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Whether tests that need a disk of their own are left out: only root mounts one. */
export function leftOutWithoutMount(): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || process.platform !== 'linux') {
    process.stdout.write('Left out: tests that need a small disk, which only root on Linux can mount.\n');
    return true;
  }
  try {
    mountSmallDisk(1).unmount();
    return leftOutWithout('the right to mount a tmpfs', true);
  } catch {
    return leftOutWithout('the right to mount a tmpfs', false);
  }
}
