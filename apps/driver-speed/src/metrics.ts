import { Counter, Gauge, Histogram, Registry } from '@rumo/service';
import type { Standing } from './http/status.ts';
import { statusOf } from './http/status.ts';

export interface DriverSpeedMetrics {
  readonly registry: Registry;
  committed(windows: number, tookMs: number): void;
  happened(what: 'loaded' | 'fenced' | 'another_log' | 'failed'): void;
}

/** What /metrics tells. Counters of records are sums since each log's beginning, of the partitions owned. */
export function driverSpeedMetrics(standing: () => Standing): DriverSpeedMetrics {
  const registry = new Registry();
  const registers = [registry];
  new Counter({
    name: 'driver_speed_records_total',
    help: 'Records since the log began, by what became of them',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      const { read: _, ...outcomes } = statusOf(standing()).counts;
      for (const [outcome, count] of Object.entries(outcomes)) this.inc({ outcome }, count);
    },
  });
  new Counter({
    name: 'driver_speed_rejected_total',
    help: 'Rejected records since the log began, by reason',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(statusOf(standing()).rejectedByReason))
        this.inc({ reason }, count);
    },
  });
  new Gauge({
    name: 'driver_speed_lag_records',
    help: 'Records behind the end of the log',
    labelNames: ['partition'],
    registers,
    collect() {
      this.reset();
      for (const { partition, lag } of standing().lag) if (lag !== null) this.set({ partition }, lag);
    },
  });
  new Gauge({
    name: 'driver_speed_drivers',
    help: 'Drivers in memory',
    registers,
    collect() {
      this.set(standing().sessions.reduce((sum, { state }) => sum + state.drivers.size, 0));
    },
  });
  const windows = new Counter({ name: 'driver_speed_windows_total', help: 'Windows committed', registers });
  const partitions = new Counter({
    name: 'driver_speed_partitions_total',
    help: 'Partitions loaded, fenced, failed, or found to be another log',
    labelNames: ['what'],
    registers,
  });
  const commits = new Histogram({
    name: 'driver_speed_commit_seconds',
    help: 'How long commits took',
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 3],
    registers,
  });
  return {
    registry,
    committed(count, tookMs) {
      windows.inc(count);
      commits.observe(tookMs / 1_000);
    },
    happened: (what) => partitions.inc({ what }),
  };
}
