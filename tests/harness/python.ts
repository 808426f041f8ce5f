import { execFile, spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { leftOutWithout } from './outside-tool.ts';

const run = promisify(execFile);
const found = ['python3', 'python'].find((name) => spawnSync(name, ['-m', 'pip', '--version']).status === 0);

/** The command of a Python 3 that has pip; empty where there is none. */
export const python = found ?? '';

export const isPythonMissing = leftOutWithout('Python 3 with pip', found !== undefined);

/** The folder of a package for PYTHONPATH; pip fetches it once into .cache/, binaries only. */
export async function pythonPackage(
  name: string,
  version: string,
  pipArgs: readonly string[] = [],
): Promise<string> {
  const tag = 'import sys; print(sys.implementation.cache_tag)';
  const { stdout } = await run(python, ['-c', tag]);
  const libs = resolve(import.meta.dirname, `../../.cache/${name}-${version}-${stdout.trim()}`);
  if (!existsSync(libs)) {
    // Into a folder of its own first: what was cut short is not taken for whole.
    const half = `${libs}.${process.pid}`;
    const wanted = [...pipArgs, '--only-binary=:all:', `${name}==${version}`];
    await run(python, ['-m', 'pip', 'install', '--quiet', '--target', half, ...wanted]);
    if (existsSync(libs)) rmSync(half, { recursive: true });
    else renameSync(half, libs);
  }
  return libs;
}
