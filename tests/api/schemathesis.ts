import { execFile, spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';
import { leftOutWithout } from '../harness/outside-tool.ts';

const run = promisify(execFile);
const version = '4.32.5';
const python = ['python3', 'python'].find((name) => spawnSync(name, ['-m', 'pip', '--version']).status === 0);

export const isPythonMissing = leftOutWithout('Python 3 with pip', python !== undefined);

/** Where schemathesis is; pip fetches it once into .cache/. */
async function schemathesisFolder(): Promise<string> {
  const tag = 'import sys; print(sys.implementation.cache_tag)';
  const { stdout } = await run(python ?? '', ['-c', tag]);
  const libs = resolve(import.meta.dirname, `../../.cache/schemathesis-${version}-${stdout.trim()}`);
  if (!existsSync(libs)) {
    // Into a folder of its own first: what was cut short is not taken for whole.
    const half = `${libs}.${process.pid}`;
    const wanted = ['--only-binary=:all:', `schemathesis==${version}`];
    await run(python ?? '', ['-m', 'pip', 'install', '--quiet', '--target', half, ...wanted]);
    if (existsSync(libs)) rmSync(half, { recursive: true });
    else renameSync(half, libs);
  }
  return libs;
}

/** What a run ended with: 0 when no check found anything. */
export interface FuzzResult {
  readonly code: number;
  readonly output: string;
}

/** Runs schemathesis against the document at `address`, with every check it has, in a folder of its own. */
export async function fuzz(
  address: string,
  cwd: string,
  timeout: number,
  args: readonly string[],
): Promise<FuzzResult> {
  const libs = await schemathesisFolder();
  const paths = [libs, import.meta.dirname].join(delimiter);
  const env = { ...process.env, PYTHONPATH: paths, SCHEMATHESIS_HOOKS: 'schemathesis_hooks', NO_COLOR: '1' };
  const command = [
    '-m',
    'schemathesis.cli',
    'run',
    `${address}/api/openapi.json`,
    '--checks',
    'all',
    ...args,
  ];
  const options = { cwd, env, timeout, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout } = await run(python ?? '', command, options);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 1, output: `${stdout ?? error}\n${stderr ?? ''}` };
  }
}
