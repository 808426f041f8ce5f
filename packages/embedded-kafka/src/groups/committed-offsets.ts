import type { Files } from '../log/files.ts';
import { openOffsetJournal } from './offset-journal.ts';

export interface CommittedOffset {
  readonly offset: bigint;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly committedMs: number;
}

export interface PartitionCommit extends CommittedOffset {
  readonly topic: string;
  readonly partition: number;
}

/** The positions groups have committed, durable. Methods that change something throw when the disk refuses. */
export interface CommittedOffsets {
  commit(groupId: string, commits: readonly PartitionCommit[]): void;
  get(groupId: string, topic: string, partition: number): CommittedOffset | undefined;
  /** All of a group's, by topic and partition. */
  of(groupId: string): readonly PartitionCommit[];
  groupIds(): readonly string[];
  forget(groupId: string, partitions: readonly { topic: string; partition: number }[]): void;
  forgetGroup(groupId: string): void;
  forgetTopic(topic: string): void;
  close(): void;
}

/** [group, topic, partition, offset, leader epoch, metadata, time]; with no offset the entry is a removal. */
type Entry = readonly [string, string, number, string | null, number, string, number];

/** The journal is written anew when it is larger than this and mostly outdated. */
const compactionBytes = 1024 * 1024;
const bytesPerEntry = 120;

export function openCommittedOffsets(
  files: Files,
  path: string,
  onDamage: (lines: number) => void,
): CommittedOffsets {
  const groups = new Map<string, Map<string, PartitionCommit>>();
  const journal = openOffsetJournal(files, path, (entry) => apply(entry as Entry), onDamage);

  function apply([groupId, topic, partition, offset, leaderEpoch, metadata, committedMs]: Entry): void {
    const commits = groups.get(groupId) ?? new Map<string, PartitionCommit>();
    const key = `${topic}/${partition}`;
    if (offset === null) commits.delete(key);
    else {
      commits.set(key, { topic, partition, offset: BigInt(offset), leaderEpoch, metadata, committedMs });
    }
    if (commits.size === 0) groups.delete(groupId);
    else groups.set(groupId, commits);
  }

  function write(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    journal.append(entries);
    entries.forEach(apply);
    if (journal.sizeBytes() < compactionBytes) return;
    const live = [...groups].flatMap(([groupId, commits]) =>
      [...commits.values()].map((commit) => toEntry(groupId, commit)),
    );
    if (journal.sizeBytes() > 4 * bytesPerEntry * live.length) journal.rewrite(live);
  }

  const of = (groupId: string) => [...(groups.get(groupId)?.values() ?? [])];
  const removals = (groupId: string, partitions: readonly { topic: string; partition: number }[]) =>
    partitions.map(({ topic, partition }): Entry => [groupId, topic, partition, null, -1, '', 0]);

  return {
    commit: (groupId, commits) => write(commits.map((commit) => toEntry(groupId, commit))),
    get: (groupId, topic, partition) => groups.get(groupId)?.get(`${topic}/${partition}`),
    of,
    groupIds: () => [...groups.keys()],
    forget: (groupId, partitions) => write(removals(groupId, partitions)),
    forgetGroup: (groupId) => write(removals(groupId, of(groupId))),
    forgetTopic(topic) {
      for (const groupId of [...groups.keys()]) {
        write(
          removals(
            groupId,
            of(groupId).filter((commit) => commit.topic === topic),
          ),
        );
      }
    },
    close: () => journal.close(),
  };
}

function toEntry(groupId: string, commit: PartitionCommit): Entry {
  const { topic, partition, offset, leaderEpoch, metadata, committedMs } = commit;
  return [groupId, topic, partition, String(offset), leaderEpoch, metadata, committedMs];
}
