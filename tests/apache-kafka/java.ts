import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { leftOutWithout } from '../harness/outside-tool.ts';

const run = promisify(execFile);
const home = import.meta.dirname;

/** The Kafka release that is tested against; pom.xml names it too. */
export const apacheKafkaVersion = '4.3.1';

/** Whether tests that need Apache Kafka are left out: it wants Java 17 and Maven. */
export function leftOutWithoutJava(): boolean {
  const answers = (tool: string, option: string) => spawnSync(tool, [option]).status === 0;
  return leftOutWithout('Java 17 and Maven', answers('java', '-version') && answers('mvn', '-version'));
}

/** The class path of Kafka and its tools. Maven fetches the jars once (126 MB) into .cache/. */
export async function kafkaClassPath(): Promise<string> {
  const libs = resolve(home, `../../.cache/apache-kafka-${apacheKafkaVersion}`);
  if (!existsSync(libs)) {
    // Into a folder of its own first: what was cut short is not taken for whole.
    const half = `${libs}.${process.pid}`;
    mkdirSync(half, { recursive: true });
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${half}`];
    await run('mvn', ['-q', '-B', '-f', join(home, 'pom.xml'), ...goal], { maxBuffer: 16_000_000 });
    if (existsSync(libs)) rmSync(half, { recursive: true });
    else renameSync(half, libs);
  }
  return join(libs, '*');
}

/** Where Kafka's processes log what they are told to. */
export const loggingArgs = [`-Dlog4j2.configurationFile=${join(home, 'log4j2.yaml')}`];
