/** Some rows of numbers: `capacity` of them from `from` on. */
export interface RowSpan {
  rows: Float64Array;
  from: number;
  capacity: number;
}

/**
 * Lends spans of rows of one length, cut from long pages. A page is one thing to the collection of garbage, however
 * many fixes come and go in it. Spans that came back are lent again.
 */
export interface RowPool {
  readonly rowLength: number;
  page: Float64Array;
  /** Numbers of the page that were lent before. */
  used: number;
  /** Spans that came back, by their capacity. */
  readonly free: Map<number, RowSpan[]>;
  /** Rows in all pages, and those of them that are lent. */
  rowsMade: number;
  rowsLent: number;
}

const pageRows = 8_192;
export const leastCapacity = 8;

export function rowPool(rowLength: number): RowPool {
  const page = new Float64Array(0);
  return { rowLength, page, used: 0, free: new Map(), rowsMade: 0, rowsLent: 0 };
}

/** A span of at least `rows` rows, which hold anything. */
export function lend(pool: RowPool, rows: number): RowSpan {
  let capacity = leastCapacity;
  while (capacity < rows) capacity *= 2;
  pool.rowsLent += capacity;
  const free = pool.free.get(capacity)?.pop();
  if (free !== undefined) return free;
  const length = capacity * pool.rowLength;
  if (pool.used + length > pool.page.length) {
    const made = Math.max(pageRows, capacity);
    pool.page = new Float64Array(made * pool.rowLength);
    pool.used = 0;
    pool.rowsMade += made;
  }
  const from = pool.used;
  pool.used += length;
  return { rows: pool.page, from, capacity };
}

export function giveBack(pool: RowPool, { rows, from, capacity }: RowSpan): void {
  pool.rowsLent -= capacity;
  const free = pool.free.get(capacity);
  if (free === undefined) pool.free.set(capacity, [{ rows, from, capacity }]);
  else free.push({ rows, from, capacity });
}

/** Whether so little of the pages is lent that to move it into new ones saves much memory. */
export function isMostlyFree({ rowsMade, rowsLent }: RowPool): boolean {
  return rowsMade > pageRows && rowsLent * 4 < rowsMade;
}

/** Moves the first `count` rows into a span of `into` with room for `rows`; the old span is not given back. */
export function moveRows(into: RowPool, span: RowSpan, count: number, rows: number): void {
  const next = lend(into, rows);
  next.rows.set(span.rows.subarray(span.from, span.from + count * into.rowLength), next.from);
  span.rows = next.rows;
  span.from = next.from;
  span.capacity = next.capacity;
}
