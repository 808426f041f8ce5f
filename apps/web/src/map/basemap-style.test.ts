import { expect, test } from 'vitest';
import { basemapLayers, basemapStyle } from './basemap-style.ts';
import { mapPalettes } from './map-palette.ts';

const addresses = { roads: 'http://x/roads', parks: 'http://x/parks', streets: 'http://x/streets' };

test('only layers whose data the city has are drawn', () => {
  const style = basemapStyle(mapPalettes.light, addresses, '© OpenStreetMap contributors');
  expect(Object.keys(style.sources).sort()).toEqual(['parks', 'roads']);
  for (const layer of style.layers) {
    if ('source' in layer) expect(['parks', 'roads']).toContain(layer.source);
  }
});

test('both palettes give the same layers, so that a theme changes paint alone', () => {
  const shape = (theme: 'light' | 'dark') =>
    basemapLayers(mapPalettes[theme]).map(({ paint: _, ...rest }) => rest);
  expect(shape('dark')).toEqual(shape('light'));
});

test('no glyph server is asked for', () => {
  const style = basemapStyle(mapPalettes.dark, addresses, '');
  expect(style.glyphs).toBeUndefined();
  for (const layer of style.layers) {
    if (layer.type === 'symbol') expect(layer.layout?.['text-font']).toEqual(['sans-serif']);
  }
});

test('roads are 0.5 to 8 px wide and never narrower at a higher zoom', () => {
  for (const layer of basemapLayers(mapPalettes.light)) {
    if (!/^road-.*-fill$/.test(layer.id) || layer.type !== 'line') continue;
    const width = layer.paint?.['line-width'] as unknown as number[];
    const stops = width.slice(3);
    const px = stops.filter((_, i) => i % 2 === 1);
    expect(Math.min(...px)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...px)).toBeLessThanOrEqual(8);
    expect([...px].sort((a, b) => a - b)).toEqual(px);
  }
});

test('the attribution stands with the data it is owed to', () => {
  const style = basemapStyle(mapPalettes.light, addresses, '© OpenStreetMap contributors');
  expect(style.sources.roads).toMatchObject({ attribution: '© OpenStreetMap contributors' });
});
