import type { Database } from '@rumo/database/open';
import { type FleetWindowRow, fleetWindows, type StreamExtent, streamExtent } from '@rumo/database/queries';
import type { FleetAnswer } from '../api-answers.ts';
import { completeWindowCache } from '../complete-window-cache.ts';
import { closedByAll } from '../completeness.ts';
import { needsExtent, type RangeRequest, type ResolvedRange, resolveRange } from '../window-range.ts';
import type { Version } from './answer.ts';
import { processWide } from './process-wide.ts';
import { isProvisional, readStand, type Stand, versionOf } from './stand.ts';

const cache = processWide('fleet-windows', () => completeWindowCache<FleetWindowRow>(20_000, 600_000));

/** A range that was asked for, as windows that exist, and how far the data goes. */
export interface ResolvedRequest extends Stand {
  readonly extent: StreamExtent | null;
  readonly resolved: ResolvedRange;
}

/** Reads how far the data goes and turns the request into window starts that exist. */
export async function resolveAgainstData(
  database: Database,
  request: RangeRequest,
): Promise<ResolvedRequest> {
  const stand = await readStand(database);
  const extent = needsExtent(request) ? await streamExtent(database) : null;
  return { ...stand, extent, resolved: resolveRange(request, stand.progress.newestEndMs, extent) };
}

/** The version of an answer that is made of the windows of the range alone. */
export function versionOfRange(at: ResolvedRequest, { fromMs, toMs }: RangeRequest): Version {
  const isFixed = fromMs !== undefined && toMs !== undefined && at.resolved.kind === 'range';
  const range = at.resolved.kind === 'range' ? at.resolved.range : null;
  const isWhole = at.resolved.kind === 'range' && at.resolved.nextFromMs === null;
  const hopMs = range?.hopMs ?? range?.windowMs ?? 0;
  const lastEndMs = range === null ? null : range.toMs - hopMs + range.windowMs;
  const endMs = lastEndMs === null ? null : isWhole ? Math.max(lastEndMs, toMs ?? 0) : lastEndMs;
  return versionOf(at, isFixed ? endMs : null, at.extent);
}

/** The fleet's windows over the range. */
export async function readFleet(
  database: Database,
  { progress, completeThroughMs, resolved }: ResolvedRequest,
  requestedMs: number,
): Promise<FleetAnswer> {
  if (resolved.kind === 'nothing')
    return { windowMs: requestedMs, completeThroughMs, windows: [], next: null };
  const logs = progress.partitions.map((stand) => `${stand.partition}:${stand.logId}`).join(',');
  const rows = await cache.read(resolved.range, logs, closedByAll(progress.partitions), (range) =>
    fleetWindows(database, range),
  );
  const { windowMs } = resolved.range;
  return {
    windowMs,
    completeThroughMs,
    windows: rows.map((row) => ({
      ...row,
      provisional: isProvisional(row.startMs, windowMs, completeThroughMs),
    })),
    next: resolved.nextFromMs,
  };
}
