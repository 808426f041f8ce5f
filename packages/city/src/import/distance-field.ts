/** A grid of square cells, row by row. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
}

/**
 * For each cell the distance, in cells, to the nearest marked one; Infinity when none is marked. P. Felzenszwalb and
 * D. Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 8, 2012: exact, in linear time.
 */
export function distanceToMarked({ columns, rows }: CellGrid, marked: Uint8Array): Float64Array {
  const squared = Float64Array.from(marked, (mark) => (mark ? 0 : Infinity));
  const longest = Math.max(columns, rows);
  const line = new Float64Array(longest);
  const parabolas = new Int32Array(longest);
  const borders = new Float64Array(longest + 1);
  const pass = (start: number, step: number, length: number) => {
    for (let i = 0; i < length; i++) line[i] = squared[start + i * step];
    let last = -1;
    for (let i = 0; i < length; i++) {
      if (line[i] === Infinity) continue;
      let border = -Infinity;
      while (last >= 0) {
        const at = parabolas[last];
        border = (line[i] + i * i - (line[at] + at * at)) / (2 * (i - at));
        if (border > borders[last]) break;
        last--;
      }
      if (last < 0) border = -Infinity;
      last++;
      parabolas[last] = i;
      borders[last] = border;
      borders[last + 1] = Infinity;
    }
    if (last < 0) return;
    for (let i = 0, k = 0; i < length; i++) {
      while (borders[k + 1] < i) k++;
      squared[start + i * step] = (i - parabolas[k]) ** 2 + line[parabolas[k]];
    }
  };
  for (let column = 0; column < columns; column++) pass(column, columns, rows);
  for (let row = 0; row < rows; row++) pass(row * columns, 1, columns);
  return squared.map(Math.sqrt);
}
