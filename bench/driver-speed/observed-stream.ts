import type { EventStream } from '@rumo/event-stream';

export interface ObservedStream {
  readonly stream: EventStream;
  /** Resolves when 80 % of each partition was handled. */
  readonly mostlyProcessed: Promise<unknown>;
  /** Resolves with the ms from the first assignment until the last record of each partition was handled. */
  readonly processed: Promise<number>;
  /** Resolves with the ms until each partition was committed through its last record. */
  readonly committed: Promise<number>;
}

/** The stream, reading `topic` instead of the one asked for, with an eye on how far it was read. */
export function observedStream(
  stream: EventStream,
  topic: string,
  lastOffsets: readonly number[],
): ObservedStream {
  let assignedMs: number | null = null;
  const sinceAssignedMs = () => performance.now() - (assignedMs as number);
  const mostly = untilAll(lastOffsets.length, sinceAssignedMs);
  const processed = untilAll(lastOffsets.length, sinceAssignedMs);
  const committed = untilAll(lastOffsets.length, sinceAssignedMs);
  return {
    mostlyProcessed: mostly.done,
    processed: processed.done,
    committed: committed.done,
    stream: {
      ...stream,
      ensureTopics: async () => {},
      subscribe: (options) =>
        stream.subscribe({
          ...options,
          topic,
          assign(assignment) {
            assignedMs ??= performance.now();
            const last = lastOffsets[assignment.partition];
            const reader = options.assign({
              ...assignment,
              commitHint(position) {
                assignment.commitHint(position);
                if (Number(position) >= last) committed.one(assignment.partition);
              },
            });
            return {
              ...reader,
              async records(records) {
                await reader.records(records);
                const position = Number(records[records.length - 1].position);
                if (position >= 0.8 * last) mostly.one(assignment.partition);
                if (position >= last) processed.one(assignment.partition);
              },
            };
          },
        }),
    },
  };
}

function untilAll(count: number, result: () => number) {
  const seen = new Set<number>();
  let resolve: (value: number) => void = () => {};
  const done = new Promise<number>((resolved) => {
    resolve = resolved;
  });
  return {
    done,
    one(which: number) {
      seen.add(which);
      if (seen.size === count) resolve(result());
    },
  };
}
