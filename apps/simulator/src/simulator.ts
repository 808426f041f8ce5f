import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cityPackDir, readCityPack } from '@rumo/city';
import { type EventStream, type Publisher, publisherMetrics } from '@rumo/event-stream';
import { driverOdometerTopic, rideEventsTopic } from '@rumo/events';
import { type Logger, serviceMetrics, startHttpServer } from '@rumo/service';
import { worldKey } from './core/restore.ts';
import { faultSettings, noiseSettings, odometerOn, type SimulatorEnv } from './env.ts';
import { fillMetrics, simulatorStatus } from './metrics.ts';
import { type RunningOdometer, runOdometer } from './odometer/run-odometer.ts';
import { openSavedWorld } from './saved-world.ts';
import { type Simulation, startSimulation } from './simulation.ts';

export interface Simulator {
  readonly port: number;
  readonly simulation: Simulation;
  /** Begins to write the true speeds into this database, if odometers are published. */
  measureTruth(databaseUrl: string): void;
  stop(): Promise<void>;
}

/** Longest time between two turns of the loop of a healthy simulator. */
const stuckMs = 10_000;
/** A database that is away must not hold up the stop: what it lacks is written after the next start. */
const finishTruthMs = 2_500;

/**
 * Reads the city, serves health, metrics and status, opens the saved world and, once the broker answers, publishes it.
 * Rejects when there is no such city, the port is taken or the stream is closed meanwhile.
 */
export async function startSimulator(
  env: SimulatorEnv,
  stream: EventStream,
  logger: Logger,
): Promise<Simulator> {
  const { info, graph } = readCityPack(cityPackDir(env.CITY, env.CITIES_DIR));
  const folder = join(env.RUMO_DATA, 'simulator');
  const settings = {
    seed: env.SEED,
    drivers: env.DRIVERS,
    noise: noiseSettings(env),
    faults: faultSettings(env),
  };
  const key = worldKey(info.id, info.files.streets.sha256.slice(0, 16), settings);
  const metrics = serviceMetrics('simulator');
  const publisher = await stream.publisher();
  publisherMetrics(metrics, publisher);
  let started: Simulation | null = null;
  const rate = eventRate(() => started?.counts.events ?? 0);
  const http = await startHttpServer({
    host: env.HOST,
    port: env.SIMULATOR_PORT,
    allowedHosts: env.ALLOWED_HOSTS,
    // A world that waits for the broker is as it should be; /readyz says that it waits.
    healthy: () =>
      started !== null && started.sinceTurnMs() > stuckMs && publisher.health().connected
        ? 'The loop does not turn.'
        : null,
    ready: () => notReady(started, publisher),
    metrics,
    routes: {
      'GET /status': () =>
        started === null
          ? { status: 503, body: { error: 'the world has not begun' } }
          : { body: simulatorStatus(started, publisher, rate()) },
    },
    logger,
  });
  const topics = odometerOn(env) ? [rideEventsTopic, driverOdometerTopic] : [rideEventsTopic];
  const [saved] = await Promise.all([
    openSavedWorld({ folder, key, graph, settings, nowMs: Date.now(), logger }),
    stream.ensureTopics(topics),
  ]);
  const simulation = startSimulation({
    saved,
    publisher,
    odometer: odometerOn(env),
    tickMs: env.SIMULATOR_TICK_MS,
    nowMs: Date.now,
    logger,
  });
  started = simulation;
  fillMetrics(metrics, simulation);
  let truth: Promise<RunningOdometer> | null = null;
  return {
    port: http.port,
    simulation,
    measureTruth(databaseUrl) {
      if (!odometerOn(env) || truth !== null) return;
      // Only after the first fixes: the database's client takes a while to load.
      truth = simulation.firstSent.then(() => runOdometer(stream, databaseUrl, folder, logger));
      truth.catch((error) => logger.error({ err: error }, 'true speeds are not written'));
    },
    async stop() {
      // What has not begun to measure never will: the process is about to end.
      const measuring = simulation.counts.events > 0 ? truth : null;
      await Promise.all([
        simulation.stop(900).then(() => publisher.stop(300)),
        Promise.race([
          measuring?.then((running) => running.stop()).catch(() => {}),
          wait(finishTruthMs, undefined, { ref: false }),
        ]),
      ]);
      await http.close();
    },
  };
}

function notReady(simulation: Simulation | null, publisher: Publisher): string | null {
  const { problem } = publisher.health();
  if (problem !== null) return problem;
  if (simulation === null) return 'The world has not begun.';
  const { behindMs } = simulation.counts;
  if (behindMs === 0) return null;
  return `The clock is ${Math.ceil(behindMs / 1_000)} s behind the world's last fix; the world waits for it.`;
}

/** Events a second since the asking before, or the one before that when it is not a second old. */
function eventRate(events: () => number): () => number {
  let since = { ms: performance.now(), events: events() };
  let last = 0;
  return () => {
    const now = { ms: performance.now(), events: events() };
    if (now.ms - since.ms >= 1_000) {
      last = ((now.events - since.events) * 1_000) / (now.ms - since.ms);
      since = now;
    }
    return last;
  };
}
