import type { CityRequest } from './arguments.ts';
import type { CityRequirements } from './make-city.ts';
import { readNpmArchive } from './npm-archive.ts';
import { pbfObjects } from './pbf-objects.ts';
import { type QaTile, readQaTiles } from './qa-tiles-reader.ts';
import { readObjects } from './read-objects.ts';
import { recipes } from './recipes.ts';
import type { SourceMap } from './source-map.ts';

export interface CitySource {
  readonly source: SourceMap;
  readonly wanted: CityRequirements;
}

/** Reads what a request names. Throws when there is no such recipe or the source cannot be read. */
export async function readSource(
  request: Exclude<CityRequest, { kind: 'help' }>,
  cacheDir: string,
): Promise<CitySource> {
  switch (request.kind) {
    case 'recipe':
      return readRecipe(request.id, cacheDir);
    case 'pbf': {
      const { id, name, shore, file, bounds } = request;
      return {
        source: await readObjects(() => pbfObjects(file), bounds),
        wanted: { id, name, shore, center: null },
      };
    }
  }
}

function readRecipe(id: string, cacheDir: string): CitySource {
  const recipe = recipes.get(id);
  if (!recipe) {
    const known = [...recipes.keys()].join(', ');
    throw new Error(
      `no recipe for "${id}" (there is ${known}); make it from an extract: npm run city -- ${id} --pbf FILE`,
    );
  }
  const { name, center, shore, archive, tileFolder } = recipe;
  const tiles = readNpmArchive(archive, cacheDir)
    .filter((entry) => entry.name.startsWith(tileFolder))
    .map((entry): QaTile => {
      const [zoom, x, y] = entry.name.slice(tileFolder.length).split(/[-.]/).map(Number);
      return { zoom, x, y, data: entry.data };
    })
    .sort((a, b) => a.y - b.y || a.x - b.x);
  return { source: readQaTiles(tiles), wanted: { id, name, center, shore } };
}
