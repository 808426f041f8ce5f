import { speedAccuracy } from '@rumo/database/queries';
import { operations } from '../../../../speed/operations.ts';
import { answered, ok } from '../../../../speed/server/answer.ts';
import { resolveAgainstData } from '../../../../speed/server/fleet.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/accuracy?window=30s&from=&to=: complete windows against the odometer, where there is one. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.accuracy,
  async ({ query }) => {
    const { window: windowMs, from: fromMs, to: toMs, last: lastMs } = query;
    return answered(
      await askDatabase(async (database) => {
        const request = { windowMs, fromMs, toMs, lastMs };
        const { completeThroughMs, resolved } = await resolveAgainstData(database, request);
        const range = resolved.kind === 'range' ? resolved.range : { windowMs, fromMs: 0, toMs: 0 };
        const complete = Math.floor((completeThroughMs ?? 0) / range.windowMs) * range.windowMs;
        const compared = { ...range, toMs: Math.max(range.fromMs, Math.min(range.toMs, complete)) };
        return ok({ ...(await speedAccuracy(database, compared)), ...compared });
      }),
    );
  },
);
