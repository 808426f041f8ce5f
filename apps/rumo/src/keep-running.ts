import { setTimeout as wait } from 'node:timers/promises';

/** Something with a process of its own. */
export interface Server {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface KeepRunningDeps {
  readonly start: () => Promise<Server>;
  readonly isAlive: (pid: number) => boolean;
  readonly say: (line: string) => void;
  readonly lookMs: number;
}

/**
 * Starts a server that is nobody's child for sure (it may have been taken over), and again whenever it has ended
 * unasked. Rejects when the first start fails; a later one is tried again.
 */
export async function keepRunning(
  what: string,
  { start, isAlive, say, lookMs }: KeepRunningDeps,
): Promise<{ stop(): Promise<void> }> {
  let server = await start();
  const stopping = new AbortController();
  const watching = (async () => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      await wait(lookMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted || isAlive(server.pid)) continue;
      if (failures === 0) say(`${what} ended unasked: it is started again`);
      try {
        server = await start();
        failures = 0;
      } catch (error) {
        failures++;
        // What a killed server left may be in the way for a moment; 1, 2, 4, 8, … leave a handful of lines.
        if (Number.isInteger(Math.log2(failures))) say(`${what}: ${(error as Error).message}`);
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      await server.stop();
    },
  };
}
