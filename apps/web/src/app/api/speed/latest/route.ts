import type { LatestAnswer } from '../../../../speed/api-answers.ts';
import { field, parseQuery } from '../../../../speed/query-parameters.ts';
import { badParameters, ok, refusal } from '../../../../speed/server/answer.ts';
import { readLatest } from '../../../../speed/server/consumers.ts';

export const dynamic = 'force-dynamic';

const query = { driver: field.driverId.optional(), limit: field.whole(100, 1, 10_000) };

/** GET /api/speed/latest?driver=&limit=: newest fixes, newest first, before any window has closed: not final. */
export async function GET(request: Request): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams);
  if (!parsed.ok) return badParameters(parsed.problems);
  const latest = await readLatest();
  if ('error' in latest) return refusal(502, latest);
  const { driver, limit } = parsed.value;
  const rows = latest
    .filter((fix) => driver === undefined || fix.driverId === driver)
    .sort((a, b) => b.occurredAtMs - a.occurredAtMs || (a.driverId < b.driverId ? -1 : 1))
    .slice(0, limit)
    .map(({ driverId, occurredAtMs, speedMps }) => ({
      driverId,
      occurredAtMs,
      speedKmh: speedMps === null ? null : speedMps * 3.6,
    }));
  const answer: LatestAnswer = { drivers: latest.length, rows };
  return ok(answer);
}
