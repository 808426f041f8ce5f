import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { python, pythonPackage } from '../harness/python.ts';

const run = promisify(execFile);
const version = '4.32.5';

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
  const libs = await pythonPackage('schemathesis', version);
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
    const { stdout } = await run(python, command, options);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 1, output: `${stdout ?? error}\n${stderr ?? ''}` };
  }
}
