import { createHash } from 'node:crypto';
import type { Database } from '@rumo/database/open';
import { type StreamExtent, type StreamProgress, streamProgress } from '@rumo/database/queries';
import { closedByAll, completeThrough } from '../completeness.ts';
import type { Version } from './answer.ts';

/** How far the data goes: two index look-ups, from which it follows whether any window has changed. */
export interface Stand {
  readonly progress: StreamProgress;
  readonly completeThroughMs: number | null;
}

export async function readStand(database: Database): Promise<Stand> {
  const progress = await streamProgress(database);
  return { progress, completeThroughMs: completeThrough(progress.partitions, progress.newestEndMs) };
}

/**
 * The version of what is made of windows alone: rows are written in the transaction that moves their partition's
 * closed_through_ms. `finalThroughMs`: the end of the windows that were asked for by their time, null where the
 * newest are meant; when all partitions have closed it the answer is final.
 */
export function versionOf(
  { progress }: Stand,
  finalThroughMs: number | null,
  extent: StreamExtent | null = null,
): Version {
  const closedMs = closedByAll(progress.partitions);
  const state = JSON.stringify([progress, extent]);
  return {
    of: createHash('sha256').update(state).digest('base64url'),
    isFinal: finalThroughMs !== null && closedMs !== null && finalThroughMs <= closedMs,
  };
}

/** W16: whether any partition's speeds are summed by street and by cell. */
export function isEnriched({ progress }: Stand): boolean {
  return progress.partitions.some(({ city }) => city !== null);
}

/** W14 */
export function isProvisional(startMs: number, windowMs: number, completeThroughMs: number | null): boolean {
  return completeThroughMs === null || startMs + windowMs > completeThroughMs;
}
