import { existsSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';

/**
 * A member of a group, in a process of its own, that stands still when told to: it then neither beats nor answers,
 * like a laptop that sleeps, until a file is there. Arguments: broker, topic, group, file.
 */
const [broker, topic, groupId, wakeUpFile] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({
  groupId,
  sessionTimeout: 6000,
  heartbeatInterval: 500,
  maxWaitTimeInMs: 200,
});
let mustStall = false;

export type MemberReport =
  | { readonly kind: 'joined'; readonly partitions: readonly number[] }
  | { readonly kind: 'read'; readonly partition: number; readonly offset: string; readonly value: string }
  | { readonly kind: 'stalls'; readonly partition: number }
  | { readonly kind: 'commit'; readonly outcome: string };

/** Resolves when the message has been handed over. */
function report(message: MemberReport): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

process.on('message', async (command) => {
  if (command === 'stall') mustStall = true;
  else {
    await consumer.disconnect();
    process.disconnect();
  }
});
process.on('disconnect', () => process.exit(0));
consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
  void report({ kind: 'joined', partitions: payload.memberAssignment[topic] ?? [] });
});

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
    const { partition } = batch;
    for (const message of batch.messages) {
      await report({ kind: 'read', partition, offset: message.offset, value: String(message.value) });
    }
    const next = String(Number(batch.lastOffset()) + 1);
    const stalled = mustStall;
    if (stalled) {
      mustStall = false;
      await report({ kind: 'stalls', partition });
      const nobody = new Int32Array(new SharedArrayBuffer(4));
      while (!existsSync(wakeUpFile)) Atomics.wait(nobody, 0, 0, 50);
    }
    // consumer.commitOffsets would try again and again; this one says what it was told.
    const offsets = { topics: [{ topic, partitions: [{ partition, offset: next }] }] };
    try {
      await commitOffsetsIfNecessary(offsets);
      resolveOffset(batch.lastOffset());
      if (stalled) await report({ kind: 'commit', outcome: 'committed' });
    } catch (error) {
      await report({ kind: 'commit', outcome: String((error as { type?: string }).type) });
      throw error;
    }
  },
});
