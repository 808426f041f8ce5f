import type { DriverOfWindow } from '@rumo/database/queries';

export const driverColumns = ['driverId', 'meanKmh', 'distanceM', 'timeS'] as const;
export type DriverColumn = (typeof driverColumns)[number];

export interface DriverOrder {
  readonly column: DriverColumn;
  readonly direction: 'ascending' | 'descending';
}

/** The rows whose id holds `search`, in order; drivers without a speed come last either way, ties go by id. */
export function orderedDrivers(
  rows: readonly DriverOfWindow[],
  search: string,
  order: DriverOrder,
): DriverOfWindow[] {
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? [...rows] : rows.filter((row) => row.driverId.toLowerCase().includes(wanted));
  const sign = order.direction === 'ascending' ? 1 : -1;
  return found.sort((a, b) => {
    const byColumn = compare(a[order.column], b[order.column], sign);
    return byColumn !== 0 ? byColumn : compare(a.driverId, b.driverId, 1);
  });
}

/** The order after a click on `column`: turned round when it is the one already; numbers begin with the largest. */
export function nextOrder(order: DriverOrder, column: DriverColumn): DriverOrder {
  if (order.column !== column)
    return { column, direction: column === 'driverId' ? 'ascending' : 'descending' };
  return { column, direction: order.direction === 'ascending' ? 'descending' : 'ascending' };
}

function compare(a: string | number | null, b: string | number | null, sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}
