import { driversOfWindow } from '@rumo/database/queries';
import type { DriversAnswer } from '../../../../speed/api-answers.ts';
import { field, parseQuery } from '../../../../speed/query-parameters.ts';
import { answered, badParameters, ok } from '../../../../speed/server/answer.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

const query = {
  window: field.window,
  at: field.epochMs,
  after: field.driverId.optional(),
  limit: field.whole(1_000, 1, 10_000),
};

/** GET /api/speed/drivers?window=30s&at=&after=&limit=: the drivers of one window, by id, in pages. */
export async function GET(request: Request): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams);
  if (!parsed.ok) return badParameters(parsed.problems);
  const { window: windowMs, at, after, limit } = parsed.value;
  const asked = await askDatabase(async (database): Promise<DriversAnswer> => {
    const window = await windowOfRequest(database, windowMs, at);
    if (window.startMs === null) return { ...window, rows: [], next: null };
    const page = { windowMs, startMs: window.startMs, after: after ?? null, limit };
    return { ...window, ...(await driversOfWindow(database, page)) };
  });
  return answered(asked, ok);
}
