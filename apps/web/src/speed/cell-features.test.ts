import { distanceM } from '@rumo/geo';
import { expect, test } from 'vitest';
import { cellAt, cellBounds, cellCentre, cellFeatures } from './cell-features.ts';

const row = (x: number, y: number, meanKmh: number | null = 30) => ({
  x,
  y,
  meanKmh,
  distanceM: 1,
  timeS: 1,
});
/** Two neighbours at the harbour of Montevideo. */
const cells = { zoom: 15, rows: [row(11_268, 19_776), row(11_269, 19_776, null)] };

test('a cell’s centre lies in that cell', () => {
  expect(cells.rows.map((each) => cellAt(cells, cellCentre(15, each)))).toEqual([0, 1]);
  expect(cellAt(cells, { latitude: 0, longitude: 0 })).toBe(-1);
});

test('a cell is a closed square ring of a kilometre, and neighbours share an edge', () => {
  const [west, east] = cellFeatures(cells).features.map(({ geometry }) => geometry.coordinates[0]);
  expect(west[0]).toEqual(west[4]);
  expect(west[2]).toEqual(east[1]);
  const [nw, sw] = west.map(([longitude, latitude]) => ({ longitude, latitude }));
  expect(distanceM(nw, sw)).toBeGreaterThan(950);
  expect(distanceM(nw, sw)).toBeLessThan(1_050);
});

test('a cell without a speed says so by −1', () => {
  expect(cellFeatures(cells).features.map(({ properties }) => properties.meanKmh)).toEqual([30, -1]);
});

test('the bounds hold all cells, and no cells have none', () => {
  const [west, south, east, north] = cellBounds(cells) ?? [0, 0, 0, 0];
  for (const each of cells.rows) {
    const { latitude, longitude } = cellCentre(15, each);
    expect(longitude > west && longitude < east && latitude > south && latitude < north).toBe(true);
  }
  expect(cellBounds({ zoom: 15, rows: [] })).toBeNull();
});
