import { driverWindows } from '@rumo/database/queries';
import { z } from 'zod';
import type { SparklinesAnswer } from '../../../../speed/api-answers.ts';
import { field, parseQuery } from '../../../../speed/query-parameters.ts';
import { answered, badParameters, ok } from '../../../../speed/server/answer.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

const query = {
  window: field.window,
  at: field.epochMs,
  points: field.whole(20, 2, 120),
  driver: z.array(field.driverId).max(200, 'holds more than 200 drivers'),
};

/** GET /api/speed/sparklines?window=30s&at=&points=20&driver=a&driver=b: the windows of some drivers up to `at`'s. */
export async function GET(request: Request): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams, ['driver']);
  if (!parsed.ok) return badParameters(parsed.problems);
  const { window: windowMs, at, points, driver: drivers } = parsed.value;
  const asked = await askDatabase(async (database): Promise<SparklinesAnswer> => {
    const { startMs } = await windowOfRequest(database, windowMs, at);
    if (startMs === null || drivers.length === 0) return { windowMs, startsMs: [], rows: [] };
    const fromMs = startMs - (points - 1) * windowMs;
    const startsMs = Array.from({ length: points }, (_, index) => fromMs + index * windowMs);
    const windows = await driverWindows(database, drivers, { windowMs, fromMs, toMs: startMs + windowMs });
    const speeds = new Map(windows.map((window) => [`${window.startMs} ${window.driverId}`, window.meanKmh]));
    const rows = drivers.map((driverId) => ({
      driverId,
      meanKmh: startsMs.map((start) => speeds.get(`${start} ${driverId}`) ?? null),
    }));
    return { windowMs, startsMs, rows };
  });
  return answered(asked, ok);
}
