import type { ExpressionSpecification } from 'maplibre-gl';

/** Cividis (Nuñez, Anderton, Renslow 2018) in ten even steps: equal to colour-blind and other eyes. */
export const speedScale = [
  '#00204d',
  '#00336f',
  '#39486b',
  '#575c6d',
  '#707173',
  '#8a8779',
  '#a69d75',
  '#c4b56c',
  '#e4cf5b',
  '#ffea46',
] as const;

/** The speed at the scale's upper end: 80 km/h. */
export const fullScaleMps = 80 / 3.6;

/** The colour of what has a `meanKmh`, for a layer of the map. */
export const colorBySpeed = [
  'interpolate',
  ['linear'],
  ['get', 'meanKmh'],
  ...speedScale.flatMap((color, step) => [(step / (speedScale.length - 1)) * fullScaleMps * 3.6, color]),
] as unknown as ExpressionSpecification;
