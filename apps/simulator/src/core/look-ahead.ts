import { crossingHabits } from './crossings.ts';
import { activity, type Fleet } from './fleet.ts';
import { purpose, uniform } from './random.ts';
import { type StreetNetwork, turnDeg } from './street-network.ts';
import type { Temper } from './temper.ts';
import { junctionRoot, slowestTurnMps } from './turn-speed.ts';

/** Looking for a rider is driven slower. */
const cruisingFactor = 0.75;
/** Other traffic slows each street by up to this share. */
const trafficShare = 0.4;
const slowestCruiseMps = 2;

/**
 * The road before one car: knots where its speed is limited, nearest first. `atM` metres from the car; `capMps`
 * the speed there (0 at a stop), lowered by `brakingPass` so that each knot can be met; `cruiseMps` the speed aimed
 * at before the knot; `holdS` how long a stop lasts, Infinity at the way's end.
 */
export interface LookAhead {
  count: number;
  atM: Float64Array;
  capMps: Float64Array;
  cruiseMps: Float64Array;
  holdS: Float64Array;
}

export function lookAhead(): LookAhead {
  return {
    count: 0,
    atM: new Float64Array(64),
    capMps: new Float64Array(64),
    cruiseMps: new Float64Array(64),
    holdS: new Float64Array(64),
  };
}

/** The speed this driver aims at on one leg of its way, m/s; never above the limit times its temper. */
export function legCruiseMps(
  network: StreetNetwork,
  fleet: Fleet,
  temper: Temper,
  driver: number,
  leg: number,
): number {
  const { legBase, routeNumber, activity: activities } = fleet.columns;
  const limitMps = network.graph.edgeLimitMps[fleet.route[driver][leg]] * temper.limitFactor[driver];
  const traffic =
    1 -
    trafficShare *
      uniform(temper.seed[driver], purpose.traffic, legKey(routeNumber[driver], legBase[driver] + leg));
  const looking = activities[driver] === activity.cruising ? cruisingFactor : 1;
  return Math.min(limitMps, Math.max(slowestCruiseMps, limitMps * traffic * looking));
}

/** Fills `ahead` with the knots up to the first one at or beyond `horizonM`, or to the end of the way. */
export function look(
  ahead: LookAhead,
  network: StreetNetwork,
  fleet: Fleet,
  temper: Temper,
  driver: number,
  horizonM: number,
): void {
  const { lengthM, bendStart, bendOffsetM, bendRoot } = network;
  const { legIndex, legBase, offsetM, endOffsetM, routeNumber } = fleet.columns;
  const route = fleet.route[driver];
  const lateralRoot = temper.lateralRoot[driver];
  const last = route.length - 1;
  let leg = legIndex[driver];
  let fromM = offsetM[driver];
  let startM = -fromM;
  ahead.count = 0;
  for (;;) {
    const edge = route[leg];
    const cruiseMps = legCruiseMps(network, fleet, temper, driver, leg);
    const untilM = leg === last ? endOffsetM[driver] : lengthM[edge];
    for (let bend = bendStart[edge]; bend < bendStart[edge + 1]; bend++) {
      const bendM = bendOffsetM[bend];
      if (bendM <= fromM + 1e-6) continue;
      if (bendM >= untilM) break;
      addKnot(ahead, startM + bendM, Math.max(slowestTurnMps, lateralRoot * bendRoot[bend]), cruiseMps, 0);
    }
    if (leg === last) {
      addKnot(ahead, startM + untilM, 0, cruiseMps, Infinity);
      return;
    }
    startM += untilM;
    const holdS = crossingHoldS(
      network,
      temper.seed[driver],
      edge,
      legKey(routeNumber[driver], legBase[driver] + leg),
    );
    const cornerMps = lateralRoot * junctionRoot(turnDeg(network, edge, route[leg + 1]));
    const nextMps = legCruiseMps(network, fleet, temper, driver, leg + 1);
    const capMps = holdS > 0 ? 0 : Math.min(nextMps, Math.max(slowestTurnMps, cornerMps));
    addKnot(ahead, startM, capMps, cruiseMps, holdS);
    if (startM >= horizonM) return;
    leg++;
    fromM = -1;
  }
}

/** Lowers each knot's speed so that the next one can be met by braking at `brakingMps2`: v² = w² + 2 b d. */
export function brakingPass(ahead: LookAhead, brakingMps2: number): void {
  const { atM, capMps } = ahead;
  for (let knot = ahead.count - 2; knot >= 0; knot--) {
    const next = capMps[knot + 1];
    const reachable = Math.sqrt(next * next + 2 * brakingMps2 * (atM[knot + 1] - atM[knot]));
    if (reachable < capMps[knot]) capMps[knot] = reachable;
  }
}

/** Seconds the car stands at the end of this leg, 0 where it drives on. */
function crossingHoldS(network: StreetNetwork, seed: number, edge: number, key: number): number {
  const habit = crossingHabits[network.crossing[edge]];
  if (habit.stopShare === 0 || uniform(seed, purpose.crossing, key) >= habit.stopShare) return 0;
  return habit.leastS + (habit.mostS - habit.leastS) * uniform(seed, purpose.crossingHold, key);
}

function legKey(routeNumber: number, leg: number): number {
  return Math.imul(routeNumber, 4096) + leg;
}

function addKnot(ahead: LookAhead, atM: number, capMps: number, cruiseMps: number, holdS: number): void {
  const knot = ahead.count++;
  if (knot === ahead.atM.length) {
    ahead.atM = grown(ahead.atM);
    ahead.capMps = grown(ahead.capMps);
    ahead.cruiseMps = grown(ahead.cruiseMps);
    ahead.holdS = grown(ahead.holdS);
  }
  ahead.atM[knot] = atM;
  ahead.capMps[knot] = capMps;
  ahead.cruiseMps[knot] = cruiseMps;
  ahead.holdS[knot] = holdS;
}

function grown(column: Float64Array): Float64Array {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}
