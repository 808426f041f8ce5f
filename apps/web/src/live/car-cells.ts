import type { OffsetCell } from './live-messages.ts';
import type { MercatorOffset } from './mercator-origin.ts';

interface CrowdedCar extends MercatorOffset {
  readonly speedMps: number | null;
}

/** Two dots closer than this look like one. */
const dotPx = 5;
/** Cells are at least this wide. */
const cellPx = 64;
/** Above the first share of cars that hide each other cells appear, below the second they go: no flicker between. */
const crowdedShare = { enter: 0.45, leave: 0.35 };

/** Whether single cars cannot be told apart; `before` is what held until now. */
export function isCrowded(cars: readonly CrowdedCar[], unitsPerPx: number, before: boolean): boolean {
  const perDot = new Map<number, number>();
  const dot = dotPx * unitsPerPx;
  for (const { x, y } of cars) {
    const key = squareKey(x / dot, y / dot);
    perDot.set(key, (perDot.get(key) ?? 0) + 1);
  }
  let hidden = 0;
  for (const count of perDot.values()) if (count > 1) hidden += count;
  const share = cars.length === 0 ? 0 : hidden / cars.length;
  return share > (before ? crowdedShare.leave : crowdedShare.enter);
}

/**
 * The cars by squares that lie still while the map moves, each with its count and mean speed. Every car is counted
 * in exactly one. A square is a power of two of the map's units, 64 to 128 px wide.
 */
export function cellsOf(cars: readonly CrowdedCar[], unitsPerPx: number): OffsetCell[] {
  const width = 2 ** Math.ceil(Math.log2(cellPx * unitsPerPx));
  const sums = new Map<number, { count: number; x: number; y: number; speeds: number; speedMps: number }>();
  for (const { x, y, speedMps } of cars) {
    const key = squareKey(x / width, y / width);
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = { count: 0, x: 0, y: 0, speeds: 0, speedMps: 0 };
      sums.set(key, sum);
    }
    sum.count++;
    sum.x += x;
    sum.y += y;
    if (speedMps === null) continue;
    sum.speeds++;
    sum.speedMps += speedMps;
  }
  return [...sums.values()].map(({ count, x, y, speeds, speedMps }) => ({
    x: x / count,
    y: y / count,
    count,
    meanKmh: speeds === 0 ? null : (speedMps / speeds) * 3.6,
  }));
}

/** One number for a square within two million squares of the origin each way. */
function squareKey(x: number, y: number): number {
  return (Math.floor(x) + 2 ** 21) * 2 ** 22 + Math.floor(y) + 2 ** 21;
}
