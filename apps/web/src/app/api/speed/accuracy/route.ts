import { speedAccuracy } from '@rumo/database/queries';
import { z } from 'zod';
import type { AccuracyAnswer } from '../../../../speed/api-answers.ts';
import { field, parseQuery } from '../../../../speed/query-parameters.ts';
import { answered, badParameters, ok } from '../../../../speed/server/answer.ts';
import { resolveAgainstData } from '../../../../speed/server/fleet.ts';
import { tooManyWindows } from '../../../../speed/server/too-many-windows.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

const query = {
  window: z.preprocess((given) => given ?? '30s', field.window),
  from: field.epochMs,
  to: field.epochMs,
  last: field.last,
};

/** GET /api/speed/accuracy?window=30s&from=&to=: complete windows against the odometer, where there is one. */
export async function GET(request: Request): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams);
  if (!parsed.ok) return badParameters(parsed.problems);
  const { window: windowMs, from: fromMs, to: toMs, last: lastMs } = parsed.value;
  const asked = await askDatabase(async (database) => {
    const { completeThroughMs, resolved } = await resolveAgainstData(database, {
      windowMs,
      fromMs,
      toMs,
      lastMs,
    });
    if (resolved.kind === 'too_many') return resolved.windows;
    const range = resolved.kind === 'range' ? resolved.range : { windowMs, fromMs: 0, toMs: 0 };
    const complete = Math.floor((completeThroughMs ?? 0) / range.windowMs) * range.windowMs;
    const compared = { ...range, toMs: Math.max(range.fromMs, Math.min(range.toMs, complete)) };
    const answer: AccuracyAnswer = { ...(await speedAccuracy(database, compared)), ...compared };
    return answer;
  });
  return answered(asked, (answer) => (typeof answer === 'number' ? tooManyWindows(answer) : ok(answer)));
}
