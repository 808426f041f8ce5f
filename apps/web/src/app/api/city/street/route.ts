import { nearestEdge, streetClasses } from '@rumo/city';
import { z } from 'zod';
import type { StreetAnswer } from '../../../../city/client-city.ts';
import { cityEdges } from '../../../../city/loaded-city.ts';

export const dynamic = 'force-dynamic';

const querySchema = z.object({
  latitude: z.coerce.number().min(-90).max(90),
  longitude: z.coerce.number().min(-180).max(180),
  headingDeg: z.coerce.number().min(0).max(360).optional(),
});
/** A car farther from every street is in a yard or a park. */
const maxDistanceM = 40;

/** GET /api/city/street?latitude=&longitude=&headingDeg=: the street there, or null where there is none near. */
export function GET(request: Request): Response {
  const query = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) return Response.json({ error: z.prettifyError(query.error) }, { status: 400 });
  const { headingDeg, ...place } = query.data;
  const index = cityEdges();
  const found = nearestEdge(index, place, { headingDeg: headingDeg ?? null, maxDistanceM });
  if (found === null) return Response.json(null);
  const { graph } = index;
  const answer: StreetAnswer = {
    name: graph.names[graph.edgeName[found.edge]] || null,
    streetClass: streetClasses[graph.edgeClass[found.edge]],
    limitKmh: Math.round(graph.edgeLimitMps[found.edge] * 3.6),
    distanceM: Math.round(found.distanceM * 10) / 10,
  };
  return Response.json(answer, { headers: { 'cache-control': 'public, max-age=60' } });
}
