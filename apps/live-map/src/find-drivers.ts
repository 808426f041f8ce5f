import type { FoundDriver } from '@rumo/events';
import type { Fleet } from './fleet.ts';
import type { Vehicle } from './vehicle.ts';

export const mostFound = 20;
/** Ids looked through for one question: it bounds what a question can cost. An exact id is always found. */
const mostLookedAt = 20_000;

/**
 * The drivers whose id holds `text`, whatever the case: the exact id first, then ids that start with it, then the
 * others; shorter before longer, then by the alphabet. At most `mostFound`.
 */
export function findDrivers(fleet: Pick<Fleet, 'vehicle' | 'vehicles'>, text: string): FoundDriver[] {
  const wanted = text.toLowerCase();
  const exact = fleet.vehicle(text);
  const starting: Vehicle[] = [];
  const holding: Vehicle[] = [];
  let lookedAt = 0;
  for (const vehicle of fleet.vehicles()) {
    if (++lookedAt > mostLookedAt) break;
    if (vehicle === exact) continue;
    const at = vehicle.driverId.toLowerCase().indexOf(wanted);
    if (at === 0) starting.push(vehicle);
    else if (at > 0) holding.push(vehicle);
  }
  const found = [...(exact === null ? [] : [exact]), ...starting.sort(byId), ...holding.sort(byId)];
  return found.slice(0, mostFound).map(({ driverId, latitude, longitude, status }) => ({
    driverId,
    latitude,
    longitude,
    status,
  }));
}

function byId({ driverId: a }: Vehicle, { driverId: b }: Vehicle): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
