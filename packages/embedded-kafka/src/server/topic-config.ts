import type { LogConfig } from '../log/log-config.ts';

/** The kinds of value as DescribeConfigs names them. */
export const configValueType = { boolean: 1, string: 2, int: 3, long: 5, list: 7 } as const;

export interface ConfigDefinition {
  readonly name: string;
  readonly value: string;
  readonly type: (typeof configValueType)[keyof typeof configValueType];
  /** What is wrong with a value, null when nothing is. */
  readonly check: (value: string) => string | null;
}

const { int, long, string, list, boolean } = configValueType;

/** The topic configs this broker knows, with Apache Kafka's defaults. */
export const topicConfigs: readonly ConfigDefinition[] = [
  { name: 'cleanup.policy', value: 'delete', type: list, check: oneOf('delete') },
  { name: 'compression.type', value: 'producer', type: string, check: oneOf('producer') },
  { name: 'file.delete.delay.ms', value: '60000', type: long, check: atLeast(0) },
  { name: 'flush.messages', value: '9223372036854775807', type: long, check: atLeast(1) },
  { name: 'flush.ms', value: '9223372036854775807', type: long, check: atLeast(0) },
  { name: 'index.interval.bytes', value: '4096', type: int, check: atLeast(0) },
  { name: 'max.message.bytes', value: '1048588', type: int, check: atLeast(0) },
  { name: 'message.timestamp.after.max.ms', value: '3600000', type: long, check: atLeast(0) },
  {
    name: 'message.timestamp.type',
    value: 'CreateTime',
    type: string,
    check: oneOf('CreateTime', 'LogAppendTime'),
  },
  { name: 'min.insync.replicas', value: '1', type: int, check: atLeast(1) },
  { name: 'preallocate', value: 'false', type: boolean, check: oneOf('true', 'false') },
  { name: 'retention.bytes', value: '-1', type: long, check: atLeast(-1) },
  { name: 'retention.ms', value: '604800000', type: long, check: atLeast(-1) },
  { name: 'segment.bytes', value: '1073741824', type: int, check: between(14, 2 ** 31 - 1) },
  { name: 'segment.jitter.ms', value: '0', type: long, check: atLeast(0) },
  { name: 'segment.ms', value: '604800000', type: long, check: atLeast(1) },
  { name: 'unclean.leader.election.enable', value: 'false', type: boolean, check: oneOf('true', 'false') },
];

export type TopicSettings = Readonly<Record<string, string>>;

/** What is wrong with a topic's settings, null when nothing is. */
export function checkTopicSettings(settings: TopicSettings): string | null {
  for (const [name, value] of Object.entries(settings)) {
    const definition = topicConfigs.find((one) => one.name === name);
    if (definition === undefined) return `unknown topic config ${name}`;
    const problem = definition.check(value);
    if (problem !== null) return `${name}=${value}: ${problem}`;
  }
  return null;
}

/** The log's part of a topic's settings, which have been checked. */
export function logConfig(settings: TopicSettings): LogConfig {
  const value = (name: string) =>
    settings[name] ?? topicConfigs.find((definition) => definition.name === name)?.value ?? '';
  return {
    segmentBytes: Number(value('segment.bytes')),
    segmentMs: Number(value('segment.ms')),
    retentionMs: Number(value('retention.ms')),
    retentionBytes: Number(value('retention.bytes')),
    maxBatchBytes: Number(value('max.message.bytes')),
    timestampType: value('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
    timestampAheadMs: Number(value('message.timestamp.after.max.ms')),
  };
}

function oneOf(...values: readonly string[]) {
  return (value: string) =>
    values.includes(value) ? null : `the embedded broker takes ${values.join(' or ')} here`;
}

function atLeast(least: number) {
  return between(least, Number.MAX_VALUE);
}

function between(least: number, most: number) {
  return (value: string) => {
    if (!/^-?\d{1,19}$/.test(value)) return 'not a whole number';
    if (Number(value) < least) return `below ${least}`;
    return Number(value) > most ? `above ${most}` : null;
  };
}
