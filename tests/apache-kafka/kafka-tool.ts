import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { apacheKafkaVersion, kafkaClassPath, loggingArgs } from './java.ts';

/** Kafka's command line tools by the names of their scripts, each with the class that the script runs. */
const mainClasses = {
  'kafka-broker-api-versions': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
  'kafka-cluster': 'org.apache.kafka.tools.ClusterTool',
  'kafka-configs': 'kafka.admin.ConfigCommand',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'kafka-delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'kafka-dump-log': 'org.apache.kafka.tools.DumpLogSegments',
  'kafka-get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'kafka-log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
} as const;

export type KafkaTool = keyof typeof mainClasses;

/** How a tool ended; warnings of the client library are part of what it printed. */
export interface ToolOutcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

const timeoutMs = 60_000;
let halves = 0;

/** Runs a tool to its end; one that does not end within a minute is stopped and rejects. */
export async function kafkaTool(tool: KafkaTool, args: readonly string[], input = ''): Promise<ToolOutcome> {
  const classPath = await kafkaClassPath();
  const archive = resolve(import.meta.dirname, `../../.cache/apache-kafka-${apacheKafkaVersion}-tools.jsa`);
  const half = existsSync(archive) ? null : `${archive}.${process.pid}.${++halves}`;
  // The classes of the first tool are kept as the JVM has them in memory: those after it start in half the time.
  const classes = half === null ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${half}`;
  const jvm = ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xlog:disable', classes];
  const outcome = await run([...jvm, ...loggingArgs, '-cp', classPath, mainClasses[tool], ...args], input);
  if (half !== null && existsSync(half)) {
    if (existsSync(archive)) rmSync(half);
    else renameSync(half, archive);
  }
  return outcome;
}

function run(args: readonly string[], input: string): Promise<ToolOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('java', args, { timeout: timeoutMs, killSignal: 'SIGKILL' });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === null) resolve({ code, out, errors });
      else reject(new Error(`java ${args.join(' ')}: ended by ${signal} after\n${out}${errors}`));
    });
    // A tool that ends early leaves the rest of its input unread.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
