/** What a driver does. Parked … taken in order of a ride: toPickup, boarding, carrying, alighting. */
export const activity = {
  parked: 0,
  cruising: 1,
  toPickup: 2,
  boarding: 3,
  carrying: 4,
  alighting: 5,
} as const;

/** State of a route still to be found (planner.ts). */
export const plan = { none: 0, pending: 1, found: 2 } as const;

/**
 * All drivers as columns, one entry a driver: small, quick to walk, and a snapshot is a copy. Seconds are whole
 * simulated seconds since the world's first start. Legs are numbered from the start of a route: route[d][0] is
 * leg legBase[d], for passed legs are dropped.
 */
export interface Fleet {
  readonly size: number;
  /** Edges of the way; never empty. */
  readonly route: Int32Array[];
  /** The way after this one, when `planState` is `found`. */
  readonly planned: (Int32Array | null)[];
  readonly columns: FleetColumns;
}

const columnKinds = {
  // The place on the way and the motion.
  legBase: Int32Array,
  legIndex: Int32Array,
  offsetM: Float64Array,
  endOffsetM: Float64Array,
  speedMps: Float64Array,
  odometerM: Float64Array,
  holdS: Float64Array,
  routeNumber: Int32Array,
  // The life.
  activity: Uint8Array,
  untilS: Int32Array,
  decisions: Int32Array,
  // The ride that is reserved, under way, or was last.
  reserved: Uint8Array,
  acceptS: Int32Array,
  spliceLeg: Int32Array,
  planState: Uint8Array,
  plannedEndM: Float64Array,
  pickupEdge: Int32Array,
  pickupOffsetM: Float64Array,
  dropoffEdge: Int32Array,
  dropoffOffsetM: Float64Array,
  tripNumber: Int32Array,
  tripStartM: Float64Array,
  announcedS: Int32Array,
  // The device.
  sequence: Int32Array,
  wanderEastM: Float64Array,
  wanderNorthM: Float64Array,
  offlineUntilS: Int32Array,
  offlineLoses: Uint8Array,
} as const;

export type FleetColumn = keyof typeof columnKinds;
export type FleetColumns = {
  readonly [Name in FleetColumn]: InstanceType<(typeof columnKinds)[Name]>;
};
export const fleetColumnNames = Object.keys(columnKinds) as readonly FleetColumn[];

const noRoute = new Int32Array(0);

export function emptyFleet(size: number): Fleet {
  const columns = Object.fromEntries(
    fleetColumnNames.map((name) => [name, new columnKinds[name](size)]),
  ) as unknown as FleetColumns;
  return { size, route: new Array(size).fill(noRoute), planned: new Array(size).fill(null), columns };
}
