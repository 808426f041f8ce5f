import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isProcessAlive } from '@rumo/service/process-alive';
import { type ApacheKafkaOptions, startApacheKafka } from '../apache-kafka/apache-kafka.ts';

/** A broker in a process of its own, which a test may kill. It ends when this process does, Apache Kafka excepted. */
export interface RunningBroker {
  readonly port: number;
  readonly pid: number;
  /** What it has printed. */
  output(): string;
  hasEnded(): boolean;
  /** Resolves when it is gone; at once when it already is. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A killed Apache Kafka is let in again only when its controller has missed it for so long. */
const shortSession = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' };

const entry = join(import.meta.dirname, '../../apps/rumo/broker.mjs');

/** The embedded broker as `npm run broker` starts it; resolves when it says that it is ready. */
export async function startEmbeddedBroker(
  dataDir: string,
  port: number,
  execArgs: readonly string[] = [],
): Promise<RunningBroker> {
  const args = [...execArgs, entry, '--port', String(port), '--data', dataDir];
  // The channel tells it when this process is gone.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await new Promise<void>((resolve, reject) => {
    const note = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('broker is ready')) resolve();
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', note);
    child.once('error', reject);
    // Only 'close' comes after the last of its output.
    child.once('close', () => reject(new Error(`the broker ended with ${child.exitCode}: ${output}`)));
  });
  return {
    port,
    pid: child.pid as number,
    output: () => output,
    hasEnded,
    async end(signal) {
      if (hasEnded()) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** Apache Kafka with the same handle, soon back after a kill. */
export async function startApacheBroker(
  dataDir: string,
  port: number,
  options: Partial<ApacheKafkaOptions> = {},
): Promise<RunningBroker> {
  const properties = { ...shortSession, ...options.properties };
  const broker = await startApacheKafka({ ...options, properties, dataDir, port });
  return {
    port,
    pid: broker.pid,
    output: broker.output,
    hasEnded: () => !isProcessAlive(broker.pid),
    end: broker.stop,
  };
}
