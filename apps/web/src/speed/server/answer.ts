import type { ErrorAnswer } from '../api-answers.ts';
import { type ParameterProblem, problemText } from '../query-parameters.ts';
import type { Asked } from './web-database.ts';

const headers = { 'cache-control': 'no-store' };

export function ok(body: unknown): Response {
  return Response.json(body, { headers });
}

export function refusal(status: number, body: ErrorAnswer): Response {
  return Response.json(body, { status, headers });
}

export function badParameters(problems: readonly ParameterProblem[]): Response {
  return refusal(400, { error: problemText(problems), problems });
}

/** The answer of a handler whose database call may have failed: 503 says why and since when. */
export function answered<T>(asked: Asked<T>, respond: (value: T) => Response): Response {
  return asked.ok ? respond(asked.value) : refusal(503, asked.failure);
}
