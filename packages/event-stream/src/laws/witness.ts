import type {
  Assignment,
  EventStream,
  PartitionReader,
  Position,
  Start,
  StreamRecord,
  Subscription,
} from '../event-stream.ts';
import { positionAfter } from '../positions.ts';

/** What one assignment was handed, in order. */
export interface Seen {
  readonly assignment: Assignment;
  readonly positions: Position[];
  readonly values: string[];
  readonly gaps: string[];
}

/** A member that writes down what it is handed and checks the law on the way. */
export interface Witness {
  readonly subscription: Subscription;
  /** Every assignment so far, the oldest first. */
  readonly seen: readonly Seen[];
  /** The assignments it has at this moment, by partition. */
  owned(): Map<number, Seen>;
  values(): string[];
  /** What broke "in order, none twice and none left out within one assignment, nothing after its end". */
  readonly violations: string[];
  /** Resolves when `condition` holds; it is looked at whenever something happens. */
  until(condition: () => boolean, what: string): Promise<void>;
}

export interface WitnessOptions {
  readonly topic: string;
  readonly group: string;
  readonly start?: (assignment: Assignment, nth: number) => Start | Promise<Start>;
  readonly records?: (records: readonly StreamRecord[], seen: Seen) => void | Promise<void>;
  readonly sessionTimeoutMs?: number;
}

const patienceMs = 60_000;

/** Subscribes a witness. The log must have no holes: then each record's position follows the one before. */
export async function witness(stream: EventStream, options: WitnessOptions): Promise<Witness> {
  const seen: Seen[] = [];
  const violations: string[] = [];
  const listeners = new Set<() => void>();
  const happened = () => {
    for (const listener of [...listeners]) listener();
  };

  const assign = (assignment: Assignment): PartitionReader => {
    const mine: Seen = { assignment, positions: [], values: [], gaps: [] };
    const nth = seen.push(mine);
    let due: Position | null = null;
    const { partition, signal } = assignment;
    signal.addEventListener('abort', happened);
    happened();
    return {
      start: async () => (await options.start?.(assignment, nth)) ?? { from: 'beginning' },
      async records(records) {
        await options.records?.(records, mine);
        for (const { position, value } of records) {
          if (due !== null && position !== due)
            violations.push(`partition ${partition}: ${position}, due was ${due}`);
          due = positionAfter(position);
          mine.positions.push(position);
          mine.values.push(Buffer.from(value ?? []).toString());
        }
        happened();
      },
      gap(asked, first) {
        mine.gaps.push(`${asked} to ${first}`);
        due = first;
        happened();
      },
    };
  };

  const subscription = await stream.subscribe({
    topic: options.topic,
    group: options.group,
    sessionTimeoutMs: options.sessionTimeoutMs,
    assign,
  });
  const owned = () =>
    new Map(
      seen
        .filter(({ assignment }) => !assignment.signal.aborted)
        .map((mine) => [mine.assignment.partition, mine]),
    );
  return {
    subscription,
    seen,
    owned,
    values: () => seen.flatMap((mine) => mine.values),
    violations,
    until: (condition, what) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!condition()) return;
          listeners.delete(look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          listeners.delete(look);
          const had = seen
            .map(({ assignment, positions }) => `${assignment.partition}: ${positions.length}`)
            .join(', ');
          reject(new Error(`waited ${patienceMs} ms in vain until ${what}; seen by partition ${had}`));
        }, patienceMs);
        listeners.add(look);
        look();
      }),
  };
}

/** Resolves when all of several witnesses together fulfil `condition`. */
export async function untilAll(
  witnesses: readonly Witness[],
  condition: () => boolean,
  what: string,
): Promise<void> {
  await Promise.race(witnesses.map((one) => one.until(condition, what)));
}
