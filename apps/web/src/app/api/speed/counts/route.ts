import { newestRejected, rejectedByReason, streamCounts } from '@rumo/database/queries';
import type { CountsAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { printable } from '../../../../speed/rejected-text.ts';
import { answered, ok } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

const rejectedShown = 5;
const bytesShown = 160;

/** GET /api/speed/counts: what was read and what became of it (W13), and the newest rejected records. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.counts, async () =>
  answered(
    await askDatabase(async (database) => {
      const [counts, reasons, rejected] = await Promise.all([
        streamCounts(database),
        rejectedByReason(database),
        newestRejected(database, rejectedShown, bytesShown),
      ]);
      const answer: CountsAnswer = {
        ...counts,
        rejectedByReason: Object.fromEntries(reasons.map(({ reason, count }) => [reason, count])),
        newestRejected: rejected.map((record) => ({
          ...record,
          key: record.key === null ? null : printable(record.key),
          value: record.value === null ? null : printable(record.value),
        })),
      };
      return ok(answer);
    }),
  ),
);
