export const dynamic = 'force-dynamic';

/** GET /healthz: answering at all is the answer. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { 'cache-control': 'no-store' } });
}
