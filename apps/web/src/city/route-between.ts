import { type EdgeIndex, findRoute, nearestEdge, routeLine, routeStreets } from '@rumo/city';
import type { Position } from '@rumo/geo';
import type { RouteAnswer } from './city-answers.ts';

/** A place farther from every street has no way. */
const maxDistanceM = 250;
/** What cars take of the time that the limits would allow, by `npm run bench -- arrival`: they brake, turn and wait. */
export const paceOverLimits = 1.5;

/** The fastest way by car from where a car is and points to a place, null where there is none. */
export function routeBetween(
  index: EdgeIndex,
  car: Position & { readonly headingDeg: number | null },
  to: Position,
): RouteAnswer | null {
  const start = nearestEdge(index, car, { headingDeg: car.headingDeg, maxDistanceM });
  const end = nearestEdge(index, to, { maxDistanceM });
  if (start === null || end === null) return null;
  const { graph } = index;
  const route = findRoute(graph, start, end);
  if (route === null) return null;
  return {
    lengthM: Math.round(route.lengthM),
    durationS: Math.round(route.durationS * paceOverLimits),
    line: routeLine(graph, route).map(([longitude, latitude]) => [rounded(longitude), rounded(latitude)]),
    streets: routeStreets(graph, route),
  };
}

/** A millionth of a degree is 0.1 m. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
