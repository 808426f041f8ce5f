import { packFilePath } from '@rumo/city';
import { cityFolder } from '../../../../../city/city-folder.ts';
import { parseLayerFileName } from '../../../../../city/client-city.ts';
import { layerResponse, noLayer } from '../../../../../city/layer-response.ts';
import { cityInfo } from '../../../../../city/loaded-city.ts';

export const dynamic = 'force-dynamic';

/** GET /api/city/layers/NAME.HASH.geojson: a layer of the basemap. 404 for one this city does not have. */
export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly file: string }> },
): Promise<Response> {
  const { file } = await params;
  const wanted = parseLayerFileName(file);
  const entry =
    wanted && Object.hasOwn(cityInfo().files, wanted.layer) ? cityInfo().files[wanted.layer] : null;
  if (!wanted || !entry?.sha256.startsWith(wanted.hash)) {
    return noLayer(request, file);
  }
  return layerResponse(request, packFilePath(cityFolder(), cityInfo(), wanted.layer), wanted.hash);
}
