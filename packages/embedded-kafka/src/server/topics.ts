import fs from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../log/files.ts';
import { type LogEvents, openPartitionLog, type PartitionLog } from '../log/partition-log.ts';
import { readStored, writeStored } from './stored-json.ts';
import { logConfig, type TopicSettings } from './topic-config.ts';

export interface Topic {
  readonly name: string;
  readonly partitions: readonly PartitionLog[];
  readonly settings: TopicSettings;
}

/** The topics and their logs. Methods that change something are durable on return and throw when the disk refuses. */
export interface Topics {
  all(): readonly Topic[];
  get(name: string): Topic | undefined;
  create(name: string, partitionCount: number, settings: TopicSettings): Topic;
  addPartitions(name: string, partitionCount: number): void;
  configure(name: string, settings: TopicSettings): void;
  delete(name: string): void;
  /** Flushes and closes all logs. */
  close(): Promise<void>;
}

interface StoredTopics {
  readonly topics: Readonly<Record<string, { partitions: number; settings: TopicSettings }>>;
  /** Folders whose topic is gone and whose files may still be there. */
  readonly removing: readonly string[];
}

const legalName = /^[a-zA-Z0-9._-]{1,249}$/;

/** What is wrong with a topic's name, null when nothing is. `existing`: the topics there are. */
export function checkTopicName(name: string, existing: readonly Topic[]): string | null {
  if (!legalName.test(name) || name === '.' || name === '..') {
    return 'a topic name has 1 to 249 of the characters a-z A-Z 0-9 . _ -';
  }
  const twin = existing.find(
    (topic) => topic.name !== name && topic.name.toLowerCase() === name.toLowerCase(),
  );
  return twin
    ? `differs from topic ${twin.name} only in case, which not every file system tells apart`
    : null;
}

export function openTopics(dataDir: string, files: Files, events: LogEvents): Topics {
  const topicsPath = join(dataDir, 'topics.json');
  const stored = readStored<StoredTopics>(topicsPath) ?? { topics: {}, removing: [] };
  const topics = new Map<string, Topic>();
  removeFolders(stored.removing);

  for (const [name, { partitions, settings }] of Object.entries(stored.topics)) {
    topics.set(name, { name, settings, partitions: openLogs(name, 0, partitions, settings) });
  }
  if (stored.removing.length > 0) store();

  function folderOf(name: string, partition: number): string {
    return `${name}-${partition}`;
  }

  function openLogs(name: string, from: number, to: number, settings: TopicSettings): PartitionLog[] {
    const logs: PartitionLog[] = [];
    try {
      for (let partition = from; partition < to; partition++) {
        const folder = join(dataDir, folderOf(name, partition));
        logs.push(openPartitionLog({ folder, config: logConfig(settings), files, events }));
      }
    } catch (error) {
      for (const log of logs) log.abandon();
      throw error;
    }
    return logs;
  }

  function store(removing: readonly string[] = []): void {
    const entries = [...topics.values()].map(
      ({ name, partitions, settings }) => [name, { partitions: partitions.length, settings }] as const,
    );
    writeStored(topicsPath, { topics: Object.fromEntries(entries), removing } satisfies StoredTopics);
  }

  function removeFolders(folders: readonly string[]): void {
    for (const folder of folders) fs.rmSync(join(dataDir, folder), { recursive: true, force: true });
  }

  /** Logs for partitions that did not exist before: whatever lies in their folders is nobody's. */
  function addLogs(name: string, from: number, to: number, settings: TopicSettings): PartitionLog[] {
    for (let partition = from; partition < to; partition++) removeFolders([folderOf(name, partition)]);
    return openLogs(name, from, to, settings);
  }

  /** Changes the map and stores it; undone, without the logs that were `added`, when the disk refuses. */
  function put(topic: Topic, added: readonly PartitionLog[] = []): void {
    const before = topics.get(topic.name);
    topics.set(topic.name, topic);
    try {
      store();
    } catch (error) {
      for (const log of added) log.abandon();
      if (before) topics.set(topic.name, before);
      else topics.delete(topic.name);
      throw error;
    }
  }

  function existing(name: string): Topic {
    const topic = topics.get(name);
    if (topic === undefined) throw new Error(`no topic ${name}`);
    return topic;
  }

  return {
    all: () => [...topics.values()],
    get: (name) => topics.get(name),
    create(name, partitionCount, settings) {
      const partitions = addLogs(name, 0, partitionCount, settings);
      const topic = { name, settings, partitions };
      put(topic, partitions);
      return topic;
    },
    addPartitions(name, partitionCount) {
      const topic = existing(name);
      const added = addLogs(name, topic.partitions.length, partitionCount, topic.settings);
      put({ ...topic, partitions: [...topic.partitions, ...added] }, added);
    },
    configure(name, settings) {
      const topic = { ...existing(name), settings };
      put(topic);
      for (const log of topic.partitions) log.configure(logConfig(settings));
    },
    delete(name) {
      const topic = existing(name);
      const folders = topic.partitions.map((_, partition) => folderOf(name, partition));
      topics.delete(name);
      try {
        store(folders);
      } catch (error) {
        topics.set(name, topic);
        throw error;
      }
      for (const log of topic.partitions) log.abandon();
      removeFolders(folders);
      store();
    },
    async close() {
      await Promise.all([...topics.values()].flatMap((topic) => topic.partitions.map((log) => log.close())));
    },
  };
}
