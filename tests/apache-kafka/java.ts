import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { leftOutWithout } from '../harness/outside-tool.ts';

const run = promisify(execFile);
const home = import.meta.dirname;

/** The Kafka release that is tested against; pom.xml names it too. */
export const apacheKafkaVersion = '4.3.1';

/** Whether there is what runs Apache Kafka: Java 17 and Maven. */
export function isJavaThere(): boolean {
  const answers = (tool: string, option: string) => spawnSync(tool, [option]).status === 0;
  return answers('java', '-version') && answers('mvn', '-version');
}

/** Whether tests that need Apache Kafka are left out. */
export function leftOutWithoutJava(): boolean {
  return leftOutWithout('Java 17 and Maven', isJavaThere());
}

/** The class path of Kafka and its tools (126 MB). */
export function kafkaClassPath(): Promise<string> {
  return jarsOf(join(home, 'pom.xml'), `apache-kafka-${apacheKafkaVersion}`);
}

/** The class path of what a pom.xml names. Maven fetches the jars once, into the folder `name` of .cache/. */
export async function jarsOf(pom: string, name: string): Promise<string> {
  const libs = resolve(home, `../../.cache/${name}`);
  if (!existsSync(libs)) {
    // Into a folder of its own first: what was cut short is not taken for whole.
    const half = `${libs}.${process.pid}`;
    mkdirSync(half, { recursive: true });
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${half}`];
    await run('mvn', ['-q', '-B', '-f', pom, ...goal], { maxBuffer: 16_000_000 });
    if (existsSync(libs)) rmSync(half, { recursive: true });
    else renameSync(half, libs);
  }
  return join(libs, '*');
}

/** Where Kafka's processes log what they are told to. */
export const loggingArgs = [`-Dlog4j2.configurationFile=${join(home, 'log4j2.yaml')}`];
