import { streetSpeeds } from '@rumo/database/queries';
import type { StreetSpeedsAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/streets?window=5m&at=&sort=time&after=&limit=: the streets of one window, in pages. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.streetSpeeds,
  async ({ query, ifChanged }) => {
    const { window: windowMs, at, sort, order, after, limit } = query;
    return answered(
      await askDatabase(async (database) => {
        const { window, version, enriched } = await windowOfRequest(database, windowMs, at);
        const { startMs } = window;
        return ifChanged(version, async (): Promise<StreetSpeedsAnswer> => {
          if (startMs === null) return { ...window, enriched, rows: [], next: null };
          const descending = order === undefined ? sort !== 'name' : order === 'desc';
          const page = { windowMs, startMs, sort, descending, after: after ?? null, limit };
          return { ...window, enriched, ...(await streetSpeeds(database, page)) };
        });
      }),
    );
  },
);
