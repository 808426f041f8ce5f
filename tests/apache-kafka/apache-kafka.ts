import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../harness/free-ports.ts';
import { until } from '../harness/until.ts';
import { kafkaClassPath, loggingArgs } from './java.ts';

const run = promisify(execFile);

export interface ApacheKafkaOptions {
  /** Where its properties and its logs are; a start on a folder that was used before goes on with it. */
  readonly dataDir: string;
  /** Port of the plain listener; default: a free one. */
  readonly port?: number;
  /** Server properties besides or instead of the single node's. */
  readonly properties?: Readonly<Record<string, string>>;
  /** JVM arguments; default: a small heap and a quick start. */
  readonly jvm?: readonly string[];
}

export interface ApacheKafka {
  readonly port: number;
  /** host:port of the plain listener. */
  readonly address: string;
  readonly pid: number;
  /** What it has printed. */
  output(): string;
  /** Ends it with SIGTERM and resolves when it is gone; with SIGKILL nothing is flushed. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts one Apache Kafka (KRaft, broker and controller in one) on loopback; resolves when it serves. */
export async function startApacheKafka(options: ApacheKafkaOptions): Promise<ApacheKafka> {
  const classPath = await kafkaClassPath();
  const { dataDir } = options;
  const [freePort, controllerPort] = await freePorts(2);
  const port = options.port ?? freePort;
  const file = join(dataDir, 'server.properties');
  mkdirSync(dataDir, { recursive: true });
  const properties = { ...singleNode(dataDir, port, controllerPort), ...options.properties };
  writeFileSync(
    file,
    Object.entries(properties)
      .map((pair) => `${pair.join('=')}\n`)
      .join(''),
  );
  if (!existsSync(join(dataDir, 'log', 'meta.properties'))) {
    const clusterId = randomBytes(16).toString('base64url');
    await run('java', [
      ...quick,
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      // One argument: an id may begin with a dash.
      `--cluster-id=${clusterId}`,
      '-c',
      file,
    ]);
  }
  const args = [
    ...(options.jvm ?? ['-Xmx512m', ...quick]),
    ...loggingArgs,
    '-cp',
    classPath,
    'kafka.Kafka',
    file,
  ];
  const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  try {
    await until(
      'Apache Kafka serves',
      () => {
        if (child.exitCode !== null) throw new Error(`Apache Kafka ended with ${child.exitCode}:\n${output}`);
        return output.includes('Kafka Server started');
      },
      300_000,
    );
  } catch (error) {
    await end(child, 'SIGKILL');
    throw error;
  }
  return {
    port,
    address: `127.0.0.1:${port}`,
    pid: child.pid as number,
    output: () => output,
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}

/** Less compiling: for processes that live for minutes. */
const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

function singleNode(dataDir: string, port: number, controllerPort: number): Readonly<Record<string, string>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(dataDir, 'log'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
}
