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

const saveEachMs = 5_000;
/** How long the world may stand still for the stream to have taken everything, so that it can be saved. */
const settleMs = 500;

/** Runs the world by the wall clock. It stands still while the stream does not take what it sent. */
export function startSimulation(options: SimulationOptions): Simulation {
  const { publisher, tickMs, nowMs, logger } = options;
  const published = publishedWorld(options, nowMs());
  let turnedAt = performance.now();
  let savedAt = performance.now();
  let stopping = false;
  let wake = () => {};

  let resolveFirst = () => {};
  const firstSent = new Promise<void>((resolve) => {
    resolveFirst = resolve;
  });

  const turn = () => {
    turnedAt = performance.now();
    const nothingYet = published.counts.events === 0;
    published.tick(nowMs());
    if (nothingYet && published.counts.events > 0) void publisher.flush().then(resolveFirst);
  };
  const save = async (waitMs: number) => {
    try {
      if (await within(waitMs, publisher.flush())) await published.save();
    } catch (error) {
      logger.error({ err: error }, 'the world could not be saved');
    }
  };
  const run = async () => {
    while (!stopping) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, Math.max(1, tickMs - (nowMs() % tickMs)));
      });
      await publisher.ready();
      if (stopping) return;
      turn();
      if (performance.now() - savedAt < saveEachMs) continue;
      savedAt = performance.now();
      await save(settleMs);
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
      await save(timeoutMs);
      published.close();
    },
  };
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
