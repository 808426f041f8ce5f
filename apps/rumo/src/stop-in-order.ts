import type { DataLock } from './data-lock.ts';
import type { Supervised } from './supervisor.ts';

const stopTimeoutMs = 4_500;

/**
 * Stops the parts so that nothing is lost: first who writes to the stream, then who reads it, at last the broker and
 * the database. Within 5 s: a part that does not end in its share is killed. Exits with the code it is given.
 */
export function createStop(
  running: readonly Supervised[],
  aborted: AbortController,
  lock: DataLock,
  say: (line: string) => void,
): (code: number) => Promise<void> {
  return async (code) => {
    // Asked twice: at once. The children end when their channel closes.
    if (aborted.signal.aborted) process.exit(1);
    aborted.abort();
    say('Stopping …');
    const startedMs = Date.now();
    const named = (name: string) => running.filter((part) => part.name === name);
    const stopAll = (parts: readonly Supervised[], timeoutMs: number) =>
      Promise.all(parts.map((part) => part.stop(timeoutMs)));
    await stopAll(named('simulator'), 1_500);
    await stopAll(
      running.filter((part) => part.name !== 'embedded'),
      2_000,
    );
    await stopAll(named('embedded'), Math.max(1_000, stopTimeoutMs - (Date.now() - startedMs)));
    await lock.release();
    say(`Stopped in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
    process.exit(code);
  };
}
