import type { Database } from '@rumo/database/open';
import {
  type FleetWindowRow,
  fleetWindows,
  type StreamProgress,
  streamExtent,
  streamProgress,
} from '@rumo/database/queries';
import type { FleetAnswer } from '../api-answers.ts';
import { completeWindowCache } from '../complete-window-cache.ts';
import { closedByAll, completeThrough } from '../completeness.ts';
import { type RangeRequest, type ResolvedRange, resolveRange } from '../window-range.ts';
import { processWide } from './process-wide.ts';

const cache = processWide('fleet-windows', () => completeWindowCache<FleetWindowRow>(20_000, 600_000));

/** The fleet's windows over the range asked for, or how many there would be when that is too many. */
export async function readFleet(
  database: Database,
  request: RangeRequest,
): Promise<FleetAnswer | Extract<ResolvedRange, { kind: 'too_many' }>> {
  const { progress, completeThroughMs, resolved } = await resolveAgainstData(database, request);
  if (resolved.kind === 'too_many') return resolved;
  if (resolved.kind === 'nothing') return { windowMs: request.windowMs, completeThroughMs, windows: [] };
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
  };
}

/** Reads how far the data goes and turns the request into window starts that exist. */
export async function resolveAgainstData(
  database: Database,
  request: RangeRequest,
): Promise<{ progress: StreamProgress; completeThroughMs: number | null; resolved: ResolvedRange }> {
  const progress = await streamProgress(database);
  // Only a range that was asked for can begin before what is kept.
  const extent = request.fromMs === undefined ? null : await streamExtent(database);
  return {
    progress,
    completeThroughMs: completeThrough(progress.partitions, progress.newestEndMs),
    resolved: resolveRange(request, progress.newestEndMs, extent),
  };
}

/** W14 */
export function isProvisional(startMs: number, windowMs: number, completeThroughMs: number | null): boolean {
  return completeThroughMs === null || startMs + windowMs > completeThroughMs;
}
