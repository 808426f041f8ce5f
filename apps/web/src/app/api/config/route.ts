import { webEnv } from '../../../env.ts';
import type { ClientConfig } from '../../../live/client-config.ts';
import { operations } from '../../../speed/operations.ts';
import { ok } from '../../../speed/server/answer.ts';
import { serve } from '../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/config: what the browser must know of this deployment. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.config, async () => {
  const env = webEnv();
  const config: ClientConfig = { liveMapUrl: env.LIVE_MAP_URL ?? null, liveMapPort: env.LIVE_MAP_PORT };
  return ok(config);
});
