import type { ICustomPartitioner, Message, TopicMessages } from 'kafkajs';
import { keyPartition } from './key-partition.ts';
import type { OutgoingMessage } from './outbox.ts';

/** How one producer's messages find their partitions. */
export interface PartitionedMessages {
  readonly createPartitioner: ICustomPartitioner;
  /** A batch as kafkajs takes it. */
  byTopic(batch: readonly OutgoingMessage[]): TopicMessages[];
}

type Groups = Record<number, Message[]>;

/**
 * kafkajs groups messages by partition with a `reduce` whose step copies the group for each message. The messages
 * made here answer `reduce` themselves: the step is asked about one message, which tells the partition count, and the
 * groups are made in one pass.
 */
export function partitionedMessages(): PartitionedMessages {
  /** Of the topic that kafkajs asked about last. */
  let partitionCount = 1;

  const grouped = (messages: Message[]): Message[] => {
    const reduce = (step: (groups: Groups, message: Message) => Groups, groups: Groups): Groups => {
      step({}, messages[0]);
      for (const message of messages) {
        const partition = partitionOf(message, partitionCount);
        groups[partition] ??= [];
        groups[partition].push(message);
      }
      return groups;
    };
    return Object.assign(messages, { reduce });
  };

  return {
    createPartitioner:
      () =>
      ({ message, partitionMetadata }) => {
        partitionCount = partitionMetadata.length;
        return partitionOf(message, partitionCount);
      },
    byTopic(batch) {
      const topics = new Map<string, Message[]>();
      for (const { topic, message } of batch) {
        const messages = topics.get(topic);
        if (messages === undefined) topics.set(topic, [message]);
        else messages.push(message);
      }
      return [...topics].map(([topic, messages]) => ({ topic, messages: grouped(messages) }));
    },
  };
}

/** Chosen once: a message that is sent again goes to the same partition even when the topic has got more. */
function partitionOf(message: Message, partitionCount: number): number {
  message.partition ??= keyPartition(String(message.key), partitionCount);
  return message.partition;
}
