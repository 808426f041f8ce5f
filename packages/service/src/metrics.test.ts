import { Counter } from 'prom-client';
import { expect, test } from 'vitest';
import { serviceMetrics } from './metrics.ts';

test('the process and what the service counts stand side by side, each with the name of the service', async () => {
  const registry = serviceMetrics('live-map');
  new Counter({ name: 'rumo_events_total', help: 'Events read.', registers: [registry] }).inc(3);
  const text = await registry.metrics();
  expect(text).toMatch(/rumo_process_resident_memory_bytes\{service="live-map"\} \d+/);
  expect(text).toContain('rumo_events_total{service="live-map"} 3');
});

test('two services in one process do not share a registry', () => {
  expect(() => [serviceMetrics('a'), serviceMetrics('b')]).not.toThrow();
});
