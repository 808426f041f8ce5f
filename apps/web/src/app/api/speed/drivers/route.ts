import { driversOfWindow } from '@rumo/database/queries';
import type { DriversAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/drivers?window=30s&at=&after=&limit=: the drivers of one window, by id, in pages. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.drivers,
  async ({ query, ifChanged }) => {
    const { window: windowMs, hop: hopMs = windowMs, at, after, limit } = query;
    return answered(
      await askDatabase(async (database) => {
        const { window, version } = await windowOfRequest(database, windowMs, at, hopMs);
        const { startMs } = window;
        return ifChanged(version, async (): Promise<DriversAnswer> => {
          if (startMs === null) return { ...window, rows: [], next: null };
          const page = { windowMs, hopMs, startMs, after: after ?? null, limit };
          return { ...window, ...(await driversOfWindow(database, page)) };
        });
      }),
    );
  },
);
