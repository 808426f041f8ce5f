import { type EdgePoint, streetClasses } from '@rumo/city';
import { type Purpose, purpose, uniform } from './random.ts';
import type { StreetNetwork } from './street-network.ts';

/** Where rides begin and end: edges with running sums of their weights. */
export interface Demand {
  readonly edges: Int32Array;
  readonly runningWeight: Float64Array;
}

const hotSpots = 9;
const shortestKerbM = 25;
/** Nobody gets in on the carriageway of a motorway, and few live on one. */
const classWeight: Record<(typeof streetClasses)[number], number> = {
  motorway: 0,
  trunk: 0,
  primary: 1.2,
  secondary: 1.3,
  tertiary: 1.2,
  unclassified: 0.7,
  residential: 1,
  living_street: 1,
  service: 0.15,
};

/**
 * Weighs each edge by length and class, and more near a few hot spots. Hot spots are edges drawn at random, so that
 * they lie where streets are dense. Where no edge qualifies, all connected ones do.
 */
export function rideDemand(network: StreetNetwork, seed: number): Demand {
  const { inCore, lengthM, graph, middleEastM, middleNorthM } = network;
  const core = Int32Array.from(inCore.keys()).filter((edge) => inCore[edge] === 1);
  const spots = Array.from({ length: hotSpots }, (_, spot) => ({
    edge: core[Math.floor(uniform(seed, purpose.hotSpots, 3 * spot) * core.length)],
    radiusM: 400 + 1_000 * uniform(seed, purpose.hotSpots, 3 * spot + 1),
    strength: 2 + 6 * uniform(seed, purpose.hotSpots, 3 * spot + 2),
  }));
  const weigh = (edge: number) => {
    if (lengthM[edge] < shortestKerbM) return 0;
    let heat = 1;
    for (const spot of spots) {
      const eastM = middleEastM[edge] - middleEastM[spot.edge];
      const northM = middleNorthM[edge] - middleNorthM[spot.edge];
      heat += spot.strength * Math.exp(-(eastM * eastM + northM * northM) / (spot.radiusM * spot.radiusM));
    }
    return lengthM[edge] * classWeight[streetClasses[graph.edgeClass[edge]]] * heat;
  };
  const weights = Float64Array.from(core, weigh);
  const kerbs = core.filter((_, i) => weights[i] > 0);
  let sum = 0;
  const runningWeight = (kerbs.length > 0 ? weights.filter((weight) => weight > 0) : weights.fill(1)).map(
    (weight) => {
      sum += weight;
      return sum;
    },
  );
  const edges = kerbs.length > 0 ? kerbs : core;
  return { edges, runningWeight };
}

/** A place to get in or out, drawn by weight. Uses the counters 2n and 2n + 1 of the purpose. */
export function drawPlace(
  demand: Demand,
  network: StreetNetwork,
  seed: number,
  what: Purpose,
  counter: number,
): EdgePoint {
  const { edges, runningWeight } = demand;
  const sought = uniform(seed, what, 2 * counter) * runningWeight[runningWeight.length - 1];
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runningWeight[middle] > sought) high = middle;
    else low = middle + 1;
  }
  const lengthM = network.lengthM[edges[low]];
  // Not on the crossing itself.
  const marginM = Math.min(8, lengthM / 4);
  return {
    edge: edges[low],
    offsetM: marginM + (lengthM - 2 * marginM) * uniform(seed, what, 2 * counter + 1),
  };
}

/** Straight metres between the middles of two edges. */
export function edgesApartM(network: StreetNetwork, a: number, b: number): number {
  return Math.hypot(
    network.middleEastM[a] - network.middleEastM[b],
    network.middleNorthM[a] - network.middleNorthM[b],
  );
}

const draws = 8;
const shortestRideM = 700;
const usualRideM = 2_200;

/** Where a ride from `pickup` goes: weighted places, short rides more often than long ones. */
export function drawDropoff(
  demand: Demand,
  network: StreetNetwork,
  seed: number,
  what: Purpose,
  counter: number,
  pickup: EdgePoint,
): EdgePoint {
  let best = pickup;
  let bestOff = Infinity;
  for (let draw = 0; draw < draws; draw++) {
    const place = drawPlace(demand, network, seed, what, counter * 2 * draws + draw);
    const apartM = edgesApartM(network, pickup.edge, place.edge);
    const taken =
      uniform(seed, what, 2 * (counter * 2 * draws + draws + draw)) < Math.exp(-apartM / usualRideM);
    if (apartM >= shortestRideM && taken) return place;
    if (Math.abs(apartM - usualRideM) < bestOff) {
      bestOff = Math.abs(apartM - usualRideM);
      best = place;
    }
  }
  return best;
}
