import { defaultNoise, type NoiseSettings } from '../apps/simulator/src/core/gps-noise.ts';
import { type Errors, type Motion, measure, type Scene } from './accuracy-study/errors.ts';
import * as positions from './accuracy-study/from-positions.ts';
import * as speeds from './accuracy-study/from-speeds.ts';
import { product } from './accuracy-study/product.ts';
import type { Device } from './accuracy-study/readings.ts';
import type { Estimator } from './accuracy-study/run.ts';
import { drives, parked, slowed } from './accuracy-study/tracks.ts';

const cars = 36;
const seconds = 900;
const path = positions.pathBySpeed(0.25);

/** Those of a name with "speed" ask the device's speed first and take the last path where it gives none. */
const estimators = new Map<string, Estimator>([
  ['chords', positions.chords],
  ['chords, gate', positions.gatedChords],
  ['chords, gate with an anchor', positions.anchoredChords],
  ['chords, each shrunk', positions.shrunkChords],
  ['net displacement', positions.netDisplacement],
  ['net displacement, shrunk', positions.shrunkDisplacement],
  ['straight line fit', positions.lineFit],
  ['parabola fit', positions.parabolaFit],
  ['Savitzky-Golay, 5 points', positions.savitzkyGolay],
  ['smooth path, fixed 0.5', positions.smoothPath(0.5)],
  ['smooth path, fixed 2', positions.smoothPath(2)],
  ['smooth path by pace', positions.pathBySpeed(0)],
  ['smooth path by pace, shrunk 0.25', path],
  ['smooth path by pace, shrunk 0.5', positions.pathBySpeed(0.5)],
  ['speed, or chord by segment', speeds.trapezoidOrChord],
  ['speed of the later end', speeds.laterSpeed(path)],
  ['speed filled in', speeds.trapezoid(path)],
  ['speed filled in, chord − 1 σ as floor', speeds.notBelowChord(path, 1)],
  ['speed filled in, weighed 0.1', speeds.weighed(path, 0.1)],
  ['speed filled in, weighed 0.2', speeds.weighed(path, 0.2)],
  ['speed filled in, weighed 0.4', speeds.weighed(path, 0.4)],
  ['the product', product],
]);
const bySegment = 'speed, or chord by segment';
const filled = 'speed filled in';
const chosen = 'the product';
const motions: readonly (readonly [Motion, string])[] = [
  ['all', 'all of the city'],
  ['moving', 'moving, from 10'],
  ['jam', 'jam, 3 to 10'],
  ['stopGo', 'stop and go, 3 to 10'],
  ['parked', 'parked'],
];

const ways = drives(11, cars, seconds);
const scenes: readonly Scene[] = [
  {
    tracks: ways,
    motionsOf: (kmh) => (kmh >= 10 ? ['all', 'moving'] : kmh >= 3 ? ['all', 'stopGo'] : ['all']),
  },
  { tracks: ways.map((way) => slowed(way, 5)), motionsOf: (kmh) => (kmh >= 3 && kmh < 10 ? ['jam'] : []) },
  { tracks: Array.from({ length: cars / 2 }, () => parked(seconds)), motionsOf: () => ['parked'] },
];
type Settings = Partial<Omit<Device, 'noise'>>;

write('Mean absolute error / p95 / bias of 30 s windows against the odometer, km/h.\n');
const noSpeed = { speedMissing: 1 };
for (const everyS of [1, 2, 5, 10]) {
  compare(`A fix each ${everyS} s, default noise`, asksSpeed, { everyS });
  compare(`A fix each ${everyS} s, default noise, no speed at all`, asksPositions, { everyS }, noSpeed);
}
for (const speedMissing of [0.05, 0.2, 0.5]) {
  compare(
    `A fix each second, ${100 * speedMissing} % of the speeds missing`,
    asksSpeed,
    {},
    { speedMissing },
  );
}
for (const everyS of [1, 5]) {
  compare(`A fix each ${everyS} s, speed of the moment`, asksSpeed, { everyS, speed: 'moment' });
}
for (const everyS of [1, 10]) {
  for (const name of everyS === 1 ? [bySegment, chosen] : [bySegment, filled, chosen])
    overNoise(name, { everyS });
}
for (const name of ['chords', 'straight line fit', 'smooth path by pace', chosen])
  overNoise(name, {}, noSpeed);

function asksSpeed(name: string): boolean {
  return name.startsWith('speed') || name === chosen;
}

function asksPositions(name: string): boolean {
  return !name.startsWith('speed');
}

/** A table of estimators. */
function compare(
  title: string,
  fitting: (name: string) => boolean,
  settings: Settings,
  noise: Partial<NoiseSettings> = {},
): void {
  const compared = new Map([...estimators].filter(([name]) => fitting(name)));
  const results = measure(scenes, deviceOf(settings, noise), compared);
  const windows = results.get(chosen);
  heading(title, 'estimator', ([motion, name]) => `${name} (${windows?.get(motion)?.windows})`);
  for (const [name, errors] of results) row(name, errors);
}

/** A table of kinds of noise for one estimator. */
function overNoise(name: string, settings: Settings, missing: Partial<NoiseSettings> = {}): void {
  const without = missing === noSpeed ? ', no speed at all' : '';
  heading(`${name}, a fix each ${settings.everyS ?? 1} s${without}`, 'noise', ([, motion]) => motion);
  const one = new Map([[name, estimators.get(name) as Estimator]]);
  for (const wanderS of [0, 10, 60]) {
    for (const sigmaM of [3, 5, 10, 15]) {
      const [wanderM, jitterM] = wanderS === 0 ? [0, sigmaM] : [sigmaM, 0];
      const results = measure(scenes, deviceOf(settings, { ...missing, wanderS, wanderM, jitterM }), one);
      const kind = wanderS === 0 ? 'white' : `over ${wanderS} s`;
      row(`${sigmaM} m ${kind}`, results.get(name));
    }
  }
}

function deviceOf(settings: Settings, noise: Partial<NoiseSettings>): Device {
  return { everyS: 1, lost: 0.05, speed: 'last second', ...settings, noise: { ...defaultNoise, ...noise } };
}

function heading(title: string, what: string, nameOf: (motion: (typeof motions)[number]) => string): void {
  write(
    `\n${title}\n\n| ${what} | ${motions.map(nameOf).join(' | ')} |\n|---|${'---|'.repeat(motions.length)}\n`,
  );
}

function row(name: string, errors: ReadonlyMap<Motion, Errors> | undefined): void {
  write(`| ${name} | ${motions.map(([motion]) => cell(errors?.get(motion))).join(' | ')} |\n`);
}

function cell(errors: Errors | undefined): string {
  if (errors === undefined) return '';
  const { mean, p95, bias } = errors;
  return `${mean.toFixed(2)} / ${p95.toFixed(2)} / ${bias < 0 ? '−' : '+'}${Math.abs(bias).toFixed(2)}`;
}

function write(text: string): void {
  process.stdout.write(text);
}
