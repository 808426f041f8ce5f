import { expect, test } from 'vitest';
import { chartKeyAction } from './chart-key.ts';

const press = (key: string, at: number | null = null, shiftKey = false) =>
  chartKeyAction({ key, shiftKey }, at, 9);

test('arrows walk through the windows and stop at the ends', () => {
  expect(press('ArrowRight', 3)).toEqual({ kind: 'walk', index: 4 });
  expect(press('ArrowRight', 9)).toEqual({ kind: 'walk', index: 9 });
  expect(press('PageUp', 3)).toEqual({ kind: 'walk', index: 0 });
  expect(press('End', 3)).toEqual({ kind: 'walk', index: 9 });
});

test('without a window chosen, left begins at the newest and right at the oldest', () => {
  expect(press('ArrowLeft')).toEqual({ kind: 'walk', index: 9 });
  expect(press('ArrowRight')).toEqual({ kind: 'walk', index: 0 });
});

test('Shift moves the view, plus and minus zoom, Escape is back to the newest', () => {
  expect(press('ArrowLeft', 3, true)).toEqual({ kind: 'pan', way: -1 });
  expect(press('+')).toEqual({ kind: 'zoom', closer: true });
  expect(press('-')).toEqual({ kind: 'zoom', closer: false });
  expect(press('Escape')).toEqual({ kind: 'reset' });
});

test('keys that are not the chart’s are left alone, and a chart without windows has none to walk', () => {
  expect(press('Tab')).toBeNull();
  expect(chartKeyAction({ key: 'ArrowLeft', shiftKey: false }, null, -1)).toBeNull();
});
