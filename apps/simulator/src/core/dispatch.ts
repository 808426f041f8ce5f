import { type Demand, drawDropoff, drawPlace, edgesApartM } from './demand.ts';
import { activity } from './fleet.ts';
import type { Streets } from './life.ts';
import { legCruiseMps } from './look-ahead.ts';
import { requestPlan } from './planner.ts';
import { purpose, uniform } from './random.ts';

/** Mean seconds between two rides of one driver when a third of the fleet waits. */
const rideEachS = 900;
/** A ride goes to one of the waiting drivers within this of the pickup, straight. */
const nearM = 1_700;
const cellM = 600;
/** Seconds a driver takes to accept: from, to. */
const acceptS = [2, 5] as const;

/**
 * The rides that riders ask for in one second, each given to a near waiting driver, who accepts it some seconds
 * later. The more of the fleet waits, the more rides are asked for, so that about a third waits in the long run.
 */
export function dispatch(streets: Streets, demand: Demand, seed: number, second: number): void {
  const { fleet } = streets;
  const waiting = waitingDrivers(streets);
  if (waiting.length === 0) return;
  const share = Math.min(2, (3 * waiting.length) / fleet.size);
  const rides = poisson(seed, second, (fleet.size / rideEachS) * share * share);
  if (rides === 0) return;
  const edges = edgesOf(streets, waiting);
  const cells = cellsOf(streets, waiting, edges);
  for (let ride = 0; ride < rides; ride++) {
    const key = Math.imul(second, 512) + ride;
    const pickup = drawPlace(demand, streets.network, seed, purpose.ridePlace, 32 * key);
    const driver = chooseDriver(
      streets,
      cells,
      waiting,
      edges,
      pickup.edge,
      uniform(seed, purpose.rideDriver, 2 * key),
    );
    if (driver < 0) return;
    const dropoff = drawDropoff(demand, streets.network, seed, purpose.ridePlace, 2 * key + 1, pickup);
    const { columns } = fleet;
    const accept = acceptS[0] + (acceptS[1] - acceptS[0]) * uniform(seed, purpose.rideDriver, 2 * key + 1);
    columns.reserved[driver] = 1;
    columns.acceptS[driver] = second + Math.round(accept);
    columns.pickupEdge[driver] = pickup.edge;
    columns.pickupOffsetM[driver] = pickup.offsetM;
    columns.dropoffEdge[driver] = dropoff.edge;
    columns.dropoffOffsetM[driver] = dropoff.offsetM;
    columns.spliceLeg[driver] = spliceLeg(streets, driver, Math.round(accept) + 1);
    requestPlan(streets.planner, fleet, driver);
  }
}

function waitingDrivers({ fleet }: Streets): Int32Array {
  const { activity: activities, reserved } = fleet.columns;
  let count = 0;
  const waiting = new Int32Array(fleet.size);
  for (let driver = 0; driver < fleet.size; driver++) {
    if (activities[driver] <= activity.cruising && reserved[driver] === 0) waiting[count++] = driver;
  }
  return waiting.subarray(0, count);
}

/** By driver: the edge it is on, for those given. Looked up once: routes lie all over the memory. */
function edgesOf({ fleet }: Streets, drivers: Int32Array): Int32Array {
  const edges = new Int32Array(fleet.size);
  for (const driver of drivers) edges[driver] = fleet.route[driver][fleet.columns.legIndex[driver]];
  return edges;
}

/** Drivers by cell of a grid. */
function cellsOf(streets: Streets, drivers: Int32Array, edges: Int32Array): Map<number, number[]> {
  const cells = new Map<number, number[]>();
  for (const driver of drivers) {
    const cell = cellKey(streets, edges[driver], 0, 0);
    const members = cells.get(cell);
    if (members === undefined) cells.set(cell, [driver]);
    else members.push(driver);
  }
  return cells;
}

function cellKey({ network }: Streets, edge: number, east: number, north: number): number {
  const column = Math.floor(network.middleEastM[edge] / cellM) + east;
  const row = Math.floor(network.middleNorthM[edge] / cellM) + north;
  return row * 65_536 + column;
}

/** One of the near waiting drivers, else the nearest, −1 when none is left. */
function chooseDriver(
  streets: Streets,
  cells: Map<number, number[]>,
  waiting: Int32Array,
  edges: Int32Array,
  edge: number,
  random: number,
): number {
  const { reserved } = streets.fleet.columns;
  const reach = Math.ceil(nearM / cellM);
  const near: number[] = [];
  for (let north = -reach; north <= reach; north++) {
    for (let east = -reach; east <= reach; east++) {
      for (const driver of cells.get(cellKey(streets, edge, east, north)) ?? []) {
        const apartM = edgesApartM(streets.network, edge, edges[driver]);
        if (reserved[driver] === 0 && apartM <= nearM) near.push(driver);
      }
    }
  }
  if (near.length > 0) return near[Math.floor(random * near.length)];
  let nearest = -1;
  let nearestM = Infinity;
  for (const driver of waiting) {
    const apartM = edgesApartM(streets.network, edge, edges[driver]);
    if (reserved[driver] === 0 && apartM < nearestM) {
      nearestM = apartM;
      nearest = driver;
    }
  }
  return nearest;
}

/**
 * The leg at whose start a driver can still turn off or stop after `seconds` more of driving as it does, braking
 * included; the last leg of its way when that ends before.
 */
function spliceLeg(streets: Streets, driver: number, seconds: number): number {
  const { network, fleet, temper } = streets;
  const { legBase, legIndex, offsetM, speedMps, activity: activities } = fleet.columns;
  const route = fleet.route[driver];
  const last = route.length - 1;
  if (activities[driver] === activity.parked) return legBase[driver] + last;
  let leg = legIndex[driver];
  let startM = -offsetM[driver];
  let topMps = speedMps[driver];
  while (leg < last) {
    topMps = Math.max(topMps, legCruiseMps(network, fleet, temper, driver, leg));
    startM += network.lengthM[route[leg]];
    leg++;
    if (startM >= topMps * seconds + (topMps * topMps) / (2 * temper.brakingMps2[driver])) break;
  }
  return legBase[driver] + leg;
}

/**
 * A Poisson number of the given mean: Knuth, "Seminumerical Algorithms", 3.4.1, in logarithms, because e^(−mean) is
 * 0 from some 700 on.
 */
function poisson(seed: number, second: number, mean: number): number {
  let left = mean;
  for (let count = 0; ; count++) {
    left += Math.log(uniform(seed, purpose.rides, Math.imul(second, 1_024) + count));
    if (left < 0) return count;
  }
}
