import { packFilePath } from '@rumo/city';
import { cityFolder } from '../../../../../city/city-folder.ts';
import { parseLayerFileName } from '../../../../../city/client-city.ts';
import { encodedRefusal, layerResponse } from '../../../../../city/layer-response.ts';
import { cityInfo } from '../../../../../city/loaded-city.ts';
import { operations } from '../../../../../speed/operations.ts';
import { refusal } from '../../../../../speed/server/answer.ts';
import { type Route, serve } from '../../../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/city/layers/NAME.HASH.geojson: a layer of the basemap. 404 for one this city does not have. */
const served = serve(operations.layer, async ({ request, path: { file } }) => {
  const wanted = parseLayerFileName(file);
  const entry =
    wanted && Object.hasOwn(cityInfo().files, wanted.layer) ? cityInfo().files[wanted.layer] : null;
  return wanted && entry?.sha256.startsWith(wanted.hash)
    ? layerResponse(request, packFilePath(cityFolder(), cityInfo(), wanted.layer), wanted.hash)
    : refusal(404, { error: `no layer ${JSON.stringify(file)}` });
});

const encoded =
  (route: Route): Route =>
  async (request, context) => {
    const response = await route(request, context);
    return response.status < 400 ? response : encodedRefusal(request, response);
  };

export const OPTIONS = served.OPTIONS;
export const GET = encoded(served.GET);
export const HEAD = encoded(served.HEAD);
export const POST = encoded(served.POST);
export const PUT = encoded(served.PUT);
export const PATCH = encoded(served.PATCH);
export const DELETE = encoded(served.DELETE);
