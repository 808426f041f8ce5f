/** How cars are drawn at a zoom: `wedge` goes from 0, a dot, to 1, the oriented shape. */
export interface CarShape {
  readonly sizePx: number;
  readonly wedge: number;
}

/** A dot of 4 px below zoom 13, then a wedge of 11 px that grows to 14 px at zoom 15 and 24 px at 18. */
export function carShape(zoom: number): CarShape {
  const wedge = between(zoom, 12.9, 13.1, 0, 1);
  const wedgePx = zoom < 15 ? between(zoom, 13, 15, 11, 14) : between(zoom, 15, 18, 14, 24);
  // Cars far away keep within a dot's size, at street level they are large enough to be met by a finger.
  const dotPx = between(zoom, 9, 12, 3, 4);
  return { sizePx: dotPx + (wedgePx - dotPx) * wedge, wedge };
}

function between(at: number, from: number, to: number, low: number, high: number): number {
  return low + (high - low) * Math.min(1, Math.max(0, (at - from) / (to - from)));
}
