import { type DriverStatus, driverStatuses } from '@rumo/events';
import { locationJson, odometerJson, type TripPlaces, tripJson } from './event-json.ts';
import { type Delivery, dropoutS, planDelivery } from './faults.ts';
import { activity, type Fleet } from './fleet.ts';
import { type Reading, readDevice } from './gps-noise.ts';
import type { LivedSecond } from './life.ts';
import { hold } from './outbox.ts';
import { placeOnEdge } from './street-network.ts';
import type { World, WorldSink } from './world.ts';

/** A TripStarted is sent again this often while the trip lasts. */
const announceEachS = 60;

export function statusOf(fleet: Fleet, driver: number): DriverStatus {
  return driverStatuses[fleet.columns.activity[driver] >> 1];
}

// Reused for each fix: functions within functions and short-lived objects would be half of the time of a step.
const place = new Float64Array(3);
const reading: Reading = { latitude: 0, longitude: 0, accuracyM: 0, headingDeg: null, speedMps: null };
const delivery: Delivery = { delayMs: 0, copyMs: -1 };

/**
 * What the device of the cursor's driver sends at the end of a second: trip events if any, then its fix, by way of
 * the faults. A fix that a dropout loses keeps its sequence number and has no odometer record.
 */
export function report(
  world: World,
  lived: LivedSecond,
  atMs: number,
  occurredAtMs: number,
  sink: WorldSink,
): void {
  const { streets, settings, cursor, counts } = world;
  const { second, nextDriver: driver } = cursor;
  const { fleet, network, temper } = streets;
  const { columns } = fleet;
  const seed = temper.seed[driver];
  const dropout = columns.offlineUntilS[driver] > second ? 0 : dropoutS(settings.faults, seed, second);
  if (dropout !== 0) {
    columns.offlineUntilS[driver] = second + Math.abs(dropout);
    columns.offlineLoses[driver] = dropout < 0 ? 1 : 0;
  }
  const offlineS = Math.max(0, columns.offlineUntilS[driver] - second);
  const onlineMs = atMs + offlineS * 1_000;

  // An app keeps what its rides depend on: trip events wait while the device is offline and are never lost.
  if (lived.trip === 'completed') {
    const distanceM = columns.odometerM[driver] - columns.tripStartM[driver];
    send(world, onlineMs, atMs, occurredAtMs, trip(world, occurredAtMs, distanceM), sink);
  }
  const busy = columns.activity[driver] >= activity.toPickup;
  if (busy && (lived.trip === 'started' || second - columns.announcedS[driver] >= announceEachS)) {
    columns.announcedS[driver] = second;
    send(world, onlineMs, atMs, occurredAtMs, trip(world, occurredAtMs, null), sink);
  }

  const edge = fleet.route[driver][columns.legIndex[driver]];
  placeOnEdge(network, edge, columns.offsetM[driver], place);
  readDevice(fleet, driver, seed, second, settings.noise, place, lived.metres, reading);
  counts.locations++;
  const sequence = columns.sequence[driver]++;
  if (offlineS > 0 && columns.offlineLoses[driver] === 1) {
    counts.lost++;
    return;
  }
  const driverId = world.driverIds[driver];
  const fix = locationJson(driverId, sequence, occurredAtMs, reading, statusOf(fleet, driver));
  planDelivery(settings.faults, seed, second, delivery);
  send(world, onlineMs + delivery.delayMs, atMs, occurredAtMs, fix, sink);
  if (delivery.copyMs >= 0) {
    counts.duplicates++;
    send(world, onlineMs + Math.max(1, delivery.copyMs), atMs, occurredAtMs, fix, sink);
  }
  if (sink.odometer !== null) {
    sink.odometer(driver, occurredAtMs, odometerJson(driverId, occurredAtMs, columns.odometerM[driver]));
  }
}

function send(
  world: World,
  releaseMs: number,
  atMs: number,
  occurredAtMs: number,
  value: string,
  sink: WorldSink,
): void {
  const driver = world.cursor.nextDriver;
  if (releaseMs <= atMs) {
    sink.event(driver, occurredAtMs, value);
    return;
  }
  world.counts.held++;
  hold(world.outbox, { releaseMs, driver, occurredAtMs, value });
}

function trip(world: World, occurredAtMs: number, distanceM: number | null): string {
  const driver = world.cursor.nextDriver;
  world.counts.trips++;
  const sequence = world.streets.fleet.columns.sequence[driver]++;
  return tripJson(world.driverIds[driver], sequence, occurredAtMs, tripPlaces(world, driver), distanceM);
}

function tripPlaces({ streets, name }: World, driver: number): TripPlaces {
  const { pickupEdge, pickupOffsetM, dropoffEdge, dropoffOffsetM, tripNumber } = streets.fleet.columns;
  placeOnEdge(streets.network, pickupEdge[driver], pickupOffsetM[driver], place);
  const [pickupLatitude, pickupLongitude] = place;
  placeOnEdge(streets.network, dropoffEdge[driver], dropoffOffsetM[driver], place);
  const [dropoffLatitude, dropoffLongitude] = place;
  const tripId = `trip-${name}-${driver + 1}-${tripNumber[driver]}`;
  return { tripId, pickupLatitude, pickupLongitude, dropoffLatitude, dropoffLongitude };
}
