/**
 * One car as the graphics card reads it, in 32-bit floats: the segment being drawn, from (x0, y0) at t0 to (x1, y1)
 * at t1 (mercator offsets; seconds since the table's epoch), both headings in one number, status (0 … 2, plus 4
 * when stale), speed (m/s, −1 where not known) and when it came into view.
 */
export const field = {
  x0: 0,
  y0: 1,
  x1: 2,
  y1: 3,
  t0: 4,
  t1: 5,
  headings: 6,
  status: 7,
  speed: 8,
  born: 9,
} as const;
export const floatsPerCar = 10;

/** Steps in a full turn; two such numbers fill the 24 bits that a 32-bit float holds exactly. */
export const headingSteps = 4096;

/** Both headings of a segment, to 0.09°, as one number that a 32-bit float holds exactly. */
export function packHeadings(fromDeg: number, toDeg: number): number {
  return steps(fromDeg) * headingSteps + steps(toDeg);
}

export function unpackHeadings(packed: number): readonly [fromDeg: number, toDeg: number] {
  const degreesPerStep = 360 / headingSteps;
  return [Math.floor(packed / headingSteps) * degreesPerStep, (packed % headingSteps) * degreesPerStep];
}

function steps(degrees: number): number {
  return ((Math.round((degrees / 360) * headingSteps) % headingSteps) + headingSteps) % headingSteps;
}
