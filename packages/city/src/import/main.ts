import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGraph } from '../build-graph.ts';
import { cityPackDir } from '../pack.ts';
import { parseCityRequest, usage } from './arguments.ts';
import { makeCity } from './make-city.ts';
import { readNpmArchive } from './npm-archive.ts';
import { readQaTiles } from './qa-tiles-reader.ts';
import { recipes } from './recipes.ts';
import { writePack } from './write-pack.ts';

const request = parseCityRequest(process.argv.slice(2));
if (request.kind === 'help') console.log(usage);
if (request.kind === 'recipe') {
  const recipe = recipes.get(request.id);
  if (!recipe) throw new Error('no');
  const cacheDir = join(fileURLToPath(new URL('../../../../.cache', import.meta.url)), 'sources');
  const entries = readNpmArchive(recipe.archive, cacheDir);
  const tiles = entries
    .filter((e) => e.name.startsWith(recipe.tileFolder))
    .map((e) => {
      const [zoom, x, y] = e.name.slice(recipe.tileFolder.length).replace('.mvt', '').split('-').map(Number);
      return { zoom, x, y, data: e.data };
    });
  console.time('read');
  const source = readQaTiles(tiles);
  console.timeEnd('read');
  console.time('make');
  const made = makeCity(source, { id: request.id, ...recipe });
  console.timeEnd('make');
  console.time('write');
  const { info, compressedBytes } = writePack(cityPackDir(request.id), made.about, made.layers);
  console.timeEnd('write');
  console.log(JSON.stringify(info, null, 1), compressedBytes);
  console.time('graph');
  const g = buildGraph(made.report.network.nodes, made.report.network.streets);
  console.timeEnd('graph');
  let km = 0;
  for (let e = 0; e < g.edgeCount; e++)
    if (g.edgeReverse[e] < 0 || g.edgeReverse[e] > e) km += g.edgeLengthM[e] / 1000;
  console.log(
    g.nodeCount,
    g.edgeCount,
    made.report.network.streets.length,
    g.names.length,
    km,
    made.report.connectedShare,
  );
}
