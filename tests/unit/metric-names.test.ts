import { type Registry, serviceMetrics } from '@rumo/service';
import { expect, test } from 'vitest';
import { driverSpeedMetrics } from '../../apps/driver-speed/src/metrics.ts';
import { liveMapMetrics } from '../../apps/live-map/src/metrics.ts';
import { fillMetrics } from '../../apps/simulator/src/metrics.ts';
import { publisherMetrics } from '../../packages/event-stream/src/stream-metrics.ts';

// Nothing is read from what is measured before somebody asks for the values, and here nobody does.
const unasked = {} as never;

const registries: Readonly<Record<string, () => Registry>> = {
  simulator() {
    const registry = serviceMetrics('simulator');
    publisherMetrics(registry, unasked);
    fillMetrics(registry, unasked);
    return registry;
  },
  'live-map': () => liveMapMetrics(unasked),
  'driver-speed': () => driverSpeedMetrics(() => unasked).registry,
  web: () => serviceMetrics('web'),
};

/** Words that stand for a unit other than the base unit, and base units in the singular. */
const wrongUnit =
  /_(ms|millis\w*|micros\w*|minutes|hours|kb|mb|kilobytes|megabytes|second|byte|percent)(_|$)/;

test.each(Object.entries(registries))('the metrics of %s are named as Prometheus wants', (_, make) => {
  const metrics = make().getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly labelNames: readonly string[];
  }[];
  expect(metrics.length).toBeGreaterThan(10);
  for (const { name, help, type, labelNames } of metrics) {
    expect(name).toMatch(/^rumo_[a-z][a-z0-9_]*[a-z0-9]$/);
    expect(name).not.toMatch(wrongUnit);
    expect(help, name).toMatch(/\w+ \w+|^\w{5,}/);
    expect(name.endsWith('_total'), `${name}, a ${type}`).toBe(type === 'counter');
    expect(name, 'these ends are the histogram’s own').not.toMatch(/_(bucket|sum|count)$/);
    if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes|records)$/);
    for (const label of labelNames) expect(label).toMatch(/^(?!le$|quantile$|service$)[a-z_]+$/);
  }
});
