import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { tsxLoader } from '../../apps/rumo/src/tsx-loader.ts';
import { apacheKafkaVersion, jarsOf, kafkaClassPath, loggingArgs } from '../../tests/apache-kafka/java.ts';

/** What a contestant is told to do: to process a topic from its beginning to its end, with no state from before. */
export interface Task {
  readonly brokers: string;
  readonly topic: string;
  /** The last offset of each partition. */
  readonly lastOffsets: readonly number[];
  /** Where the rows go: the address of a database, or the name of a topic. */
  readonly output: string;
}

export interface Measured {
  /** From the assignment of the partitions until the last record was processed. */
  readonly tookMs: number;
  /** Until all of it was committed. */
  readonly committedMs: number;
  /** CPU of the whole process from the task until all was committed, joining included. */
  readonly cpuMs: number;
  /** Bytes in use after 80 % of the topic, less those before the task; null where nobody looks. */
  readonly memoryBytes: { readonly heap: number; readonly buffers: number } | null;
}

/** A process that lives through all runs, so that it is warm after the first. */
export interface Contestant {
  readonly pid: number;
  run(task: Task): Promise<Measured>;
  end(): Promise<void>;
}

/** A script of this folder as the runner starts services; `execArgs` are for Node. */
export function nodeContestant(
  script: string,
  { execArgs = [], env = {} }: { execArgs?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Contestant {
  const child = fork(join(import.meta.dirname, script), [], {
    execArgv: ['--import', tsxLoader, ...execArgs],
    env: { ...process.env, NODE_ENV: 'production', CHECKPOINT_DISABLE: '1', ...env },
  });
  return {
    pid: child.pid as number,
    run(task) {
      child.send(task);
      return answerOf(
        child,
        new Promise((resolve) => child.once('message', (it) => resolve(it as Measured))),
      );
    },
    end: () => end(child),
  };
}

/** The Kafka Streams job in a JVM with the settings of Kafka's own start script. */
export async function streamsContestant(dataDir: string, jvm: readonly string[]): Promise<Contestant> {
  const sources = join(import.meta.dirname, 'streams');
  const streams = await jarsOf(join(sources, 'pom.xml'), `kafka-streams-${apacheKafkaVersion}`);
  const jars = `${streams}:${await kafkaClassPath()}`;
  const classes = resolve(dataDir, 'classes');
  const stateDir = resolve(dataDir, 'state');
  mkdirSync(classes, { recursive: true });
  const files = readdirSync(sources).filter((file) => file.endsWith('.java'));
  await promisify(execFile)('javac', [
    '-d',
    classes,
    '-cp',
    jars,
    ...files.map((file) => join(sources, file)),
  ]);
  const args = [...jvm, ...loggingArgs, '-cp', `${classes}:${jars}`, 'SpeedJob', stateDir];
  const child = spawn('java', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return {
    pid: child.pid as number,
    run({ brokers, topic, lastOffsets, output }) {
      child.stdin.write(`${brokers} ${topic} ${lastOffsets.join(',')} ${output}\n`);
      const answer = new Promise<Measured>((resolve) => {
        const take = (line: string) => {
          if (!line.startsWith('{')) return void process.stderr.write(`${line}\n`);
          lines.off('line', take);
          resolve(JSON.parse(line));
        };
        lines.on('line', take);
      });
      return answerOf(child, answer);
    },
    end: () => end(child),
  };
}

async function answerOf(child: ChildProcess, answer: Promise<Measured>): Promise<Measured> {
  const gone = new AbortController();
  const ended = once(child, 'exit', { signal: gone.signal }).then(([code, signal]) => {
    throw new Error(`a contestant ended with ${code ?? signal}`);
  });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    ended.catch(() => {});
    gone.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
