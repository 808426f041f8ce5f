import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cityPackDir } from '@rumo/city';
import { createLogger } from '@rumo/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cityStreets } from './city-streets.ts';

const logger = createLogger('test');
logger.level = 'silent';
let citiesDir: string;
beforeAll(async () => {
  citiesDir = await mkdtemp(join(tmpdir(), 'rumo-cities-'));
  await cp(cityPackDir('montevideo'), join(citiesDir, 'whole'), { recursive: true });
  await mkdir(join(citiesDir, 'broken'));
  await writeFile(join(citiesDir, 'broken', 'city.json'), '{');
});
afterAll(() => rm(citiesDir, { recursive: true, force: true }));

const streetsOf = (CITY: string, STREETS?: 'on' | 'off') =>
  cityStreets({ CITY, CITIES_DIR: citiesDir, STREETS }, logger);

test('W16 a city with a pack has streets, each name and limit once, and finds a fix among them', () => {
  const map = streetsOf('whole');
  const keys = new Set(map?.streets.map(({ name, limitKmh }) => `${limitKmh} ${name}`));
  expect([map?.city, keys.size]).toEqual(['montevideo', map?.streets.length]);
  const street = (latitude: number, longitude: number, headingDeg: number | null) =>
    map?.streets[map.streetAt({ latitude, longitude, headingDeg })];
  // Where 18 de Julio crosses Ejido: the heading decides.
  expect(street(-34.905_87, -56.186_6, 90)?.name).toMatch(/18 de Julio/);
  expect(street(-34.95, -56.1, 90)).toEqual({ name: '', limitKmh: 0 });
});

test('D1 without a pack the windows go on without streets, unless these are asked for', () => {
  expect(streetsOf('nowhere')).toBeNull();
  expect(streetsOf('whole', 'off')).toBeNull();
  expect(() => streetsOf('nowhere', 'on')).toThrow(/no city pack at/);
  expect(() => streetsOf('broken')).toThrow(/is not JSON/);
});
