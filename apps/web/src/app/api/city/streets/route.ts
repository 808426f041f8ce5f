import { findStreets } from '@rumo/city';
import { cityStreetNames } from '../../../../city/loaded-city.ts';
import { operations } from '../../../../speed/operations.ts';
import { ok } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/city/streets?text=: the streets whose name holds the text. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.streets,
  async ({ query }) => {
    const streets = findStreets(cityStreetNames(), query.text, query.limit).map(
      ({ name, lengthM, bounds: [west, south, east, north] }) => ({
        ...{ name, lengthM: Math.round(lengthM), west, south, east, north },
      }),
    );
    return ok({ streets });
  },
);
