import { Counter, Gauge, type Registry } from '@rumo/service';
import type { Publisher, Subscription } from './event-stream.ts';

type Contact = ReturnType<Subscription['health']>;

/** `contact` null: nobody has tried yet. */
export function brokerMetrics(registry: Registry, contact: () => Contact | null): void {
  const registers = [registry];
  new Gauge({
    name: 'rumo_broker_connected',
    help: '1 while the broker answers, else 0',
    registers,
    collect() {
      this.set(Number(contact()?.connected ?? false));
    },
  });
  new Gauge({
    name: 'rumo_broker_contact_changed_timestamp_seconds',
    help: 'Since when that is so, seconds since the epoch',
    registers,
    collect() {
      this.set((contact()?.sinceMs ?? 0) / 1_000);
    },
  });
}

/** The same for every consumer, told apart by the label `service`. */
export function consumerMetrics(registry: Registry, lag: () => ReturnType<Subscription['lag']>): void {
  const registers = [registry];
  new Gauge({
    name: 'rumo_consumer_lag_records',
    help: 'Records behind the end of the partition',
    labelNames: ['partition'],
    registers,
    collect() {
      this.reset();
      for (const { partition, lag: records } of lag()) if (records !== null) this.set({ partition }, records);
    },
  });
  new Gauge({
    name: 'rumo_consumer_assigned_partitions',
    help: "Partitions in this process's hands",
    registers,
    collect() {
      this.set(lag().length);
    },
  });
}

export function publisherMetrics(registry: Registry, publisher: Publisher): void {
  const registers = [registry];
  brokerMetrics(registry, publisher.health);
  new Counter({
    name: 'rumo_publisher_records_total',
    help: 'Records acknowledged by the broker, and records dropped because it was away too long',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      const { sent, dropped } = publisher.counts();
      this.inc({ outcome: 'acknowledged' }, sent);
      this.inc({ outcome: 'dropped' }, dropped);
    },
  });
  new Gauge({
    name: 'rumo_publisher_queue_records',
    help: 'Records not yet acknowledged',
    registers,
    collect() {
      this.set(publisher.counts().waiting);
    },
  });
}
