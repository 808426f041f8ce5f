import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { tsxLoader } from './tsx-loader.ts';

export interface ChildSpec {
  readonly name: string;
  /** A .ts file runs through tsx. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Child {
  readonly pid: number;
  /** Resolves with what the child announced, rejects when it ends before. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  /** Asks it to stop; kills it when it has not after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

export interface ChildListener {
  readonly line: (line: string) => void;
  readonly message?: (message: Readonly<Record<string, unknown>>) => void;
}

/**
 * Forks a service with an IPC channel: it stops when asked by a message, and by itself when the channel closes.
 * It gets a process group of its own, so that Ctrl-C reaches the runner alone and the parts can stop in order.
 */
export function startChild(spec: ChildSpec, on: ChildListener): Child {
  const process_ = fork(spec.script, [], {
    env: { ...process.env, ...spec.env },
    execArgv: spec.script.endsWith('.ts') ? ['--import', tsxLoader] : [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  for (const stream of [process_.stdout, process_.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', on.line);
  }
  const ended = new Promise<string>((resolve) => {
    process_.once('exit', (code, signal) => resolve(signal === null ? `exit ${code}` : signal));
    process_.once('error', (error) => resolve(error.message));
  });
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    process_.on('message', (message) => {
      if (typeof message !== 'object' || message === null) return;
      on.message?.({ ...message });
      if ('ready' in message) resolve({ ...message });
    });
    ended.then((how) => reject(new Error(`${spec.name} ended before it was ready (${how})`)));
  });
  ready.catch(() => {});
  return { pid: process_.pid as number, ready, ended, stop: (timeoutMs) => stop(process_, ended, timeoutMs) };
}

async function stop(child: ChildProcess, ended: Promise<string>, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.connected) child.send('stop', () => {});
  else child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await ended;
  clearTimeout(deadline);
}
