import type { StreamAnswer } from '../../../speed/api-answers.ts';
import { ok } from '../../../speed/server/answer.ts';
import { readConsumers } from '../../../speed/server/consumers.ts';

export const dynamic = 'force-dynamic';

/** GET /api/stream: where each of the two consumers stands in the stream. */
export async function GET(): Promise<Response> {
  const answer: StreamAnswer = { consumers: await readConsumers(), nowMs: Date.now() };
  return ok(answer);
}
