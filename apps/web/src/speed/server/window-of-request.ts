import type { Database } from '@rumo/database/open';
import { hasWindows } from '@rumo/database/queries';
import type { WindowOfAnswer } from '../api-answers.ts';
import { newestWindowStart, windowStartAt } from '../window-range.ts';
import type { Version } from './answer.ts';
import { isProvisional, readStand, versionOf } from './stand.ts';

/**
 * The window that holds `atMs`, and the version of what is made of it and those before it; without `atMs` the newest
 * complete one that has rows, else the newest there is.
 */
export async function windowOfRequest(
  database: Database,
  windowMs: number,
  atMs: number | undefined,
): Promise<{ readonly window: WindowOfAnswer; readonly version: Version }> {
  const stand = await readStand(database);
  const { completeThroughMs } = stand;
  const { newestEndMs } = stand.progress;
  const answer = (startMs: number) => ({
    window: { windowMs, startMs, provisional: isProvisional(startMs, windowMs, completeThroughMs) },
    version: versionOf(stand, atMs === undefined ? null : startMs + windowMs),
  });
  if (atMs !== undefined) return answer(windowStartAt(windowMs, atMs));
  if (newestEndMs === null)
    return { window: { windowMs, startMs: null, provisional: true }, version: versionOf(stand, null) };
  const newestMs = windowStartAt(windowMs, newestEndMs - 1);
  if (completeThroughMs === null) return answer(newestMs);
  const completeMs = newestWindowStart(windowMs, Math.min(completeThroughMs, newestEndMs + windowMs));
  const range = { windowMs, fromMs: completeMs, toMs: completeMs + windowMs };
  return answer((await hasWindows(database, range)) ? completeMs : newestMs);
}
