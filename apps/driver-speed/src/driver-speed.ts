import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventStream, Subscription } from '@rumo/event-stream';
import { rideEventsTopic } from '@rumo/events';
import { eventRate, type Logger, startHttpServer } from '@rumo/service';
import { explainer } from './explain/explainer.ts';
import type { ReadStored } from './explain/stored-windows.ts';
import { sessionTimeoutMs } from './group-session.ts';
import { driverSpeedRoutes } from './http/routes.ts';
import { latestOf, type Standing, statusOf } from './http/status.ts';
import { driverSpeedMetrics } from './metrics.ts';
import { type PartitionWorker, partitionWorker, type WorkerEvent } from './partition/partition-worker.ts';
import { lastLine, recovery } from './partition/recovery.ts';
import { readiness } from './readiness.ts';
import { keepBounded } from './retention-job.ts';
import type { PartitionStore } from './store/progress.ts';
import type { Retention } from './store/retention.ts';
import type { StreetMap } from './windows/street-map.ts';

export interface DriverSpeedOptions {
  readonly stream: EventStream;
  readonly store: PartitionStore;
  readonly retention: Retention;
  readonly readStored: ReadStored;
  readonly group: string;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly simulation: boolean;
  readonly gapMs: number;
  /** W5 */
  readonly maxSpeedMps?: number;
  /** W16: null sums nothing by street and cell. */
  readonly streets: StreetMap | null;
  /** A monotonic clock, ms. */
  readonly nowMs: () => number;
  readonly logger: Logger;
}

export interface DriverSpeed {
  readonly port: number;
  /** Commits what was folded, leaves the group, closes the sockets (D4). */
  stop(): Promise<void>;
}

const tickMs = 200;
const retentionMs = 60_000;
const pingMs = 5_000;
const finishMs = 2_500;
const recordsPerCheckpoint = 250;

/** Wires the stream to the windows and these to the store. Rejects when the port is taken. */
export async function startDriverSpeed(options: DriverSpeedOptions): Promise<DriverSpeed> {
  const { stream, store, retention, group, nowMs, logger, gapMs, maxSpeedMps, streets } = options;
  const settings = { gapMs, maxSpeedMps, recordsPerCheckpoint, streets };
  const workers = new Map<number, PartitionWorker>();
  const recover = recovery(Math.random);
  const rate = eventRate();
  const stopping = new AbortController();
  let subscription: Subscription | null = null;
  let paused = false;
  /** Whether this process has been told what it does, by a command or by what it found. */
  let isPauseKnown = false;
  let noting = Promise.resolve();
  let trimDue = false;

  const sessions = () => [...workers.values()].flatMap((worker) => worker.session() ?? []);
  const standing = (): Standing => ({
    group,
    paused,
    pausable: options.simulation,
    eventsPerSecond: rate.perSecond(nowMs()),
    lag: subscription?.lag() ?? [],
    sessions: sessions(),
  });
  const metrics = driverSpeedMetrics(() => ({
    contact: subscription?.health() ?? null,
    lag: subscription?.lag() ?? [],
    sessions: [...workers].flatMap(([partition, worker]) => {
      const session = worker.session();
      return session === null ? [] : [{ partition, session }];
    }),
    databaseProblem: recover.problem(),
    paused,
    wallNowMs: Date.now(),
  }));

  function report(partition: number, event: WorkerEvent): void {
    switch (event.kind) {
      case 'counted':
        rate.add(event.records, nowMs());
        return;
      case 'committed':
        recover.succeeded(partition);
        metrics.committed(partition, event.commit, event.commit.closed.length, event.tookMs, Date.now());
        trimDue ||= event.commit.rejected.length > 0;
        return;
      case 'failed':
        warnOfDatabase(partition, recover.failed(partition, event.error), event.error);
        break;
      case 'loaded':
        // It would otherwise come up reading where the others stand still. Outside simulations nobody could resume it.
        if (options.simulation && event.paused && !isPauseKnown) setPaused(true);
        recover.answered(partition);
        metrics.loaded(partition, event.counted);
        break;
      case 'fenced':
      case 'another_log':
        break;
    }
    metrics.happened(event.kind);
  }

  function setPaused(asked: boolean): void {
    paused = asked;
    isPauseKnown = true;
    for (const worker of workers.values()) worker.setPaused(asked);
  }

  /** 1, 2, 4, 8, …: an outage leaves a handful of lines. */
  function warnOfDatabase(partition: number, failures: number, error: unknown): void {
    if (!Number.isInteger(Math.log2(failures))) return;
    logger.warn(
      { partition, failures, problem: lastLine(error) },
      'the database failed: loading the partition anew',
    );
  }

  const http = await startHttpServer({
    host: options.host,
    port: options.port,
    allowedHosts: options.allowedHosts,
    healthy: () => null,
    ready: () =>
      readiness({
        health: subscription?.health() ?? null,
        databaseProblem: recover.problem(),
        lag: subscription?.lag() ?? [],
        loaded: new Set(
          [...workers].filter(([, w]) => w.session()?.replay === null).map(([partition]) => partition),
        ),
        paused,
      }),
    metrics: metrics.registry,
    routes: driverSpeedRoutes({
      pausable: options.simulation,
      status: () => statusOf(standing()),
      latest: (limit) => latestOf(sessions(), limit),
      explain: explainer({ stream, readStored: options.readStored, settings, logger }),
      setPaused(asked) {
        setPaused(asked);
        noting = noting
          .then(() => store.notePaused(asked))
          .catch((error) => logger.warn({ problem: lastLine(error) }, 'the pause could not be noted'));
      },
    }),
    logger,
  });

  const joining = join();
  async function join(): Promise<void> {
    await stream.ensureTopics([rideEventsTopic]);
    if (stopping.signal.aborted) return;
    subscription = await stream.subscribe({
      topic: rideEventsTopic.name,
      group,
      sessionTimeoutMs,
      assign(assignment) {
        const { partition, signal } = assignment;
        const worker = partitionWorker(assignment, {
          store,
          comparePositions: stream.comparePositions,
          nowMs,
          newLogId: randomUUID,
          settings,
          logger,
          inGroup: () => subscription?.health().connected ?? false,
          mayLoad: () => wait(recover.waitMs(partition), undefined, { signal }),
          report,
        });
        workers.set(partition, worker);
        signal.addEventListener('abort', () => {
          if (workers.get(partition) === worker) workers.delete(partition);
        });
        worker.setPaused(paused);
        return worker;
      },
    });
  }
  joining.catch((error) => {
    if (!stopping.signal.aborted) logger.error({ err: error }, 'could not join the group');
  });

  const ticker = setInterval(() => {
    for (const worker of workers.values()) worker.tick();
    if (trimDue) {
      trimDue = false;
      inBackground('trimming rejected events', () => retention.trimRejected());
    }
  }, tickMs);
  const asking = setInterval(() => {
    inBackground('asking the database', () =>
      (paused ? store.notePaused(true) : store.ping()).then(
        () => recover.succeeded('ping'),
        (error) => void recover.failed('ping', error),
      ),
    );
  }, pingMs);
  const bounding = setInterval(() => {
    const closed = [...workers].flatMap(([partition, worker]) => {
      const closedThroughMs = worker.session()?.state.clock.closedThroughMs ?? Number.NEGATIVE_INFINITY;
      return Number.isFinite(closedThroughMs) ? [[partition, closedThroughMs] as const] : [];
    });
    inBackground('rolling up old windows', () => keepBounded(retention, new Map(closed), stopping.signal));
  }, retentionMs);

  const running = new Set<string>();
  function inBackground(what: string, work: () => Promise<void>): void {
    if (running.has(what)) return;
    running.add(what);
    work()
      .catch((error) => logger.warn({ problem: lastLine(error) }, `${what} failed: it is tried again`))
      .finally(() => running.delete(what));
  }

  return {
    port: http.port,
    async stop() {
      stopping.abort();
      clearInterval(ticker);
      clearInterval(asking);
      clearInterval(bounding);
      // A database that is away must not hold up the stop: what is not committed is in the log.
      const finished = Promise.all([...workers.values()].map((worker) => worker.finish()));
      await Promise.race([finished, wait(finishMs, undefined, { ref: false })]);
      await subscription?.stop();
      await http.close();
    },
  };
}
