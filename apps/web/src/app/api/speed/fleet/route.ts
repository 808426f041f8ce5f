import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { readFleet, resolveAgainstData, versionOfRange } from '../../../../speed/server/fleet.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/fleet?window=30s&from=&to=: percentiles of the fleet's speeds, window by window. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.fleet,
  async ({ query, ifChanged }) => {
    const { window: windowMs, hop: hopMs, from: fromMs, to: toMs, last: lastMs, limit } = query;
    const request = { windowMs, hopMs, fromMs, toMs, lastMs, limit };
    return answered(
      await askDatabase(async (database) => {
        const at = await resolveAgainstData(database, request);
        return ifChanged(versionOfRange(at, request), () => readFleet(database, at, windowMs));
      }),
    );
  },
);
