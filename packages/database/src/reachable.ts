import { createHash } from 'node:crypto';
import { cp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Whether everybody may pass through all folders above `path`: another account can then reach it. */
export async function reachableByOthers(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode } = await stat(folder).catch(() => ({ mode: 0o1 }));
    if ((mode & 0o1) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A folder under the temporary folder that stands for `path`: always the same one for the same path. */
export function standIn(path: string): string {
  const name = createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12);
  return join(tmpdir(), `rumo-${name}`);
}

/** `folder` itself, or a copy that another account can reach. */
export async function reachableCopy(folder: string): Promise<string> {
  if (await reachableByOthers(join(folder, 'x'))) return folder;
  const copy = standIn(folder);
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true, force: false, errorOnExist: false });
  return copy;
}
