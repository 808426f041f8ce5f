import { speedHistogram } from '@rumo/database/queries';
import type { DistributionAnswer } from '../../../../speed/api-answers.ts';
import { filledBins } from '../../../../speed/filled-bins.ts';
import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/distribution?window=30s&at=&bin=5: how many drivers of one window fall in each bin of km/h. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.distribution,
  async ({ query, ifChanged }) => {
    const { window: windowMs, at, bin: binKmh } = query;
    return answered(
      await askDatabase(async (database) => {
        const { window, version } = await windowOfRequest(database, windowMs, at);
        const { startMs } = window;
        return ifChanged(version, async (): Promise<DistributionAnswer> => {
          const rows = startMs === null ? [] : await speedHistogram(database, { windowMs, startMs, binKmh });
          const drivers = rows.reduce((sum, row) => sum + row.drivers, 0);
          return { ...window, binKmh, drivers, bins: filledBins(rows, binKmh) };
        });
      }),
    );
  },
);
