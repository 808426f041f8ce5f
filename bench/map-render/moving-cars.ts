/** Cars that drive straight on at 10 m/s and turn about at the edges of a box: the same for every way of drawing. */
export interface MovingCars {
  readonly count: number;
  longitude(car: number, seconds: number): number;
  latitude(car: number, seconds: number): number;
}

export const city = { latitude: -34.885, longitude: -56.16 };
const half = { longitude: 0.055, latitude: 0.03 };
const degreesPerS = 10 / 111_000;

export function movingCars(count: number): MovingCars {
  const startX = new Float64Array(count);
  const startY = new Float64Array(count);
  let seed = 42;
  const random = () => {
    // The minimal standard generator of Park and Miller (1988).
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let car = 0; car < count; car++) {
    startX[car] = random() * 4 * half.longitude;
    startY[car] = (random() * 2 - 1) * half.latitude;
  }
  return {
    count,
    longitude(car, seconds) {
      const way = (startX[car] + seconds * degreesPerS) % (4 * half.longitude);
      return city.longitude - half.longitude + (way < 2 * half.longitude ? way : 4 * half.longitude - way);
    },
    latitude: (car) => city.latitude + startY[car],
  };
}
