import { cityPackDir, readCityPack } from '@rumo/city';
import { defaultNoise } from '../../apps/simulator/src/core/gps-noise.ts';
import { placeOnEdge } from '../../apps/simulator/src/core/street-network.ts';
import { advance, newWorld } from '../../apps/simulator/src/core/world.ts';
import { noFaults } from '../../apps/simulator/src/testing/small-world.ts';

/** Where one car truly was, second by second, on a flat map. */
export interface Track {
  readonly seconds: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly odometerM: Float64Array;
  /** At the very moment. */
  readonly speedMps: Float64Array;
}

const silent = { event() {}, odometer: null };
const metresPerDeg = 111_195.08;

/** Drives of the simulator's own cars on the streets of Montevideo, stops at crossings and at the kerb included. */
export function drives(seed: number, cars: number, seconds: number): Track[] {
  const { graph } = readCityPack(cityPackDir('montevideo'));
  const world = newWorld(graph, { seed, drivers: cars, noise: defaultNoise, faults: noFaults }, 'study');
  const { fleet, network } = world.streets;
  const { columns } = fleet;
  const tracks = Array.from({ length: cars }, () => emptyTrack(seconds));
  const place = new Float64Array(3);
  for (let second = 0; second < seconds; second++) {
    advance(world, (second + 1) * cars, 0, silent);
    tracks.forEach((track, car) => {
      placeOnEdge(network, fleet.route[car][columns.legIndex[car]], columns.offsetM[car], place);
      track.northM[second] = (place[0] + 34.88) * metresPerDeg;
      track.eastM[second] = (place[1] + 56.16) * metresPerDeg * Math.cos((place[0] * Math.PI) / 180);
      track.odometerM[second] = columns.odometerM[car];
      track.speedMps[second] = columns.speedMps[car];
    });
  }
  return tracks;
}

/** The same way in a jam: everything takes `times` as long. */
export function slowed(track: Track, times: number): Track {
  const slow = emptyTrack(track.seconds);
  for (let second = 0; second < track.seconds; second++) {
    const at = Math.floor(second / times);
    const rest = second / times - at;
    for (const name of ['eastM', 'northM', 'odometerM', 'speedMps'] as const) {
      slow[name][second] = (1 - rest) * track[name][at] + rest * track[name][at + 1];
    }
    slow.speedMps[second] /= times;
  }
  return slow;
}

export function parked(seconds: number): Track {
  return emptyTrack(seconds);
}

function emptyTrack(seconds: number): Track {
  const column = () => new Float64Array(seconds);
  return { seconds, eastM: column(), northM: column(), odometerM: column(), speedMps: column() };
}
