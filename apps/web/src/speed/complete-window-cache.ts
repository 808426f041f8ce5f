/**
 * Keeps what was computed for windows that can never change (W6), so that each is computed once. A window without
 * rows is kept as null. `key` names the logs and the window length; at most `maxWindows` are kept, oldest out first.
 */
export interface CompleteWindowCache<Row extends { readonly startMs: number }> {
  /**
   * The rows of [fromMs, toMs): those kept, and the rest from `load`, which gets the shortest range that has them.
   * Rows of windows that end at or before `closedThroughMs` are kept from then on.
   */
  read(
    range: { readonly windowMs: number; readonly fromMs: number; readonly toMs: number },
    key: string,
    closedThroughMs: number | null,
    load: (range: { windowMs: number; fromMs: number; toMs: number }) => Promise<readonly Row[]>,
  ): Promise<Row[]>;
}

export function completeWindowCache<Row extends { readonly startMs: number }>(
  maxWindows: number,
): CompleteWindowCache<Row> {
  const kept = new Map<string, Row | null>();
  return {
    async read({ windowMs, fromMs, toMs }, key, closedThroughMs, load) {
      const name = (startMs: number) => `${key} ${windowMs} ${startMs}`;
      let missingFromMs = fromMs;
      while (missingFromMs < toMs && kept.has(name(missingFromMs))) missingFromMs += windowMs;
      const rows: Row[] = [];
      for (let startMs = fromMs; startMs < missingFromMs; startMs += windowMs) {
        const row = kept.get(name(startMs));
        if (row) rows.push(row);
      }
      if (missingFromMs === toMs) return rows;
      const loaded = await load({ windowMs, fromMs: missingFromMs, toMs });
      if (closedThroughMs !== null) {
        const byStart = new Map(loaded.map((row) => [row.startMs, row]));
        for (
          let startMs = missingFromMs;
          startMs + windowMs <= closedThroughMs && startMs < toMs;
          startMs += windowMs
        )
          kept.set(name(startMs), byStart.get(startMs) ?? null);
        for (const oldest of kept.keys()) {
          if (kept.size <= maxWindows) break;
          kept.delete(oldest);
        }
      }
      return [...rows, ...loaded];
    },
  };
}
