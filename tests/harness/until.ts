import { setTimeout as wait } from 'node:timers/promises';

/** Far beyond what a busy machine needs: who waits for so long waits for what never comes, ms. */
const patienceMs = 120_000;

/**
 * Asks again and again until the answer is neither null, undefined nor false; then resolves with it.
 * For what can only be looked at, such as a page or a table. Rejects after `timeoutMs`, naming what never came.
 */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | null | undefined | false> | Answer | null | undefined | false,
  timeoutMs = patienceMs,
): Promise<Answer> {
  const deadline = performance.now() + timeoutMs;
  let problem = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      problem = `; the last try said: ${error instanceof Error ? error.message : error}`;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s${problem}`);
    await wait(100);
  }
}
