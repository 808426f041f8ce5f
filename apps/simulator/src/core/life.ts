import { activity, type Fleet } from './fleet.ts';
import type { LookAhead } from './look-ahead.ts';
import { driveOneSecond, hasArrived } from './motion.ts';
import { type Planner, requestPlan, takePlan } from './planner.ts';
import { purpose, uniform } from './random.ts';
import type { StreetNetwork } from './street-network.ts';
import type { Temper } from './temper.ts';
import { cruiseWalk } from './walk.ts';

/** What the drivers live in. */
export interface Streets {
  readonly network: StreetNetwork;
  readonly fleet: Fleet;
  readonly temper: Temper;
  readonly planner: Planner;
  readonly ahead: LookAhead;
}

export type TripChange = 'none' | 'started' | 'completed';

/** Seconds or metres between which each part of a life lasts. */
export const lifeSpans = {
  boardingS: [10, 45],
  alightingS: [6, 20],
  restS: [5, 60],
  parkedS: [40, 180],
  cruiseM: [400, 1_800],
} as const;
const cruiseShare = 0.65;

export interface LivedSecond {
  /** Driven in that second. */
  readonly metres: number;
  readonly trip: TripChange;
}

/** One second in the life of a driver: what it decides, then what it drives. */
export function liveOneSecond(streets: Streets, driver: number, second: number): LivedSecond {
  const trip = decide(streets, driver, second);
  const { columns } = streets.fleet;
  const moving = columns.activity[driver];
  if (moving !== activity.cruising && moving !== activity.toPickup && moving !== activity.carrying) {
    return trip === 'none' ? standing : { metres: 0, trip };
  }
  const metres = driveOneSecond(streets.ahead, streets.network, streets.fleet, streets.temper, driver);
  if (hasArrived(streets.fleet, driver)) arrive(streets, driver, second);
  return { metres, trip };
}

const standing: LivedSecond = { metres: 0, trip: 'none' };

function decide(streets: Streets, driver: number, second: number): TripChange {
  const { columns } = streets.fleet;
  switch (columns.activity[driver]) {
    case activity.parked:
    case activity.cruising:
      if (columns.reserved[driver] === 1) {
        if (second < columns.acceptS[driver]) return 'none';
        takeRide(streets, driver);
        return 'started';
      }
      if (columns.activity[driver] === activity.parked && second >= columns.untilS[driver]) {
        if (random(streets, driver) < cruiseShare) cruise(streets, driver);
        else columns.untilS[driver] = second + spanS(streets, driver, lifeSpans.parkedS);
      }
      return 'none';
    case activity.boarding:
      if (second >= columns.untilS[driver]) carry(streets, driver);
      return 'none';
    case activity.alighting:
      if (second < columns.untilS[driver]) return 'none';
      columns.activity[driver] = activity.parked;
      columns.untilS[driver] = second + spanS(streets, driver, lifeSpans.restS);
      return 'completed';
    default:
      return 'none';
  }
}

function arrive(streets: Streets, driver: number, second: number): void {
  const { columns } = streets.fleet;
  switch (columns.activity[driver]) {
    case activity.cruising:
      columns.activity[driver] = activity.parked;
      columns.untilS[driver] = second + spanS(streets, driver, lifeSpans.parkedS);
      break;
    case activity.toPickup:
      columns.activity[driver] = activity.boarding;
      columns.untilS[driver] = second + spanS(streets, driver, lifeSpans.boardingS);
      break;
    case activity.carrying:
      columns.activity[driver] = activity.alighting;
      columns.untilS[driver] = second + spanS(streets, driver, lifeSpans.alightingS);
      break;
  }
}

function cruise(streets: Streets, driver: number): void {
  const { network, fleet, temper } = streets;
  const { columns } = fleet;
  const [least, most] = lifeSpans.cruiseM;
  const lengthM = least + (most - least) * random(streets, driver);
  const route = fleet.route[driver];
  const from = { edge: route[columns.legIndex[driver]], offsetM: columns.offsetM[driver] };
  const walk = cruiseWalk(network, temper.seed[driver], columns.routeNumber[driver] + 1, from, lengthM);
  columns.activity[driver] = activity.cruising;
  beginRoute(fleet, driver, walk.edges, from.offsetM, walk.endOffsetM);
}

/** Turns from the way in hand to the way to the pickup, at the leg that was chosen far enough ahead. */
function takeRide(streets: Streets, driver: number): void {
  const { network, fleet, planner } = streets;
  const { columns } = fleet;
  const way = takePlan(planner, network, fleet, driver);
  const current = fleet.route[driver];
  const first = columns.legIndex[driver];
  const splice = columns.spliceLeg[driver] - columns.legBase[driver];
  if (splice < first) throw new Error(`driver ${driver} is past the leg where its new way begins`);
  const route = new Int32Array(splice - first + way.edges.length);
  route.set(current.subarray(first, splice));
  route.set(way.edges, splice - first);
  fleet.route[driver] = route;
  // Legs keep their numbers: what was decided for the legs before the car stays decided.
  columns.legBase[driver] += first;
  columns.legIndex[driver] = 0;
  columns.endOffsetM[driver] = way.endOffsetM;
  columns.reserved[driver] = 0;
  columns.activity[driver] = activity.toPickup;
  columns.tripNumber[driver]++;
  requestPlan(planner, fleet, driver);
}

function carry(streets: Streets, driver: number): void {
  const { network, fleet, planner } = streets;
  const { columns } = fleet;
  const way = takePlan(planner, network, fleet, driver);
  columns.activity[driver] = activity.carrying;
  columns.tripStartM[driver] = columns.odometerM[driver];
  beginRoute(fleet, driver, way.edges, columns.offsetM[driver], way.endOffsetM);
}

export function beginRoute(
  fleet: Fleet,
  driver: number,
  edges: Int32Array,
  offsetM: number,
  endOffsetM: number,
): void {
  const { columns } = fleet;
  fleet.route[driver] = edges;
  columns.routeNumber[driver]++;
  columns.legBase[driver] = 0;
  columns.legIndex[driver] = 0;
  columns.offsetM[driver] = offsetM;
  columns.endOffsetM[driver] = endOffsetM;
}

/** The driver's next random number for a decision. */
export function random(streets: Streets, driver: number): number {
  return uniform(streets.temper.seed[driver], purpose.life, streets.fleet.columns.decisions[driver]++);
}

function spanS(streets: Streets, driver: number, [least, most]: readonly [number, number]): number {
  return Math.round(least + (most - least) * random(streets, driver));
}
