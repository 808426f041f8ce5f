import { expect, test } from 'vitest';
import { layerFileName, parseLayerFileName } from './client-city.ts';

test('a layer address comes apart into what it was made of', () => {
  const hash = '0123456789abcdef'.repeat(4);
  expect(parseLayerFileName(layerFileName('roads', hash))).toEqual({
    layer: 'roads',
    hash: hash.slice(0, 16),
  });
});

test('names that lead elsewhere are none of ours', () => {
  for (const name of [
    '../city.json',
    'roads.geojson',
    'roads.xyz.geojson',
    '__proto__.0123456789abcdef.geojson',
    '',
  ]) {
    expect(parseLayerFileName(name)).toBeNull();
  }
});
