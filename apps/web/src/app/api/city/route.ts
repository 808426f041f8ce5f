import { clientCity } from '../../../city/loaded-city.ts';

export const dynamic = 'force-dynamic';

/** GET /api/city */
export function GET(): Response {
  try {
    return Response.json(clientCity(), { headers: { 'cache-control': 'no-cache' } });
  } catch (error) {
    return Response.json({ error: (error as Error).message }, { status: 503 });
  }
}
