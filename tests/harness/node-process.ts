import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tsxLoader } from '../../apps/rumo/src/tsx-loader.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface NodeProcess {
  readonly pid: number;
  /** Resolves when it has announced that it is ready; rejects with its output when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves with the exit code when it has ended and all that it printed is here; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Everything it has printed, on both streams. */
  output(): string;
  /** What it has printed on its standard output alone. */
  standardOutput(): string;
  /** SIGSTOP, SIGCONT and the like; does not wait for anything. */
  signal(name: NodeJS.Signals): void;
  /** Sends the signal, if it still runs; resolves as `ended` does. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export interface NodeOptions {
  readonly execArgs?: readonly string[];
  /** What it has from its surroundings; default: all that this process has. */
  readonly surroundings?: NodeJS.ProcessEnv;
}

/** Runs one of the product's own programs as the runner does. It ends when this process does. */
export function startNode(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { execArgs = [], surroundings = process.env }: NodeOptions = {},
): NodeProcess {
  const child = fork(script, [...args], {
    cwd: root,
    env: { ...surroundings, NODE_ENV: 'production', CHECKPOINT_DISABLE: '1', ...env },
    execArgv: [...execArgs, '--import', tsxLoader],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let standardOutput = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
      if (stream === child.stdout) standardOutput += chunk;
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
  // 'close', not 'exit': only then all that it printed is here.
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    pid: child.pid as number,
    ready,
    ended,
    output: () => output,
    standardOutput: () => standardOutput,
    signal: (name) => void child.kill(name),
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
