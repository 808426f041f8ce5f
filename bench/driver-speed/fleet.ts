import { type DriverStatus, driverStatuses } from '@rumo/events';
import { metresPerLatitudeDeg, metresPerLongitudeDeg } from '@rumo/geo';
import { locationJson } from '../../apps/simulator/src/core/event-json.ts';
import { defaultFaults } from '../../apps/simulator/src/core/faults.ts';
import { seededRandom } from '../../tests/harness/seeded-random.ts';

/** A topic full of fixes: each driver sends one each `intervalMs`, `fixes` of them, from `startMs` on. */
export interface Fleet {
  readonly drivers: number;
  readonly fixes: number;
  readonly intervalMs: number;
  readonly startMs: number;
}

export interface FleetRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
}

export const partitions = 4;

/** Shares of fixes that the devices of docs/spec.md may send and a simulator does not. */
const odd = { noSpeed: 0.02, conflict: 0.000_2, outlier: 0.000_2, future: 0.000_05, broken: 0.000_05 };
/** This share of the drivers says nothing for longer than W5's gap. */
const silentShare = 0.002;
const silentMs = 75_000;
/** So much later than all others, one fix in each partition closes their windows. */
const closingMs = 40_000;

/**
 * The records of a fleet in the order of sending, a round of all drivers at a time: mostly in order of time, with the
 * simulator's default shares of duplicates, delays and disorder, and some of every other case the rules know.
 */
export function* fleetRecords({ drivers, fixes, intervalMs, startMs }: Fleet): Generator<FleetRecord[]> {
  const random = seededRandom(1);
  const cars = Array.from({ length: drivers }, (_, i) => newCar(i, drivers, intervalMs, random));
  let waiting: { readonly sendMs: number; readonly record: FleetRecord }[] = [];
  for (let round = 0; round < fixes; round++) {
    const roundMs = startMs + round * intervalMs;
    for (const car of cars) {
      const occurredAtMs = roundMs + car.phaseMs;
      drive(car, intervalMs, random);
      if (car.isSilent && occurredAtMs >= startMs + 40_000 && occurredAtMs < startMs + 40_000 + silentMs)
        continue;
      const record = fixOf(car, round, occurredAtMs, random);
      const sendMs = occurredAtMs + delayMs(random);
      waiting.push({ sendMs, record });
      if (random() < defaultFaults.duplicateRate) waiting.push({ sendMs: sendMs + 3_000 * random(), record });
      if (random() < odd.conflict) {
        const again = fixOf(car, random() < 0.5 ? round : round + 1, occurredAtMs, random);
        waiting.push({ sendMs: sendMs + 2_000 * random(), record: again });
      }
    }
    waiting.sort((a, b) => a.sendMs - b.sendMs);
    const due = waiting.findIndex(({ sendMs }) => sendMs >= roundMs + intervalMs);
    const sent = due < 0 || round === fixes - 1 ? waiting : waiting.slice(0, due);
    waiting = waiting.slice(sent.length);
    yield sent.map(({ record }) => record);
  }
  const endMs = startMs + fixes * intervalMs + closingMs;
  yield cars.slice(0, partitions).map((car) => fixOf(car, fixes, endMs, () => 0.5));
}

interface Car {
  readonly driverId: string;
  readonly partition: number;
  readonly phaseMs: number;
  readonly isSilent: boolean;
  readonly status: DriverStatus;
  latitude: number;
  longitude: number;
  headingDeg: number;
  speedMps: number;
}

function newCar(i: number, drivers: number, intervalMs: number, random: () => number): Car {
  return {
    driverId: `driver-${String(i).padStart(6, '0')}`,
    partition: i % partitions,
    phaseMs: Math.floor((i / drivers) * intervalMs),
    isSilent: random() < silentShare,
    status: driverStatuses[i % driverStatuses.length],
    latitude: -34.87 + 0.1 * (random() - 0.5),
    longitude: -56.17 + 0.1 * (random() - 0.5),
    headingDeg: 360 * random(),
    speedMps: 15 * random(),
  };
}

function drive(car: Car, forMs: number, random: () => number): void {
  const seconds = forMs / 1_000;
  car.speedMps = Math.min(20, Math.max(0, car.speedMps + (random() - 0.5) * seconds));
  car.headingDeg = (car.headingDeg + 360 + 10 * (random() - 0.5)) % 360;
  const heading = (car.headingDeg * Math.PI) / 180;
  car.latitude += (Math.cos(heading) * car.speedMps * seconds) / metresPerLatitudeDeg;
  car.longitude += (Math.sin(heading) * car.speedMps * seconds) / metresPerLongitudeDeg(car.latitude);
}

function fixOf(car: Car, sequence: number, occurredAtMs: number, random: () => number): FleetRecord {
  const chance = random();
  const { driverId, headingDeg, partition } = car;
  const aheadMs = chance < odd.future ? 1e12 : 0;
  const jumpDeg = chance > 1 - odd.outlier ? 0.05 : 0;
  const reading = {
    latitude: car.latitude + jumpDeg + (random() - 0.5) * 1e-4,
    longitude: car.longitude + (random() - 0.5) * 1e-4,
    accuracyM: 3 + 4 * random(),
    headingDeg,
    speedMps: random() < odd.noSpeed ? null : Math.max(0, car.speedMps + random() - 0.5),
  };
  const value = locationJson(driverId, sequence, occurredAtMs + aheadMs, reading, car.status);
  const isBroken = chance > 0.5 && chance < 0.5 + odd.broken;
  return { partition, key: driverId, value: isBroken ? value.slice(0, -9) : value };
}

function delayMs(random: () => number): number {
  const chance = random();
  if (chance < defaultFaults.delayRate) return -Math.log(1 - random()) * defaultFaults.delayMeanMs;
  if (chance < defaultFaults.delayRate + defaultFaults.disorderRate) return 1_100 + 800 * random();
  return 0;
}
