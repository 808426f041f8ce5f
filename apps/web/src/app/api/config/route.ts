import { webEnv } from '../../../env.ts';
import type { ClientConfig } from '../../../live/client-config.ts';

export const dynamic = 'force-dynamic';

/** GET /api/config: what the browser must know of this deployment. */
export function GET(): Response {
  const env = webEnv();
  const config: ClientConfig = { liveMapUrl: env.LIVE_MAP_URL ?? null, liveMapPort: env.LIVE_MAP_PORT };
  return Response.json(config, { headers: { 'cache-control': 'no-store' } });
}
