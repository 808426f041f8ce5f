import type { Database } from '@rumo/database/open';
import { hasWindows } from '@rumo/database/queries';
import type { WindowOfAnswer } from '../api-answers.ts';
import { newestWindowStart, windowStartAt } from '../window-range.ts';
import type { Version } from './answer.ts';
import { isEnriched, isProvisional, readStand, versionOf } from './stand.ts';

export interface WindowOfRequest {
  readonly window: WindowOfAnswer;
  readonly version: Version;
  /** Whether there are sums by street and by cell (W16). */
  readonly enriched: boolean;
}

/**
 * The window that holds `atMs`, of hopping ones the last that does, and the version of what is made of it and those
 * before it; without `atMs` the newest complete one that has rows, else the newest there is.
 */
export async function windowOfRequest(
  database: Database,
  windowMs: number,
  atMs: number | undefined,
  hopMs: number = windowMs,
): Promise<WindowOfRequest> {
  const stand = await readStand(database);
  const { completeThroughMs } = stand;
  const { newestEndMs } = stand.progress;
  const answer = (startMs: number | null): WindowOfRequest => ({
    window: {
      windowMs,
      startMs,
      provisional: startMs === null || isProvisional(startMs, windowMs, completeThroughMs),
    },
    version: versionOf(stand, atMs === undefined || startMs === null ? null : startMs + windowMs),
    enriched: isEnriched(stand),
  });
  if (atMs !== undefined) return answer(windowStartAt(hopMs, atMs));
  if (newestEndMs === null) return answer(null);
  const newestMs = windowStartAt(hopMs, newestEndMs - 1);
  if (completeThroughMs === null) return answer(newestMs);
  const completeMs = newestWindowStart(windowMs, Math.min(completeThroughMs, newestEndMs + windowMs), hopMs);
  const range = { windowMs, fromMs: completeMs, toMs: completeMs + windowMs };
  return answer((await hasWindows(database, range)) ? completeMs : newestMs);
}
