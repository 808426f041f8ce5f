import { fileURLToPath } from 'node:url';
import { cityPackDir } from '../pack.ts';
import { parseCityRequest, usage } from './arguments.ts';
import { readSource } from './city-sources.ts';
import { makeCity } from './make-city.ts';
import { packSummary } from './pack-summary.ts';
import { writePack } from './write-pack.ts';

const cacheDir = fileURLToPath(new URL('../../../../.cache/sources', import.meta.url));

try {
  const request = parseCityRequest(process.argv.slice(2));
  if (request.kind === 'help') {
    console.log(usage);
  } else {
    const { source, wanted } = await readSource(request, cacheDir);
    const made = makeCity(source, wanted);
    const dir = cityPackDir(wanted.id);
    const { info, compressedBytes } = writePack(dir, made.about, made.layers);
    console.log(`${packSummary(made, info, compressedBytes)}\nwritten to ${dir}`);
  }
} catch (error) {
  console.error(`city: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
