import type { OutgoingRecord, Publisher } from '@rumo/event-stream';
import { driverOdometerTopic, rideEventsTopic } from '@rumo/events';
import type { Logger } from '@rumo/service';
import { withOffset } from './core/progress.ts';
import { advance, stepNumber, stepsDue, type World, type WorldSink } from './core/world.ts';
import { resumeClock, turnClock, type WorldClock } from './core/world-clock.ts';
import type { SavedWorld } from './saved-world.ts';

export interface SimulationOptions {
  readonly saved: SavedWorld;
  readonly publisher: Publisher;
  /** Whether each driver's true odometer is published too. */
  readonly odometer: boolean;
  readonly tickMs: number;
  /** The wall clock, epoch ms. */
  readonly nowMs: () => number;
  readonly logger: Logger;
}

/** What the loop has done since the process began. */
export interface SimulationCounts {
  events: number;
  ticks: number;
  pauses: number;
  pausedMs: number;
  /** How far the wall clock is behind the world's last step; 0 when it is not. */
  behindMs: number;
  lastTurnMs: number;
  snapshots: number;
  snapshotsFailed: number;
}

export interface Simulation {
  readonly world: World;
  readonly counts: SimulationCounts;
  /** Resolves when the stream has taken the first fixes. */
  readonly firstSent: Promise<void>;
  /** Stops the world and saves it where the stream has got to; within `timeoutMs` and a little. */
  stop(timeoutMs: number): Promise<void>;
}

const snapshotEachMs = 5_000;
/** How long the world may stand still for the stream to have taken everything before a snapshot. */
const settleMs = 500;

/** Runs the world by the wall clock and publishes what it sends. */
export function startSimulation(options: SimulationOptions): Simulation {
  const { saved, publisher, tickMs, nowMs, logger } = options;
  const { world, progress } = saved;
  const outgoing = collector(world, options.odometer);
  const sentUpTo: { taken: number; step: number }[] = [];
  const counts: SimulationCounts = {
    events: 0,
    ticks: 0,
    pauses: 0,
    pausedMs: 0,
    behindMs: 0,
    lastTurnMs: nowMs(),
    snapshots: 0,
    snapshotsFailed: 0,
  };
  let taken = 0;
  let acknowledgedStep = stepNumber(world);
  let offsets = withOffset([], acknowledgedStep, saved.offsetMs ?? nowMs(), acknowledgedStep);
  let snapshotStep = acknowledgedStep;
  let nextSnapshotMs = nowMs() + snapshotEachMs;
  let stopping = false;
  let wake = () => {};

  for (const { untilStep, offsetMs, send } of saved.repeat) {
    offsets = withOffset(offsets, stepNumber(world), offsetMs, snapshotStep);
    if (!send) acknowledgedStep = untilStep;
    advance(world, untilStep, offsetMs, send ? outgoing.sink : silent);
  }
  const offsetMs = offsets[offsets.length - 1][1];
  let clock: WorldClock =
    saved.offsetMs === null
      ? { offsetMs, lastMs: offsetMs }
      : resumeClock(lastStepMs(world), offsetMs, nowMs());
  if (clock.offsetMs !== offsetMs) notePause(clock.offsetMs - offsetMs, 'the world goes on after a stop');

  function notePause(pausedMs: number, message: string): void {
    counts.pauses++;
    counts.pausedMs += pausedMs;
    logger.info({ pausedMs: Math.round(pausedMs) }, message);
  }

  /** Everything the publisher took over up to some step, and has since sent or dropped. */
  function noteAcknowledged(): void {
    const { sent, dropped } = publisher.counts();
    while (sentUpTo.length > 0 && sentUpTo[0].taken <= sent + dropped) {
      acknowledgedStep = sentUpTo[0].step;
      sentUpTo.shift();
    }
  }

  function writeProgress(): void {
    progress.write({ name: world.name, step: stepNumber(world), acknowledgedStep, offsets });
  }

  function publish(): void {
    noteAcknowledged();
    // Before the sending: what may have been sent is known after any end.
    writeProgress();
    const { events, odometers } = outgoing.take();
    counts.events += events.length;
    taken += events.length + odometers.length;
    sentUpTo.push({ taken, step: stepNumber(world) });
    if (events.length > 0) publisher.publish(rideEventsTopic.name, events);
    if (odometers.length > 0) publisher.publish(driverOdometerTopic.name, odometers);
  }

  function tick(): void {
    const turn = turnClock(clock, nowMs(), tickMs);
    if (turn.pausedMs > 0) notePause(turn.pausedMs, 'a tick came late: the world stood still');
    if (turn.behindMs > 0 && counts.behindMs === 0) {
      logger.warn({ behindMs: turn.behindMs }, 'the clock is behind the last fix: the world waits for it');
    }
    counts.behindMs = turn.behindMs;
    counts.lastTurnMs = nowMs();
    counts.ticks++;
    clock = turn.clock;
    const untilStep = stepsDue(world, turn.untilMs);
    if (untilStep <= stepNumber(world)) return;
    offsets = withOffset(offsets, stepNumber(world), clock.offsetMs, snapshotStep);
    advance(world, untilStep, clock.offsetMs, outgoing.sink);
    publish();
  }

  async function save(waitMs: number): Promise<void> {
    if (!(await within(waitMs, publisher.flush()))) return;
    noteAcknowledged();
    const step = stepNumber(world);
    const saving = saved.save(clock.offsetMs);
    void saving.then(
      (done) => {
        if (!done) return;
        snapshotStep = step;
        counts.snapshots++;
      },
      (error) => {
        counts.snapshotsFailed++;
        logger.error({ err: error }, 'the world could not be saved');
      },
    );
    if (stopping) await saving;
  }

  async function run(): Promise<void> {
    while (!stopping) {
      tick();
      await publisher.ready();
      if (stopping) break;
      if (nowMs() >= nextSnapshotMs) {
        nextSnapshotMs = nowMs() + snapshotEachMs;
        await save(settleMs);
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, Math.max(1, tickMs - (nowMs() % tickMs)));
      });
    }
  }

  tick();
  const firstSent = publisher.flush();
  const running = run();
  return {
    world,
    counts,
    firstSent,
    async stop(timeoutMs) {
      stopping = true;
      wake();
      await within(timeoutMs, running);
      await save(timeoutMs);
      noteAcknowledged();
      writeProgress();
      progress.close();
    },
  };
}

/** Simulated ms of the last step made. */
function lastStepMs({ cursor, settings }: World): number {
  const step = cursor.second * settings.drivers + cursor.nextDriver - 1;
  const second = Math.floor(step / settings.drivers);
  return second * 1_000 + Math.floor(((step - second * settings.drivers) * 1_000) / settings.drivers);
}

const silent: WorldSink = { event() {}, odometer: null };

function collector(world: World, odometer: boolean) {
  let events: OutgoingRecord[] = [];
  let odometers: OutgoingRecord[] = [];
  const sink: WorldSink = {
    event(driver, occurredAtMs, value) {
      events.push({ key: world.driverIds[driver], value, occurredAtMs });
    },
    odometer: odometer
      ? (driver, occurredAtMs, value) => odometers.push({ key: world.driverIds[driver], value, occurredAtMs })
      : null,
  };
  return {
    sink,
    take() {
      const batch = { events, odometers };
      events = [];
      odometers = [];
      return batch;
    },
  };
}

/** Whether the work was done in that time. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
