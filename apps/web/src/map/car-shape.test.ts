import { expect, test } from 'vitest';
import { carShape } from './car-shape.ts';

test('a car is a 4 px dot below zoom 13 and a 14 px wedge at zoom 15', () => {
  expect(carShape(12.5)).toEqual({ sizePx: 4, wedge: 0 });
  expect(carShape(15)).toEqual({ sizePx: 14, wedge: 1 });
});

test('nothing pops: the size grows steadily with the zoom', () => {
  for (let zoom = 8; zoom < 19; zoom += 0.01) {
    const grown = carShape(zoom + 0.01).sizePx - carShape(zoom).sizePx;
    expect(grown).toBeGreaterThanOrEqual(0);
    expect(grown).toBeLessThan(0.4);
  }
});
