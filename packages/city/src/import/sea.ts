import type { Feature, MultiPolygon } from 'geojson';
import { approximateSea, type Side } from './approximate-shore.ts';
import { seaOfCoastline } from './coastline.ts';
import { coordinatesOf } from './geojson.ts';
import type { SourceMap } from './source-map.ts';

export interface SeaReport {
  readonly feature: Feature | null;
  /** One line for people: where the sea comes from, or why there is none. */
  readonly note: string;
}

/** The sea of a city: by its coastline where the source has one, else approximated on the sides asked for. */
export function seaOf(source: SourceMap, openSides: readonly Side[]): SeaReport {
  const coast = seaOfCoastline(source);
  if (coast.kind === 'sea') {
    const coordinates = coast.polygons.map((rings) => rings.map((ring) => ring.map(coordinatesOf)));
    const geometry: MultiPolygon = { type: 'MultiPolygon', coordinates };
    const feature: Feature = { type: 'Feature', properties: { kind: 'sea', source: 'coastline' }, geometry };
    return { feature, note: 'sea by the coastline' };
  }
  const broken =
    coast.kind === 'broken'
      ? `the coastline ends within the area, near ${coordinatesOf(coast.at).toReversed().join(', ')}; `
      : '';
  if (openSides.length === 0) {
    return { feature: null, note: `${broken}no sea${broken && ' drawn (--shore SIDE approximates one)'}` };
  }
  const feature = approximateSea(source, openSides);
  return feature
    ? { feature, note: `${broken}sea with an approximate shore, open to the ${openSides.join(' and ')}` }
    : { feature: null, note: `${broken}no sea found on the side of ${openSides.join(' or ')}` };
}
