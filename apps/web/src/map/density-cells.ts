/** A car as it counts for density: CSS px on the screen. */
export interface CrowdedCar {
  readonly x: number;
  readonly y: number;
  /** Null where the device does not say. */
  readonly speedMps: number | null;
}

/** What takes the place of cars that cannot be told apart (M7). */
export interface DensityCell {
  /** The middle of its cars, CSS px. */
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** The mean of the cars' speeds now, null where none says. */
  readonly meanKmh: number | null;
}

/** Two dots closer than this look like one. */
const dotPx = 5;
const cellPx = 64;
/** Above the first share of cars that hide each other cells appear, below the second they go: no flicker between. */
const crowdedShare = { enter: 0.45, leave: 0.35 };

/** Whether single cars cannot be told apart; `before` is what held until now. */
export function isCrowded(cars: readonly CrowdedCar[], before: boolean): boolean {
  const perDot = new Map<string, number>();
  for (const { x, y } of cars) {
    const dot = `${Math.floor(x / dotPx)} ${Math.floor(y / dotPx)}`;
    perDot.set(dot, (perDot.get(dot) ?? 0) + 1);
  }
  let hidden = 0;
  for (const count of perDot.values()) if (count > 1) hidden += count;
  const share = cars.length === 0 ? 0 : hidden / cars.length;
  return share > (before ? crowdedShare.leave : crowdedShare.enter);
}

/** The cars by squares of 64 px, each with its count and mean speed. Every car is counted in exactly one. */
export function densityCells(cars: readonly CrowdedCar[]): DensityCell[] {
  const groups = new Map<string, CrowdedCar[]>();
  for (const car of cars) {
    const cell = `${Math.floor(car.x / cellPx)} ${Math.floor(car.y / cellPx)}`;
    const group = groups.get(cell);
    if (group === undefined) groups.set(cell, [car]);
    else group.push(car);
  }
  return [...groups.values()].map(cellFrom);
}

function cellFrom(cars: readonly CrowdedCar[]): DensityCell {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const speeds = cars.map((car) => car.speedMps).filter((speed) => speed !== null);
  return {
    x: mean(cars.map((car) => car.x)),
    y: mean(cars.map((car) => car.y)),
    count: cars.length,
    meanKmh: speeds.length === 0 ? null : mean(speeds) * 3.6,
  };
}
