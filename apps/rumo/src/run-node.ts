import { spawn } from 'node:child_process';

export interface Ended {
  /** The exit code, else the signal or why it could not start; 0: all went well. */
  readonly how: number | string | null;
  /** All it printed, on both outputs. */
  readonly output: string;
}

/** Runs Node to the end of a script, without a shell. Never rejects; `signal` ends the script early. */
export function runNode(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
): Promise<Ended> {
  let output = '';
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stop = () => child.kill('SIGTERM');
    const end = (how: Ended['how']) => {
      options.signal?.removeEventListener('abort', stop);
      resolve({ how, output: output.trim() });
    };
    options.signal?.addEventListener('abort', stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(code ?? signal));
  });
}
