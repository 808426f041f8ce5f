import { collectDefaultMetrics, Registry } from 'prom-client';

// So that a service needs no dependency of its own to fill the registry it hands to its HTTP server.
export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A registry with this process's own metrics (CPU, memory, event loop, garbage collection), named rumo_*. */
export function serviceMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, prefix: 'rumo_' });
  return registry;
}
