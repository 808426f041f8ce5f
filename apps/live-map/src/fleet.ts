import { type DriverStatus, frameMaxTimeMs, type LocationUpdated, type RideEvent } from '@rumo/events';
import type { Area } from './area.ts';
import { type Changing, createChangeList } from './change-list.ts';
import { addToClockOffset, type ClockOffset, clockOffsetMs, emptyClockOffset } from './clock-offset.ts';
import { completeTrip, noTrips, startTrip, type Trips } from './trips.ts';
import { countInArea, createVehicleGrid, itemsInArea } from './vehicle-grid.ts';

export const staleAfterMs = 30_000;
export const removedAfterMs = 300_000;
/** A fix further ahead of its arrival than this is not drawn (M2). */
export const aheadMs = 2_000;
/** After a silence of the whole stream nobody is removed for this long: the cars need a moment to speak again. */
export const returnGraceMs = 10_000;

/** A driver that has sent something; it is drawn once it has a fix. */
export interface Driver {
  readonly driverId: string;
  readonly handle: number;
  readonly offset: ClockOffset;
  shown: Shown | null;
  trips: Trips;
  stale: boolean;
  lastArrivalMs: number;
  /** Counts every change of the driver or its trip: what a watcher compares. */
  changes: number;
}

/**
 * The fix that is drawn: the newest (M2). Overwritten by the driver's next one, number by number: new objects, or a
 * null in the place of a number, would live just long enough to make the collection of garbage dear.
 */
export interface Shown {
  sequence: number;
  occurredAtMs: number;
  /** NaN: unknown, as in the next two. */
  accuracyM: number;
  headingDeg: number;
  speedMps: number;
  status: DriverStatus;
  /** The fix's time in the broker's clock (M5). */
  timeMs: number;
  arrivalMs: number;
  partition: number;
  position: string;
}

/** A driver with a fix. */
export interface Vehicle extends Driver, Changing<Vehicle> {
  shown: Shown;
  latitude: number;
  longitude: number;
}

export interface Received {
  readonly arrivalMs: number;
  readonly partition: number;
  readonly position: string;
}

/** What became of one event. One word each: they are labels of a counter. */
export type Outcome =
  | 'drawn'
  | 'duplicate'
  | 'late'
  | 'ahead'
  | 'trip_started'
  | 'trip_completed'
  | 'too_many_drivers';

export interface Fleet {
  /** Rises with each change of what is drawn. */
  readonly revision: number;
  /** Drivers with a fix. */
  readonly size: number;
  /** How many bits the handles given out so far need. */
  readonly handleBits: number;
  /** Arrival of the newest record, null before the first. No car's time is later. */
  readonly lastArrivalMs: number | null;
  apply(event: RideEvent, received: Received): Outcome;
  /** M6: marks the stale and removes the gone. `brokerNowMs` is the broker's estimated time. */
  sweep(brokerNowMs: number): void;
  vehicle(driverId: string): Vehicle | null;
  vehicles(): Iterable<Vehicle>;
  forEachVehicle(visit: (vehicle: Vehicle) => void): void;
  inArea(area: Area): Vehicle[];
  countIn(area: Area): number;
  forEachChangedSince(revision: number, visit: (vehicle: Vehicle) => void): void;
  /** Handles of vehicles removed since the last `forgetRemoved`; a handle is never given out again. */
  readonly removed: readonly number[];
  forgetRemoved(): void;
}

/** The newest fix of each driver, from the events of the stream. Holds at most `maxDrivers`. */
export function createFleet(maxDrivers: number): Fleet {
  const drivers = new Map<string, Driver | Vehicle>();
  const grid = createVehicleGrid<Vehicle>();
  const changed = createChangeList<Vehicle>();
  let removed: number[] = [];
  let nextHandle = 0;
  let drawn = 0;
  let lastArrivalMs: number | null = null;
  let keepAllUntilMs = 0;

  function hear(driverId: string, arrivalMs: number): Driver | Vehicle | null {
    if (lastArrivalMs !== null && arrivalMs - lastArrivalMs >= staleAfterMs) {
      keepAllUntilMs = arrivalMs + returnGraceMs;
    }
    lastArrivalMs = Math.max(lastArrivalMs ?? arrivalMs, arrivalMs);
    let driver = drivers.get(driverId);
    if (driver === undefined) {
      if (drivers.size >= maxDrivers) return null;
      driver = newDriver(driverId, nextHandle++, arrivalMs);
      drivers.set(driverId, driver);
    }
    driver.lastArrivalMs = Math.max(driver.lastArrivalMs, arrivalMs);
    return driver;
  }

  function setStale(driver: Driver | Vehicle, stale: boolean): void {
    if (driver.stale === stale) return;
    driver.stale = stale;
    driver.changes++;
    if (isVehicle(driver)) changed.touch(driver);
  }

  function draw(driver: Driver | Vehicle, fix: LocationUpdated, timeMs: number, received: Received): void {
    const { latitude, longitude } = fix;
    if (isVehicle(driver)) {
      grid.move(driver, driver, fix);
      overwrite(driver.shown, fix, timeMs, received);
      driver.latitude = latitude;
      driver.longitude = longitude;
      changed.touch(driver);
    } else {
      const shown = emptyShown();
      overwrite(shown, fix, timeMs, received);
      const place = { shown, latitude, longitude, revision: 0, older: null, newer: null };
      const vehicle: Vehicle = Object.assign(driver, place);
      grid.put(vehicle, vehicle);
      changed.touch(vehicle);
      drawn++;
    }
    driver.changes++;
  }

  return {
    get revision() {
      return changed.revision;
    },
    get size() {
      return drawn;
    },
    get handleBits() {
      return Math.max(1, 32 - Math.clz32(nextHandle - 1));
    },
    get lastArrivalMs() {
      return lastArrivalMs;
    },
    get removed() {
      return removed;
    },
    apply(event, received) {
      const driver = hear(event.driverId, received.arrivalMs);
      if (driver === null) return 'too_many_drivers';
      setStale(driver, false);
      if (event.type !== 'LocationUpdated') {
        const before = driver.trips;
        driver.trips = event.type === 'TripStarted' ? startTrip(before, event) : completeTrip(before, event);
        if (driver.trips !== before) driver.changes++;
        return event.type === 'TripStarted' ? 'trip_started' : 'trip_completed';
      }
      const placed = placeInTime(driver, event, received.arrivalMs);
      if (placed.outcome === 'drawn') draw(driver, event, placed.timeMs, received);
      return placed.outcome;
    },
    sweep(brokerNowMs) {
      if (lastArrivalMs === null) return;
      const nowMs = Math.max(brokerNowMs, lastArrivalMs);
      for (const driver of drivers.values()) {
        if (lastArrivalMs >= keepAllUntilMs && lastArrivalMs - driver.lastArrivalMs >= removedAfterMs) {
          drivers.delete(driver.driverId);
          if (!isVehicle(driver)) continue;
          drawn--;
          grid.remove(driver, driver);
          changed.remove(driver);
          removed.push(driver.handle);
        } else {
          setStale(driver, nowMs - driver.lastArrivalMs >= staleAfterMs);
        }
      }
    },
    vehicle(driverId) {
      const driver = drivers.get(driverId);
      return driver !== undefined && isVehicle(driver) ? driver : null;
    },
    *vehicles() {
      for (const driver of drivers.values()) if (isVehicle(driver)) yield driver;
    },
    forEachVehicle: grid.forEach,
    inArea: (area) => itemsInArea(grid, area),
    countIn: (area) => countInArea(grid, area),
    forEachChangedSince: changed.forEachSince,
    forgetRemoved() {
      removed = [];
    },
  };
}

function emptyShown(): Shown {
  return {
    sequence: 0,
    occurredAtMs: Number.NaN,
    accuracyM: Number.NaN,
    headingDeg: Number.NaN,
    speedMps: Number.NaN,
    status: 'available',
    timeMs: Number.NaN,
    arrivalMs: Number.NaN,
    partition: 0,
    position: '',
  };
}

function overwrite(shown: Shown, fix: LocationUpdated, timeMs: number, received: Received): void {
  shown.sequence = fix.sequence;
  shown.occurredAtMs = fix.occurredAtMs;
  shown.accuracyM = fix.accuracyM ?? Number.NaN;
  shown.headingDeg = fix.headingDeg ?? Number.NaN;
  shown.speedMps = fix.speedMps ?? Number.NaN;
  shown.status = fix.status;
  shown.timeMs = timeMs;
  shown.arrivalMs = received.arrivalMs;
  shown.partition = received.partition;
  shown.position = received.position;
}

/** A vehicle's newest fix as it came. */
export function fixOf({ driverId, latitude, longitude, shown }: Vehicle): LocationUpdated {
  return {
    type: 'LocationUpdated',
    version: 1,
    driverId,
    sequence: shown.sequence,
    occurredAtMs: shown.occurredAtMs,
    latitude,
    longitude,
    accuracyM: known(shown.accuracyM),
    headingDeg: known(shown.headingDeg),
    speedMps: known(shown.speedMps),
    status: shown.status,
  };
}

/** Null instead of NaN. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

type Placed =
  | { readonly outcome: 'drawn'; readonly timeMs: number }
  | { readonly outcome: 'ahead' | 'late' | 'duplicate' };

/** M2 and M5: whether a fix is the newest, and its time in the broker's clock. */
function placeInTime(driver: Driver, { occurredAtMs }: LocationUpdated, arrivalMs: number): Placed {
  const known = clockOffsetMs(driver.offset, arrivalMs);
  if (known !== null && occurredAtMs + known > arrivalMs + aheadMs) return { outcome: 'ahead' };
  addToClockOffset(driver.offset, arrivalMs, arrivalMs - occurredAtMs);
  const offsetMs = Math.min(known ?? Infinity, arrivalMs - occurredAtMs);
  const shown = driver.shown;
  if (shown !== null && occurredAtMs <= shown.occurredAtMs) {
    // A fix that by now would count as ahead was made by a clock that has since been set back: it gives way.
    const setBack = shown.occurredAtMs + offsetMs > arrivalMs + aheadMs;
    if (!setBack) return { outcome: occurredAtMs === shown.occurredAtMs ? 'duplicate' : 'late' };
  }
  const timeMs = Math.max(occurredAtMs + offsetMs, shown?.timeMs ?? 0);
  return { outcome: 'drawn', timeMs: Math.min(Math.max(timeMs, 0), frameMaxTimeMs) };
}

function newDriver(driverId: string, handle: number, arrivalMs: number): Driver {
  return {
    driverId,
    handle,
    offset: emptyClockOffset(),
    shown: null,
    trips: noTrips,
    stale: false,
    lastArrivalMs: arrivalMs,
    changes: 0,
  };
}

function isVehicle(driver: Driver | Vehicle): driver is Vehicle {
  return driver.shown !== null;
}
