import { Counter, Gauge, Registry } from '@rumo/service';
import type { Clients } from './clients.ts';
import type { Counts } from './counts.ts';
import type { Fleet } from './fleet.ts';
import type { RideReader } from './ride-reader.ts';

export interface Measured {
  readonly fleet: Fleet;
  readonly clients: Clients;
  readonly reader: RideReader;
  readonly records: Counts;
  readonly refused: Counts;
}

/** What /metrics tells; everything is read when it is asked for, so that counting costs nothing more. */
export function liveMapMetrics({ fleet, clients, reader, records, refused }: Measured): Registry {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `live_map_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name: `live_map_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  const counterBy = (name: string, help: string, label: string, counts: Counts) =>
    new Counter({
      name: `live_map_${name}_total`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [key, count] of Object.entries(counts.all())) this.inc({ [label]: key }, count);
      },
    });
  gauge('drivers', 'Drivers with a fix', () => fleet.size);
  gauge('clients', 'Connected clients', () => clients.size);
  gauge('broker_connected', '1 while the broker answers', () => Number(reader.health().connected));
  gauge('lag_records', 'Records behind the end, over all partitions', () =>
    reader.lag().reduce((sum, { lag }) => sum + (lag ?? 0), 0),
  );
  counterBy('records', 'Records read, by what became of them', 'outcome', records);
  counterBy('refused', 'Connections and messages refused, by reason', 'reason', refused);
  counter('frames', 'Frames sent', () => clients.counts().frames);
  counter('snapshots', 'Frames sent that were snapshots', () => clients.counts().snapshots);
  counter('frame_bytes', 'Bytes of frames sent', () => clients.counts().bytes);
  return registry;
}
