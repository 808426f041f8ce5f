import { type DriverStatus, driverStatuses } from '@rumo/events';

/** Which cars are shown. Speeds in km/h; `mostKmh` null is no upper bound. */
export interface CarFilter {
  readonly statuses: readonly DriverStatus[];
  readonly leastKmh: number;
  readonly mostKmh: number | null;
}

export const everyCar: CarFilter = { statuses: driverStatuses, leastKmh: 0, mostKmh: null };

export function isEveryCar(filter: CarFilter): boolean {
  return filter.statuses.length === driverStatuses.length && filter.leastKmh <= 0 && filter.mostKmh === null;
}

/** A car that does not tell its speed passes only where no speed is asked for. */
export function passesFilter(
  filter: CarFilter,
  car: { readonly status: DriverStatus; readonly speedMps: number | null },
): boolean {
  if (!filter.statuses.includes(car.status)) return false;
  if (filter.leastKmh <= 0 && filter.mostKmh === null) return true;
  if (car.speedMps === null) return false;
  const kmh = car.speedMps * 3.6;
  return kmh >= filter.leastKmh && (filter.mostKmh === null || kmh <= filter.mostKmh);
}

/** One bit for each status, in the order of driverStatuses. */
export function statusMask(filter: CarFilter): number {
  return driverStatuses.reduce(
    (mask, status, bit) => mask | (filter.statuses.includes(status) ? 1 << bit : 0),
    0,
  );
}
