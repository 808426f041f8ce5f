import type { DriverSpeedStatus, LatestSpeeds } from '@rumo/events';
import type { Route, RouteAnswer } from '@rumo/service';

export interface RouteDeps {
  readonly pausable: boolean;
  status(): DriverSpeedStatus;
  latest(limit: number): LatestSpeeds;
  setPaused(paused: boolean): void;
}

const defaultLatest = 1_000;
const maxLatest = 10_000;

export function driverSpeedRoutes(deps: RouteDeps): Readonly<Record<string, Route>> {
  const pausing = (paused: boolean): Route => {
    return ({ headers }) => {
      if (!deps.pausable) return refused('pausing is for simulations: SIMULATION=true allows it');
      // A page of any site may post to this port without asking; only servers, which send no Origin, are meant.
      if (headers.origin !== undefined) return refused('not for browsers');
      deps.setPaused(paused);
      return { body: { paused } };
    };
  };
  return {
    'GET /status': () => ({ body: deps.status() }),
    'GET /latest': (_request, url) => {
      const limit = Number(url.searchParams.get('limit') ?? defaultLatest);
      if (Number.isInteger(limit) && limit >= 1 && limit <= maxLatest) return { body: deps.latest(limit) };
      return { status: 400, body: { error: `limit wants a whole number from 1 to ${maxLatest}` } };
    },
    'POST /pause': pausing(true),
    'POST /resume': pausing(false),
  };
}

function refused(error: string): RouteAnswer {
  return { status: 403, body: { error } };
}
