import { isSameOrigin } from '../same-origin.ts';
import { refusal } from './answer.ts';
import { commandDriverSpeed } from './consumers.ts';

/** Hands the command on, unless a page of another site sent it. */
export async function forwardToDriverSpeed(command: 'pause' | 'resume', request: Request) {
  if (!isSameOrigin(request.headers)) return refusal(403, { error: 'Only pages of this site may do that.' });
  const { status, body } = await commandDriverSpeed(command);
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
