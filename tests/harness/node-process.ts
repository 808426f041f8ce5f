import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { tsxLoader } from '../../apps/rumo/src/tsx-loader.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface NodeProcess {
  readonly pid: number;
  /** Resolves when it has announced that it is ready; rejects with its output when it ends before. */
  readonly ready: Promise<void>;
  /** Everything it has printed. */
  output(): string;
  /** SIGSTOP, SIGCONT and the like; does not wait for anything. */
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code when it has ended, null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Runs one of the product's own programs as the runner does. It ends when this process does. */
export function startNode(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  execArgs: readonly string[] = [],
): NodeProcess {
  const child = fork(script, [...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', CHECKPOINT_DISABLE: '1', ...env },
    execArgv: [...execArgs, '--import', tsxLoader],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'ready' in message) resolve();
    });
    child.once('exit', (code, signal) =>
      reject(new Error(`${script} ended before it was ready (${code ?? signal}):\n${output}`)),
    );
  });
  ready.catch(() => {});
  return {
    pid: child.pid as number,
    ready,
    output: () => output,
    signal: (name) => void child.kill(name),
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      }
      return child.exitCode;
    },
  };
}
