import { type EdgePoint, findRoute } from '@rumo/city';
import { activity, type Fleet, plan } from './fleet.ts';
import type { StreetNetwork } from './street-network.ts';

/**
 * Routes to be found, spread evenly over the steps so that no tick has to find many. What is found does
 * not depend on when, and a driver who needs a route at once gets it at once.
 */
export interface Planner {
  readonly waiting: number[];
  next: number;
  credit: number;
  perStep: number;
  found: number;
}

export function emptyPlanner(): Planner {
  return { waiting: [], next: 0, credit: 0, perStep: 0, found: 0 };
}

/** Asks for the driver's next way: to the pickup of a reserved ride, or on from there to the dropoff. */
export function requestPlan(planner: Planner, fleet: Fleet, driver: number): void {
  fleet.columns.planState[driver] = plan.pending;
  planner.waiting.push(driver);
}

/**
 * What waits is worked off over about this long; whoever needs its way before gets it out of turn. Long, because a
 * world that begins, or begins again, has a third of its drivers waiting at once: quicker, their ways alone would keep
 * a core busy.
 */
const workOffS = 120;

/** Sets the pace for one second of `steps` driver steps. */
export function pacePlanner(planner: Planner, steps: number): void {
  if (planner.next > 1_024 && planner.next * 2 > planner.waiting.length) {
    planner.waiting.splice(0, planner.next);
    planner.next = 0;
  }
  planner.perStep = (planner.waiting.length - planner.next) / (workOffS * steps);
}

/** One driver step's share of the work. */
export function workPlanner(planner: Planner, network: StreetNetwork, fleet: Fleet): void {
  planner.credit += planner.perStep;
  while (planner.credit >= 1) {
    planner.credit--;
    // Those served out of turn are skipped.
    while (
      planner.next < planner.waiting.length &&
      fleet.columns.planState[planner.waiting[planner.next]] !== plan.pending
    ) {
      planner.next++;
    }
    if (planner.next >= planner.waiting.length) return;
    findPlan(planner, network, fleet, planner.waiting[planner.next++]);
  }
}

/** The driver's next way, found now if it is still pending. */
export function takePlan(
  planner: Planner,
  network: StreetNetwork,
  fleet: Fleet,
  driver: number,
): { readonly edges: Int32Array; readonly endOffsetM: number } {
  if (fleet.columns.planState[driver] === plan.pending) findPlan(planner, network, fleet, driver);
  const edges = fleet.planned[driver];
  if (edges === null) throw new Error(`driver ${driver} takes a way that nobody asked for`);
  fleet.planned[driver] = null;
  fleet.columns.planState[driver] = plan.none;
  return { edges, endOffsetM: fleet.columns.plannedEndM[driver] };
}

function findPlan(planner: Planner, network: StreetNetwork, fleet: Fleet, driver: number): void {
  const { columns } = fleet;
  const pickup = { edge: columns.pickupEdge[driver], offsetM: columns.pickupOffsetM[driver] };
  const toDropoff =
    columns.activity[driver] === activity.toPickup || columns.activity[driver] === activity.boarding;
  const route = toDropoff
    ? wayBetween(network, pickup, {
        edge: columns.dropoffEdge[driver],
        offsetM: columns.dropoffOffsetM[driver],
      })
    : wayBetween(network, splicePlace(fleet, driver), pickup);
  fleet.planned[driver] = route.edges;
  columns.plannedEndM[driver] = route.endOffsetM;
  columns.planState[driver] = plan.found;
  planner.found++;
}

/** Where the way to the pickup leaves the way the driver is on. */
function splicePlace(fleet: Fleet, driver: number): EdgePoint {
  const route = fleet.route[driver];
  const leg = fleet.columns.spliceLeg[driver] - fleet.columns.legBase[driver];
  return { edge: route[leg], offsetM: leg === route.length - 1 ? fleet.columns.endOffsetM[driver] : 0 };
}

/** The fastest way. There always is one: all places are drawn from the strongly connected part. */
export function wayBetween(
  network: StreetNetwork,
  from: EdgePoint,
  to: EdgePoint,
): { readonly edges: Int32Array; readonly endOffsetM: number } {
  const route = findRoute(network.graph, from, to);
  if (route === null) throw new Error(`no way from edge ${from.edge} to edge ${to.edge}`);
  return { edges: Int32Array.from(route.edges), endOffsetM: route.endOffsetM };
}
