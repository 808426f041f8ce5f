import type { LatestAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { ok, refusal } from '../../../../speed/server/answer.ts';
import { readLatest } from '../../../../speed/server/consumers.ts';
import { serve } from '../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/latest?driver=&limit=: newest fixes, newest first, before any window has closed: not final. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.latest,
  async ({ query }) => {
    const latest = await readLatest();
    if ('error' in latest) return refusal(502, latest);
    const { driver, limit } = query;
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
  },
);
