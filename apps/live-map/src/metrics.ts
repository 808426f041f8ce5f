import { brokerMetrics, consumerMetrics } from '@rumo/event-stream';
import { Counter, Gauge, type Registry, serviceMetrics } from '@rumo/service';
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
  readonly localNowMs: () => number;
  readonly brokerNowMs: () => number;
}

/** What /metrics tells; everything is read when it is asked for, so that counting costs nothing more. */
export function liveMapMetrics(measured: Measured): Registry {
  const { fleet, clients, reader, records, refused, localNowMs, brokerNowMs } = measured;
  const registry = serviceMetrics('live-map');
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `rumo_live_map_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name: `rumo_live_map_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  const counterBy = (name: string, help: string, label: string, counts: () => Counts) =>
    new Counter({
      name: `rumo_live_map_${name}_total`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [key, count] of Object.entries(counts().all())) this.inc({ [label]: key }, count);
      },
    });

  brokerMetrics(registry, () => reader.health());
  consumerMetrics(registry, () => reader.lag());
  gauge('caught_up', '1 when what came before the start has been read, else 0', () =>
    Number(reader.caughtUp()),
  );
  gauge('drivers', 'Drivers with a fix', () => fleet.size);
  gauge('clients', 'Connected clients', () => clients.size);
  gauge('tiles', 'Tiles of the map that somebody looks at', () => clients.tiles);
  gauge('staleness_seconds', 'Age of the newest record in the picture', () =>
    sinceSeconds(fleet.lastArrivalMs, brokerNowMs()),
  );
  gauge(
    'oldest_frame_in_flight_seconds',
    'For how long the slowest client has not acknowledged a frame',
    () => sinceSeconds(clients.oldestInFlightMs(), localNowMs()),
  );
  counterBy('records', 'Records read, by what became of them', 'outcome', () => records);
  counterBy('refused', 'Connections and messages refused, by reason', 'reason', () => refused);
  counter('frames_sent', 'Frames sent', () => clients.counts().frames);
  counter('snapshots_sent', 'Frames sent that were snapshots', () => clients.counts().snapshots);
  counter('sent_bytes', 'Bytes of frames sent', () => clients.counts().bytes);
  counter(
    'frames_superseded',
    'Frames held back because the one before was in flight: a later one took their place',
    () => clients.counts().superseded,
  );
  return registry;
}

/** 0 when it has not happened yet. */
function sinceSeconds(atMs: number | null, nowMs: number): number {
  return atMs === null ? 0 : Math.max(0, nowMs - atMs) / 1_000;
}
