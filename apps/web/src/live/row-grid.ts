/** Rows by place, so that what lies near a point is found without looking at every car. */
export interface RowGrid {
  /** Puts the row at a place, or moves it there. */
  put(row: number, x: number, y: number): void;
  remove(row: number): void;
  /** Gives the row a new number. */
  rename(from: number, to: number): void;
  /** Visits every row within the square around (x, y), and some beyond it. */
  near(x: number, y: number, reach: number, visit: (row: number) => void): void;
}

/** Mercator units: 245 m at the equator, 200 m at 35° of latitude. */
export const gridCell = 2 ** -17.3;
const buckets = 2 ** 15;

/** Linked lists of rows over hashed squares: putting, moving and removing cost the same however many there are. */
export function createRowGrid(): RowGrid {
  const head = new Int32Array(buckets).fill(-1);
  let next = new Int32Array(512).fill(-1);
  let previous = new Int32Array(512).fill(-1);
  /** The row's square; `absent` while it is in none. */
  let squareX = new Int32Array(512).fill(absent);
  let squareY = new Int32Array(512);

  function grow(rows: number): void {
    const wider = (old: Int32Array, fill: number) => {
      const grown = new Int32Array(rows).fill(fill);
      grown.set(old);
      return grown;
    };
    next = wider(next, -1);
    previous = wider(previous, -1);
    squareX = wider(squareX, absent);
    squareY = wider(squareY, 0);
  }

  function link(row: number, x: number, y: number): void {
    const bucket = bucketOf(x, y);
    squareX[row] = x;
    squareY[row] = y;
    previous[row] = -1;
    next[row] = head[bucket];
    if (head[bucket] >= 0) previous[head[bucket]] = row;
    head[bucket] = row;
  }

  function unlink(row: number): void {
    if (row >= squareX.length || squareX[row] === absent) return;
    const after = next[row];
    const before = previous[row];
    if (before >= 0) next[before] = after;
    else head[bucketOf(squareX[row], squareY[row])] = after;
    if (after >= 0) previous[after] = before;
    squareX[row] = absent;
  }

  return {
    put(row, x, y) {
      if (row >= next.length) grow(Math.max(row + 1, next.length * 2));
      const [toX, toY] = [Math.floor(x / gridCell), Math.floor(y / gridCell)];
      if (squareX[row] === toX && squareY[row] === toY) return;
      unlink(row);
      link(row, toX, toY);
    },
    remove: unlink,
    rename(from, to) {
      const [x, y] = [squareX[from], squareY[from]];
      unlink(from);
      unlink(to);
      if (x !== absent) link(to, x, y);
    },
    near(x, y, reach, visit) {
      for (let atY = Math.floor((y - reach) / gridCell); atY <= Math.floor((y + reach) / gridCell); atY++) {
        for (let atX = Math.floor((x - reach) / gridCell); atX <= Math.floor((x + reach) / gridCell); atX++) {
          for (let row = head[bucketOf(atX, atY)]; row >= 0; row = next[row]) {
            if (squareX[row] === atX && squareY[row] === atY) visit(row);
          }
        }
      }
    },
  };
}

const absent = -(2 ** 31);

function bucketOf(x: number, y: number): number {
  return (Math.imul(x, 73_856_093) ^ Math.imul(y, 19_349_663)) & (buckets - 1);
}
