import type { BrokerUnderTest } from './broker-under-test.ts';

interface Difference {
  /** What a client gets from Apache Kafka, and from the embedded broker. */
  readonly apacheKafka: string;
  readonly embedded: string;
  readonly why: string;
}

/** All in which the embedded broker is known to differ. Tests ask for what to expect; none asks which broker it has. */
export const differences = {
  transactions: {
    apacheKafka: 'committed',
    embedded: 'UNSUPPORTED_VERSION',
    why: 'exactly once is kept by the database here; a transactional producer is told when it starts (librdkafka asks again until its own time is over)',
  },
  compaction: {
    apacheKafka: 'made',
    embedded: 'INVALID_CONFIG',
    why: 'retention removes whole segments, nothing rewrites them: such a topic is refused, not made in vain',
  },
  'segments below 1 MiB': {
    apacheKafka: 'INVALID_CONFIG',
    embedded: 'made',
    why: 'a test of retention should not have to write many megabytes',
  },
  'names that differ in . and _ only': {
    apacheKafka: 'INVALID_TOPIC_EXCEPTION',
    embedded: 'made',
    why: 'they collide in the names of metrics, of which this broker has none',
  },
  'names that differ in case only': {
    apacheKafka: 'made',
    embedded: 'INVALID_TOPIC_EXCEPTION',
    why: 'a topic is a folder, and not every file system tells the two apart',
  },
  'topics of its own': {
    apacheKafka: '__consumer_offsets',
    embedded: '',
    why: 'committed offsets are in a journal beside the logs',
  },
  'flexible versions': {
    apacheKafka: 'offered',
    embedded: 'none',
    why: 'every client we know speaks the earlier ones too',
  },
  'fetch sessions': {
    apacheKafka: 'opened',
    embedded: 'declined',
    why: 'they spare bytes where a client reads thousands of partitions; clients go on without one',
  },
  'the record with the greatest time': {
    apacheKafka: 'found',
    embedded: 'UnsupportedVersionException',
    why: 'asked for in flexible versions only',
  },
  'states of groups in a list': {
    apacheKafka: 'Empty',
    embedded: 'Unknown',
    why: 'listed in flexible versions only; describing a group tells its state',
  },
  'the consumer group protocol of KIP-848': {
    apacheKafka: 'joined',
    embedded: 'UnsupportedVersionException',
    why: 'clients still begin with the classic protocol, which every one of them speaks',
  },
  'sizes of logs on disk': {
    apacheKafka: 'described',
    embedded: 'UnsupportedVersionException',
    why: 'there is one folder, which can be looked at',
  },
} as const satisfies Record<string, Difference>;

type DifferenceName = keyof typeof differences;

const met = new Map<BrokerUnderTest, Set<string>>();

/** What this broker is known to give. */
export function expected(broker: BrokerUnderTest, name: DifferenceName): string {
  met.set(broker, (met.get(broker) ?? new Set()).add(name));
  return broker.isEmbedded ? differences[name].embedded : differences[name].apacheKafka;
}

/** The differences that no test has asked for on this broker. */
export function notMet(broker: BrokerUnderTest): readonly string[] {
  return Object.keys(differences).filter((name) => !met.get(broker)?.has(name));
}
