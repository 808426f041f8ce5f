import { setTimeout as wait } from 'node:timers/promises';

/** How long a part may say that it is not ready before a person is told. */
const patienceMs = 15_000;
const lookEachMs = 5_000;

/** Takes what a part says at each look, null for ready; returns the line to tell, null for none. */
export type ReadyNotes = (problem: string | null, nowMs: number) => string | null;

/** A problem that lasts is told once, and its end too: a machine that cannot keep pace must not look like one that can. */
export function readyNotes(name: string): ReadyNotes {
  let sinceMs: number | null = null;
  let told = false;
  return (problem, nowMs) => {
    if (problem === null) {
      const wasTold = told;
      sinceMs = null;
      told = false;
      return wasTold ? `${name} is ready again.` : null;
    }
    sinceMs ??= nowMs;
    if (told || nowMs - sinceMs < patienceMs) return null;
    told = true;
    return `WARN ${name} has not been ready for ${Math.round((nowMs - sinceMs) / 1_000)} s: ${problem}`;
  };
}

export interface WatchedPart {
  readonly name: string;
  /** Of its /readyz. */
  readonly url: string;
}

/** Looks at each part again and again until `signal` ends it, and says what has to be told. */
export async function watchReady(
  parts: readonly WatchedPart[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const watched = parts.map((part) => ({ ...part, note: readyNotes(part.name) }));
  while (!signal.aborted) {
    await Promise.all(
      watched.map(async ({ url, note }) => {
        const line = note(await problemAt(url), performance.now());
        if (line !== null && !signal.aborted) say(line);
      }),
    );
    await wait(lookEachMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

async function problemAt(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(lookEachMs) });
    // Whoever refuses to answer here (a host that is not allowed) says nothing about being ready.
    if (response.status !== 503) return null;
    return String(((await response.json()) as { problem?: unknown }).problem);
  } catch {
    return 'it does not answer.';
  }
}
