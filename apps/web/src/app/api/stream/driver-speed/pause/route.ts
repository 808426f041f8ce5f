import { forwardToDriverSpeed } from '../../../../../speed/server/forward-command.ts';

export const dynamic = 'force-dynamic';

/** POST /api/stream/driver-speed/pause (simulation only; from our own pages only). */
export function POST(request: Request): Promise<Response> {
  return forwardToDriverSpeed('pause', request);
}
