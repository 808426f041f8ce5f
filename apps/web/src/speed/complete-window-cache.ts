/** Window starts from `fromMs` on and before `toMs`, both multiples of `hopMs`, by default `windowMs`. */
interface Range {
  readonly windowMs: number;
  readonly hopMs?: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Keeps what was computed for windows that can never change (W6), so that each is computed once. A window without
 * rows is kept as null. At most `maxWindows` are kept, oldest out first.
 */
export interface CompleteWindowCache<Row extends { readonly startMs: number }> {
  /**
   * The rows of the range: those kept, and the rest from `load`, in stretches of at most `stretchMs`, so that a long
   * range that fails half-way has not been for nothing. `key` names the logs. Rows of windows that end at or before
   * `closedThroughMs` are kept from then on. Readers of one key take turns: what the first loads the next one has.
   */
  read(
    range: Range,
    key: string,
    closedThroughMs: number | null,
    load: (range: Range) => Promise<readonly Row[]>,
  ): Promise<Row[]>;
}

export function completeWindowCache<Row extends { readonly startMs: number }>(
  maxWindows: number,
  stretchMs: number,
): CompleteWindowCache<Row> {
  const kept = new Map<string, Row | null>();
  const turns = new Map<string, Promise<unknown>>();

  const keep = (key: string, range: Range, throughMs: number, rows: readonly Row[]) => {
    const byStart = new Map(rows.map((row) => [row.startMs, row]));
    for (let startMs = range.fromMs; startMs < range.toMs; startMs += range.hopMs ?? range.windowMs) {
      if (startMs + range.windowMs > throughMs) break;
      kept.set(`${key} ${startMs}`, byStart.get(startMs) ?? null);
    }
    for (const oldest of kept.keys()) {
      if (kept.size <= maxWindows) break;
      kept.delete(oldest);
    }
  };

  const readInTurn = async (
    { windowMs, hopMs = windowMs, fromMs, toMs }: Range,
    key: string,
    closedThroughMs: number | null,
    load: (range: Range) => Promise<readonly Row[]>,
  ) => {
    const rows: Row[] = [];
    let nextMs = fromMs;
    for (; nextMs < toMs; nextMs += hopMs) {
      const row = kept.get(`${key} ${nextMs}`);
      if (row === undefined) break;
      if (row !== null) rows.push(row);
    }
    // What windows share, each of them sums anew.
    const fairMs = (stretchMs * hopMs) / windowMs;
    const stepMs = Math.max(hopMs, Math.floor(fairMs / hopMs) * hopMs);
    for (; nextMs < toMs; nextMs += stepMs) {
      const stretch = { windowMs, hopMs, fromMs: nextMs, toMs: Math.min(nextMs + stepMs, toMs) };
      const loaded = await load(stretch);
      keep(key, stretch, closedThroughMs ?? Number.NEGATIVE_INFINITY, loaded);
      rows.push(...loaded);
    }
    return rows;
  };

  return {
    read(range, logs, closedThroughMs, load) {
      const key = `${logs} ${range.windowMs} ${range.hopMs ?? range.windowMs}`;
      const before = turns.get(key) ?? Promise.resolve();
      const turn = before.catch(() => {}).then(() => readInTurn(range, key, closedThroughMs, load));
      turns.set(key, turn);
      const done = () => {
        if (turns.get(key) === turn) turns.delete(key);
      };
      turn.then(done, done);
      return turn;
    },
  };
}
