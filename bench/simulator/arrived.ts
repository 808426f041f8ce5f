import { type Assignment, kafkaEventStream } from '@rumo/event-stream';
import { decodeRideEvent, rideEventsTopic } from '@rumo/events';
import { pino } from 'pino';
import { until } from '../../tests/harness/until.ts';

/** What the broker's log holds of a stretch of event time. */
export interface Arrived {
  readonly fixes: number;
  readonly records: number;
  /** Drivers with another number of fixes than one a second. */
  readonly unevenDrivers: number;
  /** Between two fixes of one driver, ms. */
  readonly shortestMs: number;
  readonly longestMs: number;
  /** From a fix to its arrival in the log, ms. */
  readonly lateP50Ms: number;
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
}

/** Reads the whole topic and looks at the fixes with fromMs ≤ occurredAtMs < untilMs, a whole number of seconds. */
export async function readArrived(
  brokers: string,
  drivers: number,
  fromMs: number,
  untilMs: number,
): Promise<Arrived> {
  const logger = pino({ level: 'silent' });
  const stream = kafkaEventStream({ brokers: [brokers], clientId: 'bench', logger });
  const counts = new Uint32Array(drivers);
  const lastMs = new Float64Array(drivers);
  const lateness = new Uint32Array(60_001);
  let records = 0;
  let fixes = 0;
  let shortestMs = Infinity;
  let longestMs = 0;
  const note = (driver: number, occurredAtMs: number, arrivalMs: number) => {
    fixes++;
    if (counts[driver]++ > 0) {
      shortestMs = Math.min(shortestMs, occurredAtMs - lastMs[driver]);
      longestMs = Math.max(longestMs, occurredAtMs - lastMs[driver]);
    }
    lastMs[driver] = occurredAtMs;
    lateness[Math.max(0, Math.min(lateness.length - 1, arrivalMs - occurredAtMs))]++;
  };
  const assignments: Assignment[] = [];
  const subscription = await stream.subscribe({
    topic: rideEventsTopic.name,
    group: `bench-${process.pid}-${performance.now()}`,
    assign(assignment) {
      assignments[assignment.partition] = assignment;
      return {
        start: async () => ({ from: 'beginning' }),
        records(batch) {
          records += batch.length;
          for (const { key, value, arrivalMs } of batch) {
            const decoded = decodeRideEvent(key, value);
            if (decoded.kind !== 'event') throw new Error(`a record of another kind: ${decoded.kind}`);
            const { type, driverId, occurredAtMs } = decoded.event;
            if (type !== 'LocationUpdated' || occurredAtMs < fromMs || occurredAtMs >= untilMs) continue;
            note(Number(driverId.slice('driver-'.length)) - 1, occurredAtMs, arrivalMs);
          }
        },
      };
    },
  });
  await until(
    'the topic is read to its end',
    async () => {
      if (assignments.filter((it) => it !== undefined).length < rideEventsTopic.partitions) return false;
      return (await Promise.all(assignments.map((assignment) => assignment.atEnd()))).every((end) => end);
    },
    120_000,
  );
  await subscription.stop();
  await stream.close();
  const seconds = (untilMs - fromMs) / 1_000;
  const unevenDrivers = counts.filter((count) => count !== seconds).length;
  const at = (share: number) => {
    let left = share * fixes;
    return lateness.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
  };
  const late = { lateP50Ms: at(0.5), lateP99Ms: at(0.99), lateMaxMs: lateness.findLastIndex((n) => n > 0) };
  return { fixes, records, unevenDrivers, shortestMs, longestMs, ...late };
}
