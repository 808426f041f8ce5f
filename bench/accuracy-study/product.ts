import { metresPerLatitudeDeg } from '@rumo/geo';
import { windowSums } from '../../apps/driver-speed/src/windows/window-distance.ts';
import { type Estimator, sigmaPerAccuracy } from './run.ts';

/** What driver-speed itself makes of a run, laid along the equator, where a degree is as long both ways. */
export const product: Estimator = ({ count, timeS, eastM, northM, sigmaM, speedMps }) => {
  const points = Array.from({ length: count }, (_, i) => ({
    occurredAtMs: Math.round(timeS[i] * 1_000),
    latitude: northM[i] / metresPerLatitudeDeg,
    longitude: eastM[i] / metresPerLatitudeDeg,
    accuracyM: sigmaM[i] / sigmaPerAccuracy,
    speedMps: Number.isNaN(speedMps[i]) ? null : speedMps[i],
    status: 'available' as const,
  }));
  return windowSums(points, 60_000).distanceM;
};
