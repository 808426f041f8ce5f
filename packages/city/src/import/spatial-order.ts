import { boundsOf, type Position } from '@rumo/geo';

/**
 * The items sorted along a Z-order curve (G. Morton, 1966), so that neighbours on the ground are near each other in
 * a file: differences stay small and compress well. `positions` is indexed by item.
 */
export function spatialOrder(items: readonly number[], positions: readonly Position[]): number[] {
  if (items.length === 0) return [];
  const [west, south, east, north] = boundsOf(items.map((item) => positions[item]));
  const cells = 2 ** 15 - 1;
  const cell = (value: number, low: number, high: number) =>
    high === low ? 0 : Math.floor(((value - low) / (high - low)) * cells);
  const keyOf = new Map(
    items.map((item) => {
      const { latitude, longitude } = positions[item];
      return [item, interleave(cell(longitude, west, east)) + 2 * interleave(cell(latitude, south, north))];
    }),
  );
  const key = (item: number) => keyOf.get(item) ?? 0;
  return items.toSorted(
    (a, b) =>
      key(a) - key(b) ||
      positions[a].latitude - positions[b].latitude ||
      positions[a].longitude - positions[b].longitude,
  );
}

/** Spreads 15 bits so that a zero lies between each two. */
function interleave(value: number): number {
  let spread = 0;
  for (let bit = 0; bit < 15; bit++) if (value & (1 << bit)) spread += 4 ** bit;
  return spread;
}
