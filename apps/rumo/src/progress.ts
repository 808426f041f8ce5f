/** Says each step once it is done, with its time, and lines of the parts below each other. */
export interface Progress {
  step<Result>(what: string, work: Promise<Result>): Promise<Result>;
  say(line: string): void;
}

export function createProgress(write: (text: string) => void, nowMs: () => number): Progress {
  return {
    async step(what, work) {
      const startedMs = nowMs();
      const result = await work;
      write(`  ✓ ${what.padEnd(34)} ${((nowMs() - startedMs) / 1000).toFixed(1)} s\n`);
      return result;
    },
    say: (line) => write(`${line}\n`),
  };
}
