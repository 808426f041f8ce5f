import type { OutgoingRecord, Publisher } from '@rumo/event-stream';
import { driverOdometerTopic, rideEventsTopic } from '@rumo/events';
import type { Logger } from '@rumo/service';
import { withOffset } from './core/progress.ts';
import { advance, stepMs, stepNumber, stepsDue, type World, type WorldSink } from './core/world.ts';
import { resumeClock, turnClock, type WorldClock } from './core/world-clock.ts';
import type { SavedWorld } from './saved-world.ts';

export interface PublishedWorldOptions {
  readonly saved: SavedWorld;
  readonly publisher: Publisher;
  /** Whether each driver's true odometer is published too. */
  readonly odometer: boolean;
  /** Between two ticks when all is well. */
  readonly tickMs: number;
  readonly logger: Logger;
}

/** What has been done since the process began. */
export interface PublishedCounts {
  events: number;
  ticks: number;
  pauses: number;
  pausedMs: number;
  /** How far the wall clock is behind the world's last step; 0 when it is not. */
  behindMs: number;
  snapshots: number;
}

export interface PublishedWorld {
  readonly world: World;
  readonly counts: PublishedCounts;
  /** Runs the world up to the wall time `nowMs` and hands what it sends to the publisher. */
  tick(nowMs: number): void;
  /** Saves the world as it is; false when the stream has not taken all of it yet, or a save is under way. */
  save(): Promise<boolean>;
  /** Writes down how far the stream has got; nothing may follow. */
  close(): void;
}

/** How often a world stands still before its machine is called too slow; said at most once in that time. */
const overload = { pauses: 3, withinMs: 60_000 };

/** A world that goes on at wall time `nowMs`, first sending again what the stream may not have of its last life. */
export function publishedWorld(options: PublishedWorldOptions, nowMs: number): PublishedWorld {
  const { saved, publisher, tickMs, logger } = options;
  const { world, progress } = saved;
  const counts: PublishedCounts = { events: 0, ticks: 0, pauses: 0, pausedMs: 0, behindMs: 0, snapshots: 0 };
  const outgoing = collector(world, options.odometer);
  /** What the publisher had taken over, in all, when the world was at a step. */
  const takenAt: { readonly taken: number; readonly step: number }[] = [];
  let taken = 0;
  let acknowledgedStep = stepNumber(world);
  let snapshotStep = acknowledgedStep;
  let offsets = withOffset([], acknowledgedStep, saved.offsetMs ?? nowMs, snapshotStep);

  for (const { untilStep, offsetMs, send } of saved.repeat) {
    offsets = withOffset(offsets, stepNumber(world), offsetMs, snapshotStep);
    if (!send) acknowledgedStep = untilStep;
    advance(world, untilStep, offsetMs, send ? outgoing.sink : silent);
  }
  let clock = firstClock();
  let lateAt: readonly number[] = [];
  let toldAtMs = Number.NEGATIVE_INFINITY;

  function firstClock(): WorldClock {
    if (saved.offsetMs === null) return { offsetMs: nowMs, lastMs: nowMs };
    const begun = resumeClock(stepMs(world, stepNumber(world) - 1), saved.offsetMs, nowMs);
    const pausedMs = begun.offsetMs - saved.offsetMs;
    if (pausedMs > 0) notePause(pausedMs, 'the world goes on after a stop');
    return begun;
  }

  function notePause(pausedMs: number, message: string): void {
    counts.pauses++;
    counts.pausedMs += pausedMs;
    logger.info({ pausedMs: Math.round(pausedMs) }, message);
  }

  /** A laptop that slept is late once; a machine that is too slow is late again and again. */
  function noteLate(nowMs: number): void {
    lateAt = [...lateAt.filter((ms) => nowMs - ms < overload.withinMs), nowMs];
    if (lateAt.length < overload.pauses || nowMs - toldAtMs < overload.withinMs) return;
    toldAtMs = nowMs;
    const { drivers } = world.settings;
    logger.warn(
      { drivers },
      `${drivers} drivers are more than this machine, or the broker, can take: the world stood still ` +
        `${lateAt.length} times within a minute; set DRIVERS lower, or give the simulator a core of its own`,
    );
  }

  function noteAcknowledged(): void {
    const { sent, dropped } = publisher.counts();
    while (takenAt.length > 0 && takenAt[0].taken <= sent + dropped) {
      acknowledgedStep = takenAt[0].step;
      takenAt.shift();
    }
  }

  function writeProgress(): void {
    noteAcknowledged();
    progress.write({ name: world.name, step: stepNumber(world), acknowledgedStep, offsets });
  }

  return {
    world,
    counts,
    tick(nowMs) {
      const turn = turnClock(clock, nowMs, tickMs);
      if (turn.pausedMs > 0) {
        notePause(turn.pausedMs, 'a tick came late: the world stood still');
        noteLate(nowMs);
      }
      if (turn.behindMs > 0 && counts.behindMs === 0) {
        logger.warn({ behindMs: turn.behindMs }, 'the clock is behind the last fix: the world waits for it');
      }
      counts.behindMs = turn.behindMs;
      counts.ticks++;
      clock = turn.clock;
      const untilStep = stepsDue(world, turn.untilMs);
      if (untilStep > stepNumber(world)) {
        offsets = withOffset(offsets, stepNumber(world), clock.offsetMs, snapshotStep);
        advance(world, untilStep, clock.offsetMs, outgoing.sink);
      }
      const { events, odometers } = outgoing.take();
      if (events.length + odometers.length === 0) return;
      // Before the sending: what may have been sent is known after any end.
      writeProgress();
      counts.events += events.length;
      taken += events.length + odometers.length;
      takenAt.push({ taken, step: stepNumber(world) });
      if (events.length > 0) publisher.publish(rideEventsTopic.name, events);
      if (odometers.length > 0) publisher.publish(driverOdometerTopic.name, odometers);
    },
    async save() {
      noteAcknowledged();
      const step = stepNumber(world);
      // A snapshot forgets how the steps before it came about: none of them may still have to be sent again.
      if (acknowledgedStep < step) return false;
      const done = await saved.save(clock.offsetMs);
      if (!done) return false;
      snapshotStep = step;
      counts.snapshots++;
      return true;
    },
    close() {
      writeProgress();
      progress.close();
    },
  };
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
