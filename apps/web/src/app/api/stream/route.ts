import type { StreamAnswer } from '../../../speed/api-answers.ts';
import { operations } from '../../../speed/operations.ts';
import { ok } from '../../../speed/server/answer.ts';
import { readConsumers } from '../../../speed/server/consumers.ts';
import { serve } from '../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/stream: where each of the two consumers stands in the stream. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.stream, async () => {
  const answer: StreamAnswer = { consumers: await readConsumers(), nowMs: Date.now() };
  return ok(answer);
});
