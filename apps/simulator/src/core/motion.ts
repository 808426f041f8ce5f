import type { Fleet } from './fleet.ts';
import { brakingPass, type LookAhead, legCruiseMps, look } from './look-ahead.ts';
import type { StreetNetwork } from './street-network.ts';
import type { Temper } from './temper.ts';

/** Metres and (m/s)² below which two places or speeds are the same. */
const slack = 1e-6;

/**
 * Drives one car for one second along its way and returns the metres driven. Piecewise constant acceleration,
 * integrated exactly from event to event (a knot reached, cruising speed reached, braking due), so that nothing
 * depends on a step size: distance is the true odometer, and braking never has to be harder than the driver's own.
 */
export function driveOneSecond(
  ahead: LookAhead,
  network: StreetNetwork,
  fleet: Fleet,
  temper: Temper,
  driver: number,
): number {
  const { speedMps, holdS } = fleet.columns;
  let restS = 1;
  if (holdS[driver] > 0) {
    const stoodS = Math.min(holdS[driver], restS);
    holdS[driver] -= stoodS;
    restS -= stoodS;
    if (restS < slack) return 0;
  }
  const upMps2 = temper.accelerationMps2[driver];
  const downMps2 = temper.brakingMps2[driver];
  let v = speedMps[driver];
  // A stop beyond this cannot matter within the second, whatever is done in it.
  const horizonM = v + upMps2 / 2 + (v + upMps2) ** 2 / (2 * downMps2) + 1;
  look(ahead, network, fleet, temper, driver, horizonM);
  brakingPass(ahead, downMps2);
  const { atM, capMps, cruiseMps, holdS: holds } = ahead;
  let drivenM = 0;
  let knot = 0;
  while (restS > 1e-9 && knot < ahead.count) {
    const gapM = atM[knot] - drivenM;
    const cap = capMps[knot];
    if (gapM <= slack && v <= cap + 1e-3) {
      drivenM = Math.max(drivenM, atM[knot]);
      if (holds[knot] > 0) {
        v = 0;
        if (holds[knot] === Infinity) break;
        const stoodS = Math.min(holds[knot], restS);
        restS -= stoodS;
        holdS[driver] = holds[knot] - stoodS;
      }
      knot++;
      continue;
    }
    const cruise = cruiseMps[knot];
    const rate = accelerationMps2(v, gapM, cap, cruise, upMps2, downMps2);
    const phaseS = Math.min(restS, phaseLengthS(v, gapM, cap, cruise, rate, upMps2, downMps2));
    const phaseM = v * phaseS + (rate * phaseS * phaseS) / 2;
    v = Math.max(0, v + rate * phaseS);
    drivenM += phaseM;
    restS -= phaseS;
    // The knot is reached with exactly its speed, else rounding would add up to creeping.
    if (rate < 0 && atM[knot] - drivenM <= slack) v = Math.min(v, cap);
  }
  speedMps[driver] = v;
  moveAlong(network, fleet, driver, drivenM);
  return drivenM;
}

/** Whether the car stands at the end of its way. */
export function hasArrived(fleet: Fleet, driver: number): boolean {
  const { legIndex, offsetM, endOffsetM, speedMps } = fleet.columns;
  return (
    legIndex[driver] === fleet.route[driver].length - 1 &&
    speedMps[driver] === 0 &&
    offsetM[driver] >= endOffsetM[driver] - 1e-3
  );
}

/** The highest speed at which this car could be at its place now, m/s: for a world that begins in mid-drive. */
export function highestSafeSpeedMps(
  ahead: LookAhead,
  network: StreetNetwork,
  fleet: Fleet,
  temper: Temper,
  driver: number,
): number {
  const cruise = legCruiseMps(network, fleet, temper, driver, fleet.columns.legIndex[driver]);
  const downMps2 = temper.brakingMps2[driver];
  look(ahead, network, fleet, temper, driver, (cruise * cruise) / (2 * downMps2) + 1);
  brakingPass(ahead, downMps2);
  return Math.min(cruise, Math.sqrt(ahead.capMps[0] ** 2 + 2 * downMps2 * Math.max(0, ahead.atM[0])));
}

function accelerationMps2(
  v: number,
  gapM: number,
  cap: number,
  cruise: number,
  upMps2: number,
  downMps2: number,
): number {
  if (v > cap && v * v >= cap * cap + 2 * downMps2 * gapM - slack) {
    return -(v * v - cap * cap) / (2 * Math.max(gapM, slack));
  }
  if (v > cruise + slack) return -downMps2;
  return v < cruise - slack ? upMps2 : 0;
}

/** Seconds until something changes: the knot is reached, cruising speed is reached, or braking is due. */
function phaseLengthS(
  v: number,
  gapM: number,
  cap: number,
  cruise: number,
  rate: number,
  upMps2: number,
  downMps2: number,
): number {
  if (rate > 0) {
    // Where speeding up meets the braking curve: v² + 2 a x = w² + 2 b (d − x).
    const peakSquare = (2 * gapM + (v * v) / upMps2 + (cap * cap) / downMps2) / (1 / upMps2 + 1 / downMps2);
    const atKnotSquare = v * v + 2 * upMps2 * gapM;
    return Math.max(1e-7, (Math.min(cruise, Math.sqrt(Math.min(peakSquare, atKnotSquare))) - v) / upMps2);
  }
  if (rate === 0) {
    const brakingM = cap < v ? (v * v - cap * cap) / (2 * downMps2) : 0;
    return Math.max(1e-7, (gapM - brakingM) / v);
  }
  const target = v > cruise + slack && -rate === downMps2 ? Math.max(cap, cruise) : cap;
  const slowS = (v - target) / -rate;
  const reachS = (2 * gapM) / (v + Math.sqrt(Math.max(0, v * v + 2 * rate * gapM)));
  return Math.max(1e-7, Math.min(slowS, reachS));
}

function moveAlong(network: StreetNetwork, fleet: Fleet, driver: number, drivenM: number): void {
  const { legIndex, offsetM, endOffsetM, odometerM } = fleet.columns;
  const route = fleet.route[driver];
  odometerM[driver] += drivenM;
  let leg = legIndex[driver];
  let offset = offsetM[driver] + drivenM;
  while (leg < route.length - 1 && offset >= network.lengthM[route[leg]] - slack) {
    offset = Math.max(0, offset - network.lengthM[route[leg]]);
    leg++;
  }
  legIndex[driver] = leg;
  offsetM[driver] = leg === route.length - 1 ? Math.min(offset, endOffsetM[driver]) : offset;
}
