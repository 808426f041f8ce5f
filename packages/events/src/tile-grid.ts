/**
 * A rectangle of square tiles of 360/2^level degrees. Columns count eastward from 180° W and wrap, rows northward
 * from the south pole.
 */
export interface TileGrid {
  readonly level: number;
  readonly westColumn: number;
  readonly columns: number;
  readonly southRow: number;
  readonly rows: number;
}

// Each record of the stream asks for several tiles, and powers and remainders of doubles are slow.
const powersOfTwo = Float64Array.from({ length: 64 }, (_, exponent) => 2 ** exponent);

/** The column of a longitude (degrees, −180 to 180) where the globe has 2^level of them. */
export function columnOf(longitude: number, level: number): number {
  const around = powersOfTwo[level];
  const column = Math.floor(((longitude + 180) / 360) * around);
  return column < around ? column : column % around;
}

/** The row of a latitude (degrees) where the globe has 2^(level − 1) of them; the north pole is in the last. */
export function rowOf(latitude: number, level: number): number {
  const around = powersOfTwo[level];
  return Math.min(Math.floor(((latitude + 90) / 360) * around), around / 2 - 1);
}

/** The western end of a column, degrees; a half more is its middle. */
export function longitudeOf(column: number, level: number): number {
  return (column / 2 ** level) * 360 - 180;
}

/** The southern end of a row, degrees. */
export function latitudeOf(row: number, level: number): number {
  return (row / 2 ** level) * 360 - 90;
}

/** Which tile of the grid, counted row by row from the south-western one, holds a position; −1: none. */
export function tileIndexOf(grid: TileGrid, latitude: number, longitude: number): number {
  const row = rowOf(latitude, grid.level) - grid.southRow;
  if (!(row >= 0 && row < grid.rows)) return -1;
  const around = 2 ** grid.level;
  const column = (columnOf(longitude, grid.level) - grid.westColumn + around) % around;
  return column < grid.columns ? row * grid.columns + column : -1;
}
