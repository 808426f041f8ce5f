import type { Database } from '@rumo/database/open';
import { hasWindows, streamProgress } from '@rumo/database/queries';
import type { WindowOfAnswer } from '../api-answers.ts';
import { completeThrough } from '../completeness.ts';
import { newestWindowStart, windowStartAt } from '../window-range.ts';
import { isProvisional } from './fleet.ts';

/**
 * The window that holds `atMs`; without `atMs` the newest complete one that has rows, else the newest there is.
 */
export async function windowOfRequest(
  database: Database,
  windowMs: number,
  atMs: number | undefined,
): Promise<WindowOfAnswer> {
  const { partitions, newestEndMs } = await streamProgress(database);
  const completeThroughMs = completeThrough(partitions, newestEndMs);
  const answer = (startMs: number) => ({
    windowMs,
    startMs,
    provisional: isProvisional(startMs, windowMs, completeThroughMs),
  });
  if (atMs !== undefined) return answer(windowStartAt(windowMs, atMs));
  if (newestEndMs === null) return { windowMs, startMs: null, provisional: true };
  const newestMs = windowStartAt(windowMs, newestEndMs - 1);
  if (completeThroughMs === null) return answer(newestMs);
  const completeMs = newestWindowStart(windowMs, Math.min(completeThroughMs, newestEndMs + windowMs));
  const range = { windowMs, fromMs: completeMs, toMs: completeMs + windowMs };
  return answer((await hasWindows(database, range)) ? completeMs : newestMs);
}
