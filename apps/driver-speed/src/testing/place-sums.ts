import type { PlaceRows } from '../windows/places.ts';

/** What commits have added up to, by the key of the row; pieces of speeding are there once. */
export type PlaceSums = Map<string, unknown>;

/** Adds the rows of one commit as the database does. Throws at a second row of speeding. */
export function addPlaceRows(sums: PlaceSums, places: PlaceRows | null): void {
  for (const { windowStartMs, street, limitKmh, ...sum } of places?.streets ?? []) {
    add(sums, `street ${windowStartMs} ${limitKmh} ${street}`, sum);
  }
  for (const { windowStartMs, x, y, distanceMm, timeMs } of places?.cells ?? []) {
    add(sums, `cell ${windowStartMs} ${x} ${y}`, { distanceMm, timeMs });
  }
  for (const piece of places?.speeding ?? []) {
    const key = `speeding ${piece.windowStartMs} ${piece.limitKmh} ${piece.street} ${piece.driverId}`;
    if (sums.has(key)) throw new Error(`a second row for ${key}`);
    sums.set(key, structuredClone(piece));
  }
}

function add(sums: PlaceSums, key: string, sum: Readonly<Record<string, number>>): void {
  const before = sums.get(key) as Readonly<Record<string, number>> | undefined;
  sums.set(
    key,
    before === undefined
      ? sum
      : Object.fromEntries(Object.entries(sum).map(([name, value]) => [name, before[name] + value])),
  );
}
