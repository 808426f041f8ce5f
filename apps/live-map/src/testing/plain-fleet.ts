import type { StreamRecord } from '@rumo/event-stream';
import { decodeBySchema, type LocationUpdated, type RideEvent } from '@rumo/events';
import { aheadMs, removedAfterMs, returnGraceMs, staleAfterMs } from '../fleet.ts';
import { completeTrip, noTrips, startTrip, type Trips } from '../trips.ts';

/** A drawn car, as a fleet must tell it. */
export interface PlainCar {
  readonly fix: LocationUpdated;
  readonly timeMs: number;
  readonly arrivalMs: number;
  readonly partition: number;
  readonly position: string;
}

interface PlainDriver {
  readonly driverId: string;
  readonly handle: number;
  readonly differences: { readonly arrivalMs: number; readonly differenceMs: number }[];
  car: PlainCar | null;
  trips: Trips;
  stale: boolean;
  lastArrivalMs: number;
}

export interface PlainFleet {
  /** How many records came to what. */
  readonly counts: Record<string, number>;
  /** Ids of drawn cars in the order of their last change, and handles of removed ones; the owner empties them. */
  readonly changed: string[];
  readonly removed: number[];
  take(record: StreamRecord): void;
  sweep(brokerNowMs: number): void;
  drawn(): object[];
}

/** What the fleet does with the records of partition 0, in plain objects and by the ordinary decoder: slowly. */
export function plainFleet(maxDrivers: number): PlainFleet {
  const drivers = new Map<string, PlainDriver>();
  const counts: Record<string, number> = {};
  const changed: string[] = [];
  const removed: number[] = [];
  let handles = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  let streamMs = Number.NEGATIVE_INFINITY;
  let keepAllUntilMs = 0;

  function touch({ driverId, car }: PlainDriver): void {
    if (changed.includes(driverId)) changed.splice(changed.indexOf(driverId), 1);
    if (car !== null) changed.push(driverId);
  }

  function setStale(driver: PlainDriver, stale: boolean): void {
    if (driver.stale !== stale) touch(driver);
    driver.stale = stale;
  }

  function outcomeOf(event: RideEvent, position: string, arrivalMs: number): string {
    const driver = drivers.get(event.driverId) ?? newDriver(event.driverId, arrivalMs);
    if (driver === null) return 'too_many_drivers';
    driver.lastArrivalMs = arrivalMs;
    setStale(driver, false);
    switch (event.type) {
      case 'TripStarted':
        driver.trips = startTrip(driver.trips, event);
        return 'trip_started';
      case 'TripCompleted':
        driver.trips = completeTrip(driver.trips, event);
        return 'trip_completed';
      case 'LocationUpdated':
        return outcomeOfFix(driver, event, position, arrivalMs);
    }
  }

  function newDriver(driverId: string, lastArrivalMs: number): PlainDriver | null {
    if (drivers.size >= maxDrivers) return null;
    const handle = handles++;
    const driver = {
      driverId,
      handle,
      differences: [],
      car: null,
      trips: noTrips,
      stale: false,
      lastArrivalMs,
    };
    drivers.set(driverId, driver);
    return driver;
  }

  function outcomeOfFix(
    driver: PlainDriver,
    fix: LocationUpdated,
    position: string,
    arrivalMs: number,
  ): string {
    const { differences, car } = driver;
    const { occurredAtMs } = fix;
    const bucketOf = (timeMs: number) => Math.floor(timeMs / 10_000);
    const least = () =>
      differences
        .filter((each) => bucketOf(each.arrivalMs) > bucketOf(arrivalMs) - 6)
        .reduce((sum, { differenceMs }) => Math.min(sum, differenceMs), Infinity);
    const before = least();
    if (before !== Infinity && occurredAtMs + before > arrivalMs + aheadMs) return 'ahead';
    differences.push({ arrivalMs, differenceMs: arrivalMs - occurredAtMs });
    const offsetMs = least();
    if (car !== null && car.fix.occurredAtMs + offsetMs <= arrivalMs + aheadMs) {
      if (car.fix.occurredAtMs === occurredAtMs) return 'duplicate';
      if (car.fix.occurredAtMs > occurredAtMs) return 'late';
    }
    const timeMs = Math.max(occurredAtMs + offsetMs, car?.timeMs ?? 0);
    driver.car = { fix, timeMs, arrivalMs, partition: 0, position };
    touch(driver);
    return 'drawn';
  }

  return {
    counts,
    changed,
    removed,
    take({ key, value, position, arrivalMs }) {
      const decoded = decodeBySchema(key, value);
      let outcome: string = decoded.kind === 'rejected' ? decoded.reason : decoded.kind;
      const thisMs = Math.max(streamMs, arrivalMs);
      streamMs = thisMs;
      if (decoded.kind === 'event') {
        if (thisMs - newestMs >= staleAfterMs && newestMs !== Number.NEGATIVE_INFINITY) {
          keepAllUntilMs = thisMs + returnGraceMs;
        }
        newestMs = thisMs;
        outcome = outcomeOf(decoded.event, position, thisMs);
      }
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    },
    sweep(brokerNowMs) {
      const nowMs = Math.max(brokerNowMs, newestMs);
      for (const driver of [...drivers.values()]) {
        if (newestMs >= keepAllUntilMs && newestMs - driver.lastArrivalMs >= removedAfterMs) {
          drivers.delete(driver.driverId);
          if (driver.car === null) continue;
          removed.push(driver.handle);
          driver.car = null;
          touch(driver);
        } else {
          setStale(driver, nowMs - driver.lastArrivalMs >= staleAfterMs);
        }
      }
    },
    drawn: () =>
      [...drivers.values()]
        .filter(({ car }) => car !== null)
        .map(({ driverId, handle, car, trips, stale, lastArrivalMs }) => ({
          ...{ driverId, handle, trips, stale, lastArrivalMs },
          ...car,
        })),
  };
}
