import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { makeTopic } from '../../tests/harness/make-topic.ts';
import { type Fleet, fleetRecords, partitions } from './fleet.ts';

/** Records of one partition in one batch, about 100 kB. */
const batchRecords = 500;

export interface LoadedTopic {
  readonly name: string;
  readonly fleet: Fleet;
  readonly records: number;
  /** Of each partition. */
  readonly lastOffsets: readonly number[];
}

/** Makes a topic that takes the broker's time, as rideEventsTopic does, and fills it. */
export async function loadTopic(port: number, name: string, fleet: Fleet): Promise<LoadedTopic> {
  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], clientId: 'load', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  await makeTopic(admin, { topic: name, numPartitions: partitions, configEntries });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const waiting: Message[][] = Array.from({ length: partitions }, () => []);
  const lanes = waiting.map(() => Promise.resolve());
  let records = 0;
  // One batch of a partition under way and one being made: the log keeps the fleet's order.
  const send = async (partition: number) => {
    const messages = waiting[partition];
    waiting[partition] = [];
    await lanes[partition];
    lanes[partition] = producer.send({ topic: name, acks: -1, messages }).then(() => undefined);
  };
  for (const round of fleetRecords(fleet)) {
    records += round.length;
    for (const { partition, key, value } of round) {
      waiting[partition].push({ partition, key, value });
      if (waiting[partition].length >= batchRecords) await send(partition);
    }
  }
  for (let partition = 0; partition < partitions; partition++) await send(partition);
  await Promise.all(lanes);
  await producer.disconnect();
  const ends = await admin.fetchTopicOffsets(name);
  await admin.disconnect();
  const lastOffsets = new Array<number>(partitions).fill(-1);
  for (const { partition, high } of ends) lastOffsets[partition] = Number(high) - 1;
  return { name, fleet, records, lastOffsets };
}
