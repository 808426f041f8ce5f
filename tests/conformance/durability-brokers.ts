import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type ApacheKafkaOptions, startApacheKafka } from '../apache-kafka/apache-kafka.ts';

/** A broker in a process of its own, which a test may kill. */
export interface BrokerProcess {
  readonly port: number;
  readonly pid: number;
  /** What it has printed. */
  output(): string;
  hasEnded(): boolean;
  /** Resolves when it is gone; at once when it already is. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const entry = join(import.meta.dirname, '../../apps/rumo/broker.mjs');

/** The embedded broker as `npm run broker` starts it; resolves when it says that it is ready. */
export async function startEmbeddedBroker(
  dataDir: string,
  port: number,
  execArgs: readonly string[] = [],
): Promise<BrokerProcess> {
  const args = [...execArgs, entry, '--port', String(port), '--data', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await new Promise<void>((resolve, reject) => {
    const note = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('broker is ready')) resolve();
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
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

/** Apache Kafka with the same handle. */
export async function startApacheBroker(
  dataDir: string,
  port: number,
  options: Partial<ApacheKafkaOptions> = {},
): Promise<BrokerProcess> {
  const broker = await startApacheKafka({ ...options, dataDir, port });
  return {
    port,
    pid: broker.pid,
    output: broker.output,
    hasEnded: () => !isRunning(broker.pid),
    end: broker.stop,
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
