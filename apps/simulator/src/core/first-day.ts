import { type Demand, drawDropoff, drawPlace } from './demand.ts';
import { activity } from './fleet.ts';
import { beginRoute, random, type Streets } from './life.ts';
import { highestSafeSpeedMps } from './motion.ts';
import { requestPlan, wayBetween } from './planner.ts';
import { purpose, uniform } from './random.ts';
import { cruiseWalk } from './walk.ts';

/** Finding a way for each of many thousand drivers would take too long at a first start: they share these. */
const mostWays = 600;

/**
 * Puts every driver somewhere in the middle of its life: a third waits (half of it on the move), a third drives to a
 * pickup, a third carries a rider; those that move do so at a speed they could have there.
 */
export function beginFirstDay(streets: Streets, demand: Demand, seed: number): void {
  const { fleet, network } = streets;
  const ways = Array.from(
    { length: Math.max(1, Math.min(mostWays, Math.ceil((fleet.size * 2) / 3))) },
    (_, way) => {
      const from = drawPlace(demand, network, seed, purpose.firstDay, 64 * way);
      const to = drawDropoff(demand, network, seed, purpose.firstDay, 4 * way + 2, from);
      return { from, ...wayBetween(network, from, to) };
    },
  );
  let nextWay = 0;
  for (let driver = 0; driver < fleet.size; driver++) {
    // By turns and not by chance, so that a fleet of three has one of each.
    if (driver % 3 === 0) wait(streets, demand, seed, driver);
    else ride(streets, demand, driver, ways[nextWay++ % ways.length], driver % 3 === 1);
  }
}

type Way = {
  readonly from: { readonly edge: number; readonly offsetM: number };
  readonly edges: Int32Array;
  readonly endOffsetM: number;
};

function wait(streets: Streets, demand: Demand, seed: number, driver: number): void {
  const { fleet, network, temper } = streets;
  const { columns } = fleet;
  const place = drawPlace(demand, network, seed, purpose.firstDay, 0x4000_0000 + driver);
  if (random(streets, driver) < 0.5) {
    beginRoute(fleet, driver, Int32Array.of(place.edge), place.offsetM, place.offsetM);
    columns.activity[driver] = activity.parked;
    columns.untilS[driver] = Math.round(120 * random(streets, driver));
    return;
  }
  const walk = cruiseWalk(network, temper.seed[driver], 1, place, 400 + 1_400 * random(streets, driver));
  beginRoute(fleet, driver, walk.edges, place.offsetM, walk.endOffsetM);
  columns.activity[driver] = activity.cruising;
  moveOff(streets, driver);
}

/** Somewhere along a way: with a rider aboard since its start, or on the way to a rider at its end. */
function ride(streets: Streets, demand: Demand, driver: number, way: Way, carrying: boolean): void {
  const { fleet, network, temper, planner } = streets;
  const { columns } = fleet;
  const last = way.edges.length - 1;
  const leg = Math.min(last, Math.floor(way.edges.length * 0.9 * random(streets, driver)));
  const fromM = leg === 0 ? way.from.offsetM : 0;
  const untilM = leg === last ? way.endOffsetM : network.lengthM[way.edges[leg]];
  const offsetM = fromM + Math.max(0, untilM - fromM) * 0.9 * random(streets, driver);
  beginRoute(fleet, driver, way.edges.slice(leg), offsetM, way.endOffsetM);
  const end = { edge: way.edges[last], offsetM: way.endOffsetM };
  // Announced in the first second, whenever the ride was taken.
  columns.announcedS[driver] = -60;
  columns.tripNumber[driver] = 1;
  columns.activity[driver] = carrying ? activity.carrying : activity.toPickup;
  const pickup = carrying ? way.from : end;
  const dropoff = carrying
    ? end
    : drawDropoff(demand, network, temper.seed[driver], purpose.firstDay, 1, pickup);
  columns.pickupEdge[driver] = pickup.edge;
  columns.pickupOffsetM[driver] = pickup.offsetM;
  columns.dropoffEdge[driver] = dropoff.edge;
  columns.dropoffOffsetM[driver] = dropoff.offsetM;
  if (carrying) {
    let doneM = offsetM - way.from.offsetM;
    for (let passed = 0; passed < leg; passed++) doneM += network.lengthM[way.edges[passed]];
    columns.tripStartM[driver] = -doneM;
  } else {
    requestPlan(planner, fleet, driver);
  }
  moveOff(streets, driver);
}

function moveOff(streets: Streets, driver: number): void {
  const { fleet, network, temper, ahead } = streets;
  const safeMps = highestSafeSpeedMps(ahead, network, fleet, temper, driver);
  fleet.columns.speedMps[driver] = safeMps * (0.6 + 0.4 * uniform(temper.seed[driver], purpose.firstDay, 0));
}
