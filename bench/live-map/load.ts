import { seededRandom } from '../../tests/harness/seeded-random.ts';

/** Where the cars are, degrees. */
export interface Region {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Records encoded beforehand: each car's fixes at `steps` successive seconds, driven there and back. */
export interface Load {
  readonly cars: number;
  /** Of all records. */
  readonly bytes: Buffer;
  /** Where the next record of a car lies in the bytes, good until its next; its time is `nowMs`. */
  next(car: number, nowMs: number): RecordPlace;
}

export interface RecordPlace {
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

const steps = 8;
const idLength = 13;

/** Cars spread evenly over a region, driving straight at 3 to 15 m/s. */
export function makeLoad(cars: number, region: Region): Load {
  const random = seededRandom(1);
  const bytes = Buffer.alloc(cars * steps * 260);
  const starts = new Uint32Array(cars * steps + 1);
  const at = new Uint32Array(cars);
  let end = 0;
  for (let car = 0; car < cars; car++) {
    const latitude = region.south + random() * (region.north - region.south);
    const longitude = region.west + random() * (region.east - region.west);
    const headingDeg = random() * 360;
    const speedMps = 3 + random() * 12;
    const status = ['available', 'to_pickup', 'on_trip'][Math.floor(random() * 3)];
    const north = (Math.cos((headingDeg * Math.PI) / 180) * speedMps) / 111_195;
    const east = (Math.sin((headingDeg * Math.PI) / 180) * speedMps) / 111_195 / 0.82;
    for (let step = 0; step < steps; step++) {
      const s = step < steps / 2 ? step : steps - step;
      const event = {
        type: 'LocationUpdated',
        version: 1,
        driverId: driverId(car),
        sequence: 100_000 + step,
        occurredAtMs: 1_780_000_000_000,
        latitude: Number((latitude + s * north).toFixed(6)),
        longitude: Number((longitude + s * east).toFixed(6)),
        accuracyM: 5,
        headingDeg: Number((step < steps / 2 ? headingDeg : headingDeg + 180).toFixed(1)) % 360,
        speedMps: Number(speedMps.toFixed(1)),
        status,
      };
      starts[car * steps + step] = end;
      end += bytes.write(JSON.stringify(event), end, 'latin1');
    }
  }
  starts[cars * steps] = end;
  const idAt = bytes.indexOf('driver-', 0, 'latin1');
  const timeAt = bytes.indexOf('1780000000000', 0, 'latin1');
  let timeMs = 0;
  const digits = Buffer.alloc(13);
  return {
    cars,
    bytes,
    next(car, nowMs) {
      if (nowMs !== timeMs) {
        timeMs = nowMs;
        digits.write(String(nowMs), 'latin1');
      }
      const record = car * steps + at[car];
      at[car] = (at[car] + 1) % steps;
      const start = starts[record];
      bytes.set(digits, start + timeAt);
      const keyFrom = start + idAt;
      return { keyFrom, keyTo: keyFrom + idLength, valueFrom: start, valueTo: starts[record + 1] };
    },
  };
}

function driverId(car: number): string {
  return `driver-${String(car).padStart(6, '0')}`;
}
