import { cityEdges } from '../../../../city/loaded-city.ts';
import { routeBetween } from '../../../../city/route-between.ts';
import { operations } from '../../../../speed/operations.ts';
import { ok } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/city/route?latitude=&longitude=&headingDeg=&toLatitude=&toLongitude=: the way between two places. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.route, async ({ query }) => {
  const { latitude, longitude, headingDeg = null, toLatitude, toLongitude } = query;
  const to = { latitude: toLatitude, longitude: toLongitude };
  return ok(routeBetween(cityEdges(), { latitude, longitude, headingDeg }, to));
});
