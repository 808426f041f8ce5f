import type { CommittedOffsets } from '../groups/committed-offsets.ts';
import type { GroupCoordinator } from '../groups/group-coordinator.ts';
import type { BrokerLogger } from './broker-log.ts';
import type { StorageReport } from './storage-report.ts';
import type { Topic, Topics } from './topics.ts';

/** The one node there is; it is also the controller. */
export const nodeId = 1;

/** What request handlers work on. */
export interface BrokerContext {
  readonly logger: BrokerLogger;
  readonly storage: StorageReport;
  readonly clusterId: string;
  readonly topics: Topics;
  readonly coordinator: GroupCoordinator;
  readonly offsets: CommittedOffsets;
  readonly nextProducerId: () => number;
  readonly defaultPartitions: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  readonly port: () => number;
}

/** Whose request it is. */
export interface Caller {
  readonly clientId: string;
  readonly clientHost: string;
  /** The host under which this caller reaches the broker. */
  readonly advertisedHost: string;
  readonly apiVersion: number;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
}

export function findLog(topics: Topics, name: string, partition: number) {
  const topic: Topic | undefined = topics.get(name);
  return topic?.partitions[partition];
}
