import { type Child, type ChildListener, type ChildSpec, startChild } from './child.ts';

/** How long to wait before a child that ended is started again: 0.2 s, doubling to 10 s, reset after a good minute. */
export function restartDelayMs(endsInARow: number): number {
  return Math.min(10_000, 200 * 2 ** Math.max(0, endsInARow - 1));
}

const goodRunMs = 60_000;

export interface Supervised {
  readonly name: string;
  /** Resolves when it was first ready; rejects when it could not start at all (exit 1 before it was ever ready). */
  readonly firstReady: Promise<void>;
  /** The process that runs at present, null between two. */
  pid(): number | null;
  stop(timeoutMs: number): Promise<void>;
}

/** Keeps one child running: started again with backoff when it ends unasked, until stopped. */
export function supervise(spec: ChildSpec, on: ChildListener): Supervised {
  let stopping = false;
  let child: Child | null = null;
  let wake: (() => void) | null = null;
  let everReady = false;
  let resolveReady: () => void = () => {};
  let rejectReady: (error: Error) => void = () => {};
  const firstReady = new Promise<void>((resolve, reject) => {
    resolveReady = resolve;
    rejectReady = reject;
  });
  firstReady.catch(() => {});

  const run = async () => {
    for (let endsInARow = 0; !stopping; ) {
      const startedAt = performance.now();
      child = startChild(spec, on);
      child.ready.then(
        () => {
          everReady = true;
          resolveReady();
        },
        () => {},
      );
      const how = await child.ended;
      child = null;
      if (stopping) return;
      if (!everReady && how === 'exit 1') {
        rejectReady(new Error(`${spec.name} could not start; its last lines above say why.`));
        return;
      }
      endsInARow = performance.now() - startedAt > goodRunMs ? 1 : endsInARow + 1;
      const delayMs = restartDelayMs(endsInARow);
      on.line(`ended unasked (${how}), starts again in ${(delayMs / 1000).toFixed(1)} s`);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, delayMs);
      });
    }
  };
  const running = run();
  return {
    name: spec.name,
    firstReady,
    pid: () => child?.pid ?? null,
    stop: async (timeoutMs) => {
      stopping = true;
      wake?.();
      await child?.stop(timeoutMs);
      await running;
    },
  };
}
