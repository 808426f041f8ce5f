import type { World } from './core/world.ts';
import { type PublishedCounts, type PublishedWorldOptions, publishedWorld } from './published-world.ts';

export interface SimulationOptions extends PublishedWorldOptions {
  /** The wall clock, epoch ms. */
  readonly nowMs: () => number;
}

export interface Simulation {
  readonly world: World;
  readonly counts: PublishedCounts;
  /** Resolves when the stream has taken the first events. */
  readonly firstSent: Promise<void>;
  /** ms since the loop last turned. */
  sinceTurnMs(): number;
  /** Stops the world and saves it; what the stream has not taken within `timeoutMs` is sent again next time. */
  stop(timeoutMs: number): Promise<void>;
}

/** Saved at the first turn after so long that finds all of it taken by the stream. */
const saveEachMs = 5_000;
/** After so long the world stands still for the stream to take everything, up to `settleMs`. */
const saveOverdueMs = 10_000;
const settleMs = 500;

/** Runs the world by the wall clock. It stands still while the stream does not take what it sent. */
export function startSimulation(options: SimulationOptions): Simulation {
  const { publisher, tickMs, nowMs, logger } = options;
  const published = publishedWorld(options, nowMs());
  let turnedAt = performance.now();
  let turnedAtMs = nowMs();
  let savedAt = performance.now();
  let saving: Promise<void> | null = null;
  let stopping = false;
  let wake = () => {};

  let resolveFirst = () => {};
  const firstSent = new Promise<void>((resolve) => {
    resolveFirst = resolve;
  });

  const turn = () => {
    turnedAt = performance.now();
    turnedAtMs = nowMs();
    const nothingYet = published.counts.events === 0;
    published.tick(turnedAtMs);
    if (nothingYet && published.counts.events > 0) void publisher.flush().then(resolveFirst);
  };
  /** The world must not stand still for the disk: what is written is a copy. */
  const save = () => {
    savedAt = performance.now();
    saving = published
      .save()
      .catch((error) => logger.error({ err: error }, 'the world could not be saved'))
      .then(() => {
        saving = null;
      });
  };
  const saveWhenDue = async () => {
    const sinceMs = performance.now() - savedAt;
    if (saving !== null || sinceMs < saveEachMs) return;
    if (publisher.counts().waiting > 0) {
      if (sinceMs < saveOverdueMs) return;
      savedAt = performance.now();
      if (!(await within(settleMs, publisher.flush()))) return;
    }
    save();
  };
  const run = async () => {
    while (!stopping) {
      await publisher.ready();
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, untilTurnMs(turnedAtMs, nowMs(), tickMs));
      });
      // Before the turn: by then the stream has mostly taken what the one before sent.
      if (!stopping) await saveWhenDue();
      if (!stopping) turn();
    }
  };

  turn();
  const running = run();
  return {
    world: published.world,
    counts: published.counts,
    firstSent,
    sinceTurnMs: () => performance.now() - turnedAt,
    async stop(timeoutMs) {
      stopping = true;
      wake();
      await within(timeoutMs, running);
      if (await within(timeoutMs, Promise.all([publisher.flush(), saving]))) save();
      if (saving !== null) await within(timeoutMs, saving);
      published.close();
    },
  };
}

/**
 * How long to wait for the next turn after the one at `turnedAtMs`: until the next whole tick of the wall clock, and not
 * at all when that has passed. Who is behind would else wait for yet another tick, and be behind for longer.
 */
function untilTurnMs(turnedAtMs: number, nowMs: number, tickMs: number): number {
  const nextMs = (Math.floor(turnedAtMs / tickMs) + 1) * tickMs;
  // A clock that was set back must not hold up the loop.
  return Math.min(tickMs, Math.max(0, nextMs - nowMs));
}

/** Whether the work was done in that time. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
