import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes the file whole or not at all: beside it first, then by rename. Not forced to the disk: that would stall every
 * other write of this process, and only a power cut can leave a part, which its reader must notice.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.next`, bytes);
  await rename(`${path}.next`, path);
}

/** The file's bytes, null when there is none. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export async function removeFiles(...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}
