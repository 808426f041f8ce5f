import { speedHistogram } from '@rumo/database/queries';
import type { DistributionAnswer } from '../../../../speed/api-answers.ts';
import { filledBins } from '../../../../speed/filled-bins.ts';
import { field, parseQuery } from '../../../../speed/query-parameters.ts';
import { answered, badParameters, ok } from '../../../../speed/server/answer.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

const query = { window: field.window, at: field.epochMs, bin: field.whole(5, 1, 100) };

/** GET /api/speed/distribution?window=30s&at=&bin=5: how many drivers of one window fall in each bin of km/h. */
export async function GET(request: Request): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams);
  if (!parsed.ok) return badParameters(parsed.problems);
  const { window: windowMs, at, bin: binKmh } = parsed.value;
  const asked = await askDatabase(async (database): Promise<DistributionAnswer> => {
    const window = await windowOfRequest(database, windowMs, at);
    const { startMs } = window;
    const rows = startMs === null ? [] : await speedHistogram(database, { windowMs, startMs, binKmh });
    const drivers = rows.reduce((sum, row) => sum + row.drivers, 0);
    return { ...window, binKmh, drivers, bins: filledBins(rows, binKmh) };
  });
  return answered(asked, ok);
}
