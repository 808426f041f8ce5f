import { expect, test } from 'vitest';
import { readCityPack } from './pack.ts';
import { findStreets, indexStreetNames } from './street-names.ts';

const { graph } = await readCityPack('cities/montevideo');
const names = indexStreetNames(graph);
const found = (text: string) => findStreets(names, text, 5).map(({ name }) => name);

test('a street is found without its accents, by the beginning of any of its words', () => {
  expect(found('ordonez')).toContain('Bulevar José Batlle y Ordóñez');
  expect(found('BATLLE  jose')).toContain('Bulevar José Batlle y Ordóñez');
  expect(found('Avenida Italia')[0]).toBe('Avenida Italia');
});

test('what no street is called, and nothing at all, finds none', () => {
  expect(found('zzzz')).toEqual([]);
  expect(found(' – ')).toEqual([]);
});

test('names that begin with the text come before longer streets', () => {
  const first = findStreets(names, 'artigas', 50);
  const begins = first.map(({ name }) => name.toLowerCase().startsWith('artigas'));
  expect(begins).toContain(false);
  expect(begins.lastIndexOf(true)).toBeLessThan(begins.indexOf(false));
  const lengths = first.filter((_, at) => !begins[at]).map(({ lengthM }) => lengthM);
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
});

test('a street’s box holds it and its length counts both ways once', () => {
  const [italia] = findStreets(names, 'Avenida Italia', 1);
  const [west, south, east, north] = italia.bounds;
  expect(west).toBeLessThan(east);
  expect(south).toBeLessThan(north);
  expect(italia.lengthM).toBeGreaterThan(8_000);
  expect(italia.lengthM).toBeLessThan(40_000);
});
