import { nearestEdge, streetClasses } from '@rumo/city';
import type { StreetAnswer } from '../../../../city/city-answers.ts';
import { cityEdges } from '../../../../city/loaded-city.ts';
import { operations } from '../../../../speed/operations.ts';
import { ok } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** A car farther from every street is in a yard or a park. */
const maxDistanceM = 40;

/** GET /api/city/street?latitude=&longitude=&headingDeg=: the street there, or null where there is none near. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.street,
  async ({ query }) => {
    const { headingDeg, ...place } = query;
    const index = cityEdges();
    const found = nearestEdge(index, place, { headingDeg: headingDeg ?? null, maxDistanceM });
    if (found === null) return ok(null);
    const { graph } = index;
    const answer: StreetAnswer = {
      name: graph.names[graph.edgeName[found.edge]] || null,
      streetClass: streetClasses[graph.edgeClass[found.edge]],
      limitKmh: Math.round(graph.edgeLimitMps[found.edge] * 3.6),
      distanceM: Math.round(found.distanceM * 10) / 10,
    };
    return ok(answer);
  },
);
