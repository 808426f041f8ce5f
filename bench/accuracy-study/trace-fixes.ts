import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

export interface TraceFix {
  readonly timeS: number;
  readonly cab: string;
  readonly latitude: number;
  readonly longitude: number;
}

const header = 'unix_seconds,cab,latitude,longitude,occupied';

/** Reads a trace, plain or .gz, in order of time. Throws where a line is not one of the columns in the header. */
export async function readTrace(file: string): Promise<TraceFix[]> {
  const bytes = createReadStream(file);
  // An error of the file would otherwise end neither the unpacking nor the reading.
  const text = file.endsWith('.gz')
    ? bytes.on('error', (error) => text.destroy(error)).pipe(createGunzip())
    : bytes;
  const fixes: TraceFix[] = [];
  let number = 0;
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (number === 1 && line !== header) throw new Error(`${file} begins with "${line}", wanted "${header}"`);
    if (number === 1 || line === '') continue;
    const [time, cab, ...place] = line.split(',');
    const [timeS, latitude, longitude] = [time, ...place].map(Number);
    if (!cab || ![timeS, latitude, longitude].every(Number.isFinite)) {
      throw new Error(`${file}, line ${number}: "${line}" is not ${header}`);
    }
    fixes.push({ timeS, cab, latitude, longitude });
  }
  return fixes.sort((a, b) => a.timeS - b.timeS);
}
