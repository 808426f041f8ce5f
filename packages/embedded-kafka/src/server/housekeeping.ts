import type { PartitionLog } from '../log/partition-log.ts';
import type { BrokerContext } from './broker-context.ts';

/** A group without members keeps its committed offsets this long (Kafka's offsets.retention.minutes). */
const offsetRetentionMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes what is over its time (segments by their topic's retention, offsets of abandoned groups) and brings to
 * the medium what the operating system still holds. Resolves when done; never rejects.
 */
export async function keepHouse(broker: BrokerContext, nowMs = Date.now()): Promise<void> {
  removeOutdated(broker, nowMs);
  for (const topic of broker.topics.all()) for (const log of topic.partitions) await log.checkpoint();
}

/** A disk that refuses one log must not keep the others from making room. */
function retain(broker: BrokerContext, log: PartitionLog, nowMs: number): number {
  try {
    return log.retain(nowMs);
  } catch (error) {
    broker.storage.failed(error as Error);
    return 0;
  }
}

function removeOutdated(broker: BrokerContext, nowMs: number): void {
  try {
    for (const topic of broker.topics.all()) {
      topic.partitions.forEach((log, partition) => {
        const segments = retain(broker, log, nowMs);
        if (segments === 0) return;
        const where = { topic: topic.name, partition, segments, startOffset: log.startOffset() };
        broker.logger.info(where, 'retention removed segments');
      });
    }
    for (const group of broker.coordinator.groups()) {
      const isIdle = group.phase === 'Empty' && group.promised.size === 0;
      if (isIdle && broker.offsets.of(group.groupId).length === 0) broker.coordinator.forget(group.groupId);
    }
    for (const groupId of broker.offsets.groupIds()) {
      if ((broker.coordinator.group(groupId)?.phase ?? 'Empty') !== 'Empty') continue;
      const commits = broker.offsets.of(groupId);
      broker.offsets.forget(
        groupId,
        commits.filter(({ committedMs }) => nowMs - committedMs > offsetRetentionMs),
      );
    }
  } catch (error) {
    broker.logger.error({ err: error }, 'what is over its time cannot be removed; trying on');
  }
}
