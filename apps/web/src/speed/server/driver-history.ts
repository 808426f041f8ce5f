import type { Database } from '@rumo/database/open';
import { driverWindows, isKnownDriver, trueWindows } from '@rumo/database/queries';
import type { DriverAnswer } from '../api-answers.ts';
import { isSameInterval } from '../same-interval.ts';
import type { RangeRequest } from '../window-range.ts';
import { resolveAgainstData } from './fleet.ts';
import { isProvisional } from './stand.ts';

/** One driver's windows beside its odometer's; 'unknown' when no current log has a window of it. */
export async function readDriver(
  database: Database,
  driverId: string,
  request: RangeRequest,
): Promise<DriverAnswer | 'unknown'> {
  const { completeThroughMs, resolved } = await resolveAgainstData(database, request);
  const empty = { driverId, windowMs: request.windowMs, completeThroughMs, windows: [], next: null };
  if (resolved.kind === 'nothing') return (await isKnownDriver(database, driverId)) ? empty : 'unknown';
  const { range, nextFromMs } = resolved;
  const rows = await driverWindows(database, [driverId], range);
  if (rows.length === 0 && !(await isKnownDriver(database, driverId))) return 'unknown';
  const trueByStart = new Map(
    (await trueWindows(database, driverId, range)).map((row) => [row.startMs, row]),
  );
  return {
    driverId,
    windowMs: range.windowMs,
    completeThroughMs,
    windows: rows.map(({ driverId: _, ...row }) => {
      const truth = trueByStart.get(row.startMs);
      return {
        ...row,
        provisional: isProvisional(row.startMs, range.windowMs, completeThroughMs),
        trueKmh: truth !== undefined && truth.timeS > 0 ? (truth.distanceM / truth.timeS) * 3.6 : null,
        comparable: truth !== undefined && isSameInterval(row.timeS, truth.timeS, range.windowMs),
      };
    }),
    next: nextFromMs,
  };
}
