import { join } from 'node:path';
import { lockDataFolder } from '../../apps/rumo/src/data-lock.ts';
import { staleWeb } from '../../apps/rumo/src/web-build.ts';
import { root } from './node-process.ts';
import { until } from './until.ts';

/** Runs what builds the web pages when they are stale. Files of tests run beside each other: one builds, others wait. */
export async function inTurnToBuildWeb<Result>(run: () => Promise<Result>): Promise<Result> {
  if ((await staleWeb(root)) === null) return run();
  const lock = await until(
    'nobody else builds the web pages',
    async () => {
      const result = await lockDataFolder(join(root, '.cache/web-build'));
      return result.kind === 'held' && result.lock;
    },
    600_000,
  );
  try {
    return await run();
  } finally {
    await lock.release();
  }
}
