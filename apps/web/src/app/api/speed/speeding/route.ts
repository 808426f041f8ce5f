import { baseWindowMs, speedingEpisodes } from '@rumo/database/queries';
import type { SpeedingAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { isEnriched, readStand, versionOf } from '../../../../speed/server/stand.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/speeding?last=15m&overKmh=10&minS=10: who drove faster than the limit, newest first, in pages. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.speeding,
  async ({ query, ifChanged }) => {
    const { from, to, last: lastMs, overKmh, minS, driver = null, after = null, limit } = query;
    return answered(
      await askDatabase(async (database) => {
        const stand = await readStand(database);
        const { newestEndMs } = stand.progress;
        const version = versionOf(stand, from === undefined || to === undefined ? null : to);
        return ifChanged(version, async (): Promise<SpeedingAnswer> => {
          const asked = { enriched: isEnriched(stand), overKmh, minS };
          if (newestEndMs === null) return { ...asked, fromMs: null, toMs: null, rows: [], next: null };
          const toMs = Math.ceil(Math.min(to ?? newestEndMs, newestEndMs) / baseWindowMs) * baseWindowMs;
          const fromMs = Math.floor(Math.max(0, from ?? toMs - lastMs) / baseWindowMs) * baseWindowMs;
          const range = { fromMs, toMs, overKmh, minS };
          const question = { ...range, driverId: driver, after, limit };
          const { rows, hasMore } = await speedingEpisodes(database, question);
          const end = rows.at(-1);
          const next = hasMore && end !== undefined ? `${end.fromMs}~${end.driverId}` : null;
          return { ...asked, fromMs, toMs, rows, next };
        });
      }),
    );
  },
);
