/** The same direction as degrees in [0, 360). */
export function normalizeHeading(headingDeg: number): number {
  const turned = ((headingDeg % 360) + 360) % 360;
  // A tiny negative angle plus 360 rounds to 360 itself, and −0 is 0.
  return turned === 360 ? 0 : turned + 0;
}

/**
 * How far to turn from one heading to the other by the shorter way: degrees in (−180, 180], positive clockwise.
 * Opposite headings give 180.
 */
export function headingDifferenceDeg(fromDeg: number, toDeg: number): number {
  const clockwise = normalizeHeading(toDeg - fromDeg);
  return clockwise > 180 ? clockwise - 360 : clockwise;
}

/** The heading at `fraction` (0 … 1) of the shorter turn from one to the other, degrees in [0, 360). */
export function interpolateHeading(fromDeg: number, toDeg: number, fraction: number): number {
  return normalizeHeading(fromDeg + headingDifferenceDeg(fromDeg, toDeg) * fraction);
}
