import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { basemapLayers, readCityInfo, readCityPack, type StreetGraph } from '@rumo/city';
import { build } from 'esbuild';
import { root } from '../../tests/harness/node-process.ts';
import { seededRandom } from '../../tests/harness/seeded-random.ts';
import { npmPackages } from './npm-packages.ts';

const deckVersion = '9.4.0';
const mostCars = 100_000;

/** Serves the page of the benchmark, built from the product's own sources, on loopback. */
export async function servePage(): Promise<{ readonly url: string; close(): void }> {
  const packages = npmPackages(`deck.gl-${deckVersion}`, [
    `@deck.gl/core@${deckVersion}`,
    `@deck.gl/layers@${deckVersion}`,
  ]);
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts'), join(import.meta.dirname, 'engine-worker.ts')],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    outdir: '/',
    nodePaths: [packages],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).pop(), contents]));
  const cityDir = join(root, 'cities/montevideo');
  const info = readCityInfo(cityDir);
  const layers = Object.fromEntries(basemapLayers(info).map((layer) => [layer, `/city/${layer}`]));
  const pieces = streetPieces((await readCityPack(cityDir)).graph, mostCars);
  const maplibre = join(root, 'node_modules/maplibre-gl/dist');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const name = path.slice(1);
    const send = (type: string, body: string | Uint8Array, encoding?: string) => {
      response.writeHead(200, {
        'content-type': type,
        ...(encoding ? { 'content-encoding': encoding } : {}),
      });
      response.end(body);
    };
    if (path === '/') return send('text/html', html);
    if (path === '/pieces') return send('application/octet-stream', new Uint8Array(pieces.buffer));
    if (path === '/city.json') return send('application/json', JSON.stringify({ ...info, layers }));
    if (path.startsWith('/city/')) {
      const layer = info.files[path.slice('/city/'.length)];
      return send('application/geo+json', readFileSync(join(cityDir, layer.file)), 'br');
    }
    const built = files.get(name);
    if (built !== undefined) return send('text/javascript', built);
    if (name.startsWith('maplibre-gl/dist/')) {
      const file = name.slice('maplibre-gl/dist/'.length).replace(/[^a-z0-9.-]/g, '');
      return send(file.endsWith('.css') ? 'text/css' : 'text/javascript', readFileSync(join(maplibre, file)));
    }
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Pieces of streets anywhere in the city, the longer the more likely; the same in each run. */
function streetPieces(graph: StreetGraph, count: number): Float64Array {
  const pieces = new Float64Array(count * 4);
  const { shapeStart, shapeLongitude: x, shapeLatitude: y } = graph;
  const random = seededRandom(7);
  const likelyM = 300;
  for (let filled = 0; filled < count; ) {
    const edge = Math.floor(random() * graph.edgeCount);
    if (graph.edgeLengthM[edge] < 40 || graph.edgeLengthM[edge] < random() * likelyM) continue;
    const first = shapeStart[edge];
    pieces.set([x[first], y[first], x[first + 1], y[first + 1]], filled++ * 4);
  }
  return pieces;
}

const html = `<!doctype html><meta charset="utf-8">
<link rel="stylesheet" href="/maplibre-gl/dist/maplibre-gl.css">
<style>html,body{margin:0}#map,#cars{position:absolute;width:100vw;height:100vh}#cars{pointer-events:none}
.maplibregl-map .maplibregl-ctrl-attrib{background:#1b242d;color:#a3afba}</style>
<div id="map"></div><canvas id="cars"></canvas><script type="module" src="/page.js"></script>`;
