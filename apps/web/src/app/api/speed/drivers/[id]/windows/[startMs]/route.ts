import { operations } from '../../../../../../../speed/operations.ts';
import { explainWindow } from '../../../../../../../speed/server/consumers.ts';
import { serve } from '../../../../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/drivers/{id}/windows/{startMs}?window=: what a driver's window is made of, read from the log. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.driverWindow,
  async ({ query, path }) => explainWindow(path.id, path.startMs, query.window),
);
