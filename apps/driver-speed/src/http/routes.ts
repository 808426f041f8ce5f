import type { DriverSpeedStatus, LatestSpeeds } from '@rumo/events';
import { RequestError, type Route, type RouteAnswer } from '@rumo/service';
import type { Explainer } from '../explain/explainer.ts';
import { windowMs } from '../windows/rules.ts';

export interface RouteDeps {
  readonly pausable: boolean;
  status(): DriverSpeedStatus;
  latest(limit: number): LatestSpeeds;
  setPaused(paused: boolean): void;
  readonly explain: Explainer;
}

const defaultLatest = 1_000;
const maxLatest = 10_000;
const maxExplainedMs = 3_600_000;

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
    'GET /explain': async (_request, { searchParams }) => {
      const driverId = searchParams.get('driver');
      if (driverId === null || driverId === '') throw new RequestError(400, 'driver wants a driver id');
      const fromMs = wholeWindows(searchParams, 'start', null, Number.MAX_SAFE_INTEGER);
      const lengthMs = wholeWindows(searchParams, 'window', windowMs, maxExplainedMs);
      if (lengthMs === 0) throw new RequestError(400, 'window wants a length');
      return { body: await deps.explain(driverId, fromMs, lengthMs) };
    },
    'POST /pause': pausing(true),
    'POST /resume': pausing(false),
  };
}

function wholeWindows(given: URLSearchParams, name: string, fallback: number | null, max: number): number {
  const text = given.get(name);
  if (text === null && fallback !== null) return fallback;
  const timeMs = text === null || text === '' ? Number.NaN : Number(text);
  if (Number.isInteger(timeMs / windowMs) && timeMs >= 0 && timeMs <= max) return timeMs;
  throw new RequestError(400, `${name} wants a multiple of ${windowMs} ms, at most ${max}`);
}

function refused(error: string): RouteAnswer {
  return { status: 403, body: { error } };
}
