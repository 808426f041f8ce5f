import type { VehicleTable } from '../live/vehicle-table.ts';

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The row of the car drawn nearest to a point of the screen and within `reachPx` of it, −1 for none. The matrix is
 * the cars' own: offsets from the city's origin → clip space.
 */
export function pickCar(
  table: VehicleTable,
  matrix: Float32Array,
  size: { readonly widthPx: number; readonly heightPx: number },
  point: ScreenPoint,
  reachPx: number,
  drawMs: number,
): number {
  let best = -1;
  let bestPx = reachPx;
  for (let row = 0; row < table.count; row++) {
    const { x, y } = toScreen(matrix, size, table.drawn(row, drawMs));
    const awayPx = Math.hypot(x - point.x, y - point.y);
    if (awayPx <= bestPx) {
      best = row;
      bestPx = awayPx;
    }
  }
  return best;
}

/** Where an offset from the origin is drawn, CSS px from the top left. */
export function toScreen(
  matrix: Float32Array,
  size: { readonly widthPx: number; readonly heightPx: number },
  offset: { readonly x: number; readonly y: number },
): ScreenPoint {
  const w = matrix[3] * offset.x + matrix[7] * offset.y + matrix[15];
  const clipX = (matrix[0] * offset.x + matrix[4] * offset.y + matrix[12]) / w;
  const clipY = (matrix[1] * offset.x + matrix[5] * offset.y + matrix[13]) / w;
  return { x: ((clipX + 1) / 2) * size.widthPx, y: ((1 - clipY) / 2) * size.heightPx };
}
