import { emptyFleet } from '../../apps/simulator/src/core/fleet.ts';
import {
  beginWander,
  type NoiseSettings,
  type Reading,
  readDevice,
} from '../../apps/simulator/src/core/gps-noise.ts';
import { driverSeed, purpose, uniform } from '../../apps/simulator/src/core/random.ts';
import { type Run, sigmaPerAccuracy } from './run.ts';
import type { Track } from './tracks.ts';

/** What a device does with a true track. */
export interface Device {
  readonly noise: NoiseSettings;
  readonly everyS: number;
  /** Share of fixes that never arrive. */
  readonly lost: number;
  /** What its speed is: the mean over the last second, as the simulator says it, or that of the moment. */
  readonly speed: 'last second' | 'moment';
}

/** One base window's runs and the truth over the very same segments. */
export interface BaseWindow {
  readonly runs: readonly Run[];
  readonly trueM: number;
  readonly timeS: number;
  readonly outliers: number;
}

const windowS = 10;
const outlierMps = 70;
const metresPerDeg = 111_195.08;

/** The fixes of a track cut into base windows, each with the fix before it (W3 to W5). */
export function baseWindows(track: Track, car: number, device: Device): BaseWindow[] {
  const fixes = fixesOf(track, car, device);
  const windows: BaseWindow[] = [];
  let first = 1;
  while (first < fixes.length) {
    const window = Math.floor(fixes[first].timeS / windowS);
    let end = first;
    while (end < fixes.length && Math.floor(fixes[end].timeS / windowS) === window) end++;
    windows.push(baseWindow(fixes.slice(first - 1, end)));
    while (windows.length < window) windows.splice(-1, 0, { runs: [], trueM: 0, timeS: 0, outliers: 0 });
    first = end;
  }
  return windows;
}

interface Fix {
  readonly timeS: number;
  readonly eastM: number;
  readonly northM: number;
  readonly sigmaM: number;
  readonly speedMps: number;
  readonly odometerM: number;
}

/** At the equator, where the simulator's noise in degrees is the same in both directions. */
function fixesOf(track: Track, car: number, { noise, everyS, lost, speed }: Device): Fix[] {
  const fleet = emptyFleet(1);
  const seed = driverSeed(5, car);
  const place = new Float64Array(3);
  const reading: Reading = { latitude: 0, longitude: 0, accuracyM: 0, headingDeg: null, speedMps: null };
  const fixes: Fix[] = [];
  beginWander(fleet, 0, seed, noise);
  for (let second = 1; second < track.seconds; second++) {
    const drivenM = track.odometerM[second] - track.odometerM[second - 1];
    const said = speed === 'moment' ? track.speedMps[second] : drivenM;
    readDevice(fleet, 0, seed, second, noise, place, said, reading);
    if ((second + car) % everyS !== 0 || uniform(seed, purpose.dropout, second) < lost) continue;
    fixes.push({
      timeS: second + (car % 10) / 10,
      eastM: track.eastM[second] + reading.longitude * metresPerDeg,
      northM: track.northM[second] + reading.latitude * metresPerDeg,
      sigmaM: reading.accuracyM * sigmaPerAccuracy,
      speedMps: reading.speedMps ?? Number.NaN,
      odometerM: track.odometerM[second],
    });
  }
  return fixes;
}

function baseWindow(fixes: readonly Fix[]): BaseWindow {
  const runs: Run[] = [];
  let trueM = 0;
  let timeS = 0;
  let outliers = 0;
  let from = 0;
  for (let i = 1; i <= fixes.length; i++) {
    const elapsedS = i < fixes.length ? fixes[i].timeS - fixes[i - 1].timeS : 0;
    if (i < fixes.length && !isOutlier(fixes[i - 1], fixes[i], elapsedS)) {
      trueM += fixes[i].odometerM - fixes[i - 1].odometerM;
      timeS += elapsedS;
      continue;
    }
    if (i < fixes.length) outliers++;
    if (i - from > 1) runs.push(runOf(fixes.slice(from, i)));
    from = i;
  }
  return { runs, trueM, timeS, outliers };
}

function isOutlier(from: Fix, to: Fix, elapsedS: number): boolean {
  return Math.hypot(to.eastM - from.eastM, to.northM - from.northM) > outlierMps * elapsedS;
}

function runOf(fixes: readonly Fix[]): Run {
  const column = (name: keyof Fix) => Float64Array.from(fixes, (fix) => fix[name]);
  return {
    count: fixes.length,
    timeS: column('timeS'),
    eastM: column('eastM'),
    northM: column('northM'),
    sigmaM: column('sigmaM'),
    speedMps: column('speedMps'),
  };
}
