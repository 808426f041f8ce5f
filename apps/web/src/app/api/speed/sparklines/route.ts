import { driverWindows } from '@rumo/database/queries';
import type { SparklinesAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/sparklines?window=30s&at=&points=20&driver=a&driver=b: the windows of some drivers up to `at`'s. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.sparklines,
  async ({ query, ifChanged }) => {
    const { window: windowMs, at, points, driver: drivers } = query;
    return answered(
      await askDatabase(async (database) => {
        const { window, version } = await windowOfRequest(database, windowMs, at);
        const { startMs } = window;
        return ifChanged(version, async (): Promise<SparklinesAnswer> => {
          if (startMs === null || drivers.length === 0) return { windowMs, startsMs: [], rows: [] };
          const fromMs = startMs - (points - 1) * windowMs;
          const startsMs = Array.from({ length: points }, (_, index) => fromMs + index * windowMs);
          const range = { windowMs, fromMs, toMs: startMs + windowMs };
          const windows = await driverWindows(database, drivers, range);
          const speeds = new Map(windows.map((each) => [`${each.startMs} ${each.driverId}`, each.meanKmh]));
          const rows = drivers.map((driverId) => ({
            driverId,
            meanKmh: startsMs.map((start) => speeds.get(`${start} ${driverId}`) ?? null),
          }));
          return { windowMs, startsMs, rows };
        });
      }),
    );
  },
);
