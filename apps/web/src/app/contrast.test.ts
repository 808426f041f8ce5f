import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type MapPalette, mapPalettes } from '../map/map-palette.ts';

const css = readFileSync(join(import.meta.dirname, 'globals.css'), 'utf8');
const light = tokensOf(':root');
const themes = { light, dark: { ...light, ...tokensOf(':root[data-theme="dark"]') } };

/** Each colour of words with the grounds it stands on. */
const words: Readonly<Record<string, readonly string[]>> = {
  text: ['ground', 'surface', 'surface-sunken', 'accent-soft', 'warn-soft', 'bad-soft'],
  'text-muted': ['ground', 'surface', 'surface-sunken', 'accent-soft'],
  accent: ['ground', 'surface', 'surface-sunken', 'accent-soft'],
  'on-accent': ['accent'],
  good: ['surface', 'surface-sunken'],
  warn: ['ground', 'surface', 'surface-sunken', 'warn-soft'],
  bad: ['ground', 'surface', 'surface-sunken', 'bad-soft'],
  series: ['surface'],
};
/** Marks, edges and lines that carry meaning by themselves. */
const marks: Readonly<Record<string, readonly string[]>> = {
  focus: ['ground', 'surface', 'surface-sunken'],
  'line-strong': ['surface', 'surface-sunken'],
  series: ['surface'],
  stale: ['surface'],
};

describe.each(Object.entries(themes))('in %s', (_, tokens) => {
  const pairs = (table: typeof words) =>
    Object.entries(table).flatMap(([front, grounds]) => grounds.map((ground) => [front, ground] as const));
  const ratio = (front: string, ground: string) => contrast(tokens[front], tokens[ground]);

  test.each(pairs(words))('words in %s on %s have a contrast of AA', (front, ground) => {
    expect(ratio(front, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(pairs(marks))('marks in %s on %s can be seen', (front, ground) => {
    expect(ratio(front, ground)).toBeGreaterThanOrEqual(3);
  });
});

/** Names on the map, with what they lie on. */
const names: Partial<Record<keyof MapPalette, readonly (keyof MapPalette)[]>> = {
  streetName: ['ground', 'roadMinor', 'roadMain', 'roadFast', 'building', 'halo'],
  placeName: ['ground', 'roadMinor', 'roadMain', 'roadFast', 'sand', 'halo'],
  parkName: ['park', 'halo'],
};

test.each(Object.entries(mapPalettes))('names on the %s map have a contrast of AA', (_, palette) => {
  for (const [name, grounds] of Object.entries(names))
    for (const ground of grounds) {
      const colors = [palette[name as keyof MapPalette], palette[ground]] as [string, string];
      expect([name, ground, contrast(...colors) >= 4.5]).toEqual([name, ground, true]);
    }
});

/** The colours of a rule in globals.css, by their names without `--color-`; only those written in hex. */
function tokensOf(selector: string): Readonly<Record<string, string>> {
  const start = css.indexOf(`${selector} {`);
  const rule = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...rule.matchAll(/--color-([a-z-]+): (#[0-9a-f]{6});/g)].map((found) => found.slice(1)),
  );
}

/** WCAG 2.2's contrast ratio, 1 to 21. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
