import { operations } from '../../../../../speed/operations.ts';
import { answered, ok, refusal } from '../../../../../speed/server/answer.ts';
import { readDriver } from '../../../../../speed/server/driver-history.ts';
import { serve } from '../../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/drivers/{id}?window=30s&from=&to=: one driver's windows; 404 when no window has it. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.driver,
  async ({ query, path }) => {
    const { window: windowMs, hop: hopMs, from: fromMs, to: toMs, last: lastMs, limit } = query;
    return answered(
      await askDatabase(async (database) => {
        const request = { windowMs, hopMs, fromMs, toMs, lastMs, limit };
        const answer = await readDriver(database, path.id, request);
        return answer === 'unknown'
          ? refusal(404, { error: `No window has a driver ${JSON.stringify(path.id)}.` })
          : ok(answer);
      }),
    );
  },
);
