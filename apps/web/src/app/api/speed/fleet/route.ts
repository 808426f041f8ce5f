import { field, parseQuery } from '../../../../speed/query-parameters.ts';
import { answered, badParameters, ok } from '../../../../speed/server/answer.ts';
import { readFleet } from '../../../../speed/server/fleet.ts';
import { tooManyWindows } from '../../../../speed/server/too-many-windows.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

const query = { window: field.window, from: field.epochMs, to: field.epochMs, last: field.last };

/** GET /api/speed/fleet?window=30s&from=&to=: percentiles of the fleet's speeds, window by window. */
export async function GET(request: Request): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams);
  if (!parsed.ok) return badParameters(parsed.problems);
  const { window: windowMs, from: fromMs, to: toMs, last: lastMs } = parsed.value;
  const asked = await askDatabase((database) => readFleet(database, { windowMs, fromMs, toMs, lastMs }));
  return answered(asked, (answer) => ('kind' in answer ? tooManyWindows(answer.windows) : ok(answer)));
}
