import { driverStatuses } from '@rumo/events';

/** Cars that drive to and fro on pieces of the city's streets at 10 m/s: the same for every way of drawing. */
export interface MovingCars {
  readonly count: number;
  longitude(car: number, seconds: number): number;
  latitude(car: number, seconds: number): number;
  headingDeg(car: number, seconds: number): number;
  status(car: number): (typeof driverStatuses)[number];
}

export const center = { latitude: -34.885, longitude: -56.16 };
const metresPerS = 10;
const metresPerDeg = 111_195;

/** `pieces` holds longitude and latitude of both ends of one piece of street after the other. */
export function movingCars(count: number, pieces: Float64Array): MovingCars {
  const [cos] = [Math.cos((center.latitude * Math.PI) / 180)];
  const at = (car: number) => (car * 4) % pieces.length;
  /** 0 … 1 along the piece, and whether the car drives back. */
  const along = (car: number, seconds: number) => {
    const from = at(car);
    const lengthM = Math.hypot(
      (pieces[from + 2] - pieces[from]) * metresPerDeg * cos,
      (pieces[from + 3] - pieces[from + 1]) * metresPerDeg,
    );
    // Each begins elsewhere on its piece.
    const way = ((seconds * metresPerS) / lengthM + car * 0.618) % 2;
    return { part: way < 1 ? way : 2 - way, back: way >= 1 };
  };
  const between = (car: number, column: number, seconds: number) => {
    const from = at(car) + column;
    return pieces[from] + (pieces[from + 2] - pieces[from]) * along(car, seconds).part;
  };
  return {
    count,
    longitude: (car, seconds) => between(car, 0, seconds),
    latitude: (car, seconds) => between(car, 1, seconds),
    headingDeg(car, seconds) {
      const from = at(car);
      const east = (pieces[from + 2] - pieces[from]) * cos;
      const degrees = (Math.atan2(east, pieces[from + 3] - pieces[from + 1]) * 180) / Math.PI;
      return (degrees + (along(car, seconds).back ? 540 : 360)) % 360;
    },
    status: (car) => driverStatuses[car % driverStatuses.length],
  };
}

export async function streetPieces(): Promise<Float64Array> {
  return new Float64Array(await (await fetch('/pieces')).arrayBuffer());
}
