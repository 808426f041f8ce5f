import {
  addId,
  fillFields,
  frameMaxTimeMs,
  type IdBytes,
  idBytesOf,
  keepIds,
  type LocationFields,
  noFields,
  noIds,
  numberOfId,
  type RideEvent,
  textOfId,
} from '@rumo/events';
import type { Area } from './area.ts';
import { createChangeList } from './change-list.ts';
import { addToClockOffset, clockOffsetMs } from './clock-offset.ts';
import { completeTrip, startTrip } from './trips.ts';
import { drawFix, type Located, type Vehicle } from './vehicle.ts';
import { countInArea, createVehicleGrid, itemsInArea } from './vehicle-grid.ts';
import { createVehicleRows } from './vehicle-rows.ts';

export const staleAfterMs = 30_000;
export const removedAfterMs = 300_000;
/** A fix further ahead of its arrival than this is not drawn (M2). */
export const aheadMs = 2_000;
/** After a silence of the whole stream nobody is removed for this long: the cars need a moment to speak again. */
export const returnGraceMs = 10_000;

export interface Received extends Located {
  readonly arrivalMs: number;
  readonly partition: number;
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
  /** As `apply`, of a LocationUpdated that is not an object. Of `located` only what is kept is read. */
  applyFix(fields: LocationFields, arrivalMs: number, partition: number, located: Located): Outcome;
  /** M6: marks the stale and removes the gone. `brokerNowMs` is the broker's estimated time. */
  sweep(brokerNowMs: number): void;
  vehicle(driverId: string): Vehicle | null;
  vehicles(): Iterable<Vehicle>;
  forEachVehicle(visit: (vehicle: Vehicle) => void): void;
  inArea(area: Area): Vehicle[];
  countIn(area: Area): number;
  /** Visits the vehicles that changed since the last `forgetChanges`, in the order of their revisions. */
  forEachChanged(visit: (vehicle: Vehicle) => void): void;
  /** Vehicles removed since the last `forgetChanges`. */
  readonly removed: readonly Vehicle[];
  forgetChanges(): void;
}

/** The newest fix of each driver, from the events of the stream. Holds at most `maxDrivers`. */
export function createFleet(maxDrivers: number): Fleet {
  const ids = noIds();
  /** By the numbers of their ids. */
  let vehicles: Vehicle[] = [];
  const rows = createVehicleRows();
  const grid = createVehicleGrid<Vehicle>();
  const changed = createChangeList<Vehicle>();
  let removed: Vehicle[] = [];
  let nextHandle = 0;
  let drawn = 0;
  let keepAllUntilMs = 0;
  // A field: each number put into a variable of this function would be an object.
  const heard = { lastArrivalMs: Number.NaN };
  const scratch = noFields();

  function hear(id: IdBytes, arrivalMs: number): Vehicle | null {
    if (arrivalMs - heard.lastArrivalMs >= staleAfterMs) keepAllUntilMs = arrivalMs + returnGraceMs;
    if (!(arrivalMs <= heard.lastArrivalMs)) heard.lastArrivalMs = arrivalMs;
    const number = numberOfId(ids, id);
    if (number < 0) return welcome(id, arrivalMs);
    const vehicle = vehicles[number];
    if (arrivalMs > vehicle.lastArrivalMs) vehicle.lastArrivalMs = arrivalMs;
    return vehicle;
  }

  function welcome(id: IdBytes, arrivalMs: number): Vehicle | null {
    if (ids.count >= maxDrivers) return null;
    const vehicle = rows.create(textOfId(ids, addId(ids, id)), nextHandle++, arrivalMs);
    vehicles.push(vehicle);
    return vehicle;
  }

  function setStale(vehicle: Vehicle, stale: boolean): void {
    if (vehicle.stale === stale) return;
    vehicle.stale = stale;
    vehicle.changes++;
    if (vehicle.isDrawn) changed.touch(vehicle);
  }

  function applyFix(fields: LocationFields, arrivalMs: number, partition: number, located: Located): Outcome {
    const vehicle = hear(fields, arrivalMs);
    if (vehicle === null) return 'too_many_drivers';
    setStale(vehicle, false);
    // M2 and M5: whether the fix is the newest, and its time in the broker's clock.
    const { row, clockOffset } = vehicle;
    const { occurredAtMs } = fields;
    const knownMs = clockOffsetMs(row, clockOffset, arrivalMs);
    if (knownMs !== Infinity && occurredAtMs + knownMs > arrivalMs + aheadMs) return 'ahead';
    addToClockOffset(row, clockOffset, arrivalMs, arrivalMs - occurredAtMs);
    const offsetMs = Math.min(knownMs, arrivalMs - occurredAtMs);
    const shownMs = vehicle.occurredAtMs;
    if (occurredAtMs <= shownMs) {
      // A fix that by now would count as ahead was made by a clock that has since been set back: it gives way.
      const setBack = shownMs + offsetMs > arrivalMs + aheadMs;
      if (!setBack) return occurredAtMs === shownMs ? 'duplicate' : 'late';
    }
    const timeMs = Math.min(Math.max(occurredAtMs + offsetMs, vehicle.timeMs), frameMaxTimeMs);
    if (vehicle.isDrawn) {
      grid.move(vehicle, vehicle, fields);
    } else {
      grid.put(vehicle, fields);
      drawn++;
    }
    drawFix(vehicle, fields, timeMs, arrivalMs, partition, located);
    changed.touch(vehicle);
    vehicle.changes++;
    return 'drawn';
  }

  function isGone({ lastArrivalMs }: Vehicle): boolean {
    const newestMs = heard.lastArrivalMs;
    return newestMs >= keepAllUntilMs && newestMs - lastArrivalMs >= removedAfterMs;
  }

  function remove(vehicle: Vehicle): void {
    if (vehicle.isDrawn) {
      drawn--;
      grid.remove(vehicle, vehicle);
      changed.remove(vehicle);
      removed.push(vehicle);
    } else {
      rows.giveBack(vehicle.slot);
    }
    rows.end(vehicle);
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
      return Number.isNaN(heard.lastArrivalMs) ? null : heard.lastArrivalMs;
    },
    get removed() {
      return removed;
    },
    apply(event, received) {
      const { arrivalMs, partition } = received;
      if (event.type === 'LocationUpdated') {
        fillFields(scratch, event);
        return applyFix(scratch, arrivalMs, partition, received);
      }
      const vehicle = hear(idBytesOf(event.driverId), arrivalMs);
      if (vehicle === null) return 'too_many_drivers';
      setStale(vehicle, false);
      const before = vehicle.trips;
      vehicle.trips = event.type === 'TripStarted' ? startTrip(before, event) : completeTrip(before, event);
      if (vehicle.trips !== before) vehicle.changes++;
      return event.type === 'TripStarted' ? 'trip_started' : 'trip_completed';
    },
    applyFix,
    sweep(brokerNowMs) {
      const nowMs = Math.max(brokerNowMs, heard.lastArrivalMs);
      const gone = vehicles.filter(isGone);
      if (gone.length > 0) {
        keepIds(ids, (number) => !isGone(vehicles[number]));
        vehicles = vehicles.filter((vehicle) => !isGone(vehicle));
        for (const vehicle of gone) remove(vehicle);
      }
      for (const vehicle of vehicles) setStale(vehicle, nowMs - vehicle.lastArrivalMs >= staleAfterMs);
    },
    vehicle(driverId) {
      const number = numberOfId(ids, idBytesOf(driverId));
      return number >= 0 && vehicles[number].isDrawn ? vehicles[number] : null;
    },
    *vehicles() {
      for (const vehicle of vehicles) if (vehicle.isDrawn) yield vehicle;
    },
    forEachVehicle: grid.forEach,
    inArea: (area) => itemsInArea(grid, area),
    countIn: (area) => countInArea(grid, area),
    forEachChanged: changed.forEach,
    forgetChanges() {
      changed.forget();
      for (const { slot } of removed) rows.giveBack(slot);
      removed = [];
    },
  };
}
