import { brokerMetrics, consumerMetrics, type Subscription } from '@rumo/event-stream';
import { Counter, Gauge, Histogram, type Registry, serviceMetrics } from '@rumo/service';
import type { Session } from './partition/session.ts';
import type { Progress } from './store/progress.ts';
import { watermarkMs } from './windows/stream-clock.ts';
import type { Counts } from './windows/tally.ts';

/** How things stand when /metrics is asked. */
export interface Gauged {
  readonly contact: ReturnType<Subscription['health']> | null;
  readonly lag: ReturnType<Subscription['lag']>;
  /** The partitions in memory. */
  readonly sessions: readonly { readonly partition: number; readonly session: Session }[];
  readonly databaseProblem: string | null;
  readonly paused: boolean;
  /** Epoch ms. */
  readonly wallNowMs: number;
}

type Counted = Pick<Progress, 'counts' | 'rejectedByReason'>;

export interface DriverSpeedMetrics {
  readonly registry: Registry;
  /** A partition was loaded: what it had counted is its earlier owners'. */
  loaded(partition: number, counted: Counted): void;
  committed(partition: number, counted: Counted, windows: number, tookMs: number, wallNowMs: number): void;
  happened(event: 'loaded' | 'fenced' | 'another_log' | 'failed'): void;
}

/** W13: each record has exactly one of these. */
const outcomes = {
  used: 'used',
  duplicates: 'duplicate',
  conflicts: 'conflict',
  late: 'late',
  rejected: 'rejected',
  otherTypes: 'other_type',
} as const satisfies Partial<Record<keyof Counts, string>>;

/** What /metrics tells. Counters are of what this process has committed, so that they only grow. */
export function driverSpeedMetrics(gauged: () => Gauged): DriverSpeedMetrics {
  const registry = serviceMetrics('driver-speed');
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `rumo_driver_speed_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  const counter = (name: string, help: string) =>
    new Counter({ name: `rumo_driver_speed_${name}_total`, help, registers });
  const counterBy = <Label extends string>(name: string, help: string, label: Label) =>
    new Counter({ name: `rumo_driver_speed_${name}_total`, help, labelNames: [label], registers });

  brokerMetrics(registry, () => gauged().contact);
  consumerMetrics(registry, () => gauged().lag);
  gauge('database_connected', '1 while the database answers, else 0', () =>
    Number(gauged().databaseProblem === null),
  );
  gauge('paused', '1 while reading is paused on request, else 0', () => Number(gauged().paused));
  gauge('drivers', 'Drivers in memory', () =>
    gauged().sessions.reduce((sum, { session }) => sum + session.state.drivers.list.length, 0),
  );
  new Gauge({
    name: 'rumo_driver_speed_watermark_delay_seconds',
    help: 'How far the watermark is behind the clock; 10 s of it are the grace',
    labelNames: ['partition'],
    registers,
    collect() {
      this.reset();
      const { sessions, wallNowMs } = gauged();
      for (const { partition, session } of sessions) {
        const delayMs = wallNowMs - watermarkMs(session.state.clock);
        if (Number.isFinite(delayMs)) this.set({ partition }, delayMs / 1_000);
      }
    },
  });
  const records = counterBy('records', 'Records counted, by what became of them', 'outcome');
  const rejected = counterBy('rejected', 'Records rejected, by reason', 'reason');
  const outliers = counter('outliers', 'Segments left out because nobody drives so fast');
  const logGaps = counter('log_gaps', 'Places where the log had lost records before they were read');
  const idleDisagreements = counter(
    'idle_disagreements',
    'Silences on whose proof windows were closed and that the log did not show after all',
  );
  const windows = counter('windows', 'Windows committed');
  const events = counterBy(
    'partition_events',
    'Partitions loaded, fenced, failed, or found to be another log',
    'event',
  );
  const commits = new Histogram({
    name: 'rumo_driver_speed_commit_duration_seconds',
    help: 'How long commits took',
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 3],
    registers,
  });
  const lastCommit = new Gauge({
    name: 'rumo_driver_speed_last_commit_timestamp_seconds',
    help: 'When something was last committed, seconds since the epoch',
    registers,
  });
  const before = new Map<number, Counted>();

  return {
    registry,
    loaded(partition, { counts, rejectedByReason }) {
      before.set(partition, { counts: { ...counts }, rejectedByReason: { ...rejectedByReason } });
    },
    committed(partition, counted, closed, tookMs, wallNowMs) {
      const since = before.get(partition);
      // A counter that is told to shrink throws.
      const grown = (name: keyof Counts) => Math.max(0, counted.counts[name] - (since?.counts[name] ?? 0));
      for (const name of Object.keys(outcomes) as (keyof typeof outcomes)[]) {
        records.inc({ outcome: outcomes[name] }, grown(name));
      }
      for (const [reason, count] of Object.entries(counted.rejectedByReason)) {
        rejected.inc({ reason }, Math.max(0, count - (since?.rejectedByReason[reason] ?? 0)));
      }
      outliers.inc(grown('outliers'));
      logGaps.inc(grown('logGaps'));
      idleDisagreements.inc(grown('idleDisagreements'));
      before.set(partition, counted);
      windows.inc(closed);
      commits.observe(tookMs / 1_000);
      lastCommit.set(wallNowMs / 1_000);
    },
    happened: (event) => events.inc({ event }),
  };
}
