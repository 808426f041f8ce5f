import { operations } from '../../../../../speed/operations.ts';
import { forwardToDriverSpeed } from '../../../../../speed/server/forward-command.ts';
import { serve } from '../../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** POST /api/stream/driver-speed/pause (simulation only; from our own pages only). */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.pause, ({ request }) =>
  forwardToDriverSpeed('pause', request),
);
