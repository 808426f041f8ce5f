import { collectDefaultMetrics, Registry } from 'prom-client';

// So that a service needs no dependency of its own to fill the registry it hands to its HTTP server.
export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Gauges whose names end as only a counter's may; what they count is there by type under the name without the end. */
const misnamed = ['handles', 'requests', 'resources'].map((what) => `rumo_nodejs_active_${what}_total`);

/** A registry with this process's own metrics (CPU, memory, event loop, garbage collection), named rumo_*. */
export function serviceMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, prefix: 'rumo_' });
  for (const name of misnamed) registry.removeSingleMetric(name);
  return registry;
}
