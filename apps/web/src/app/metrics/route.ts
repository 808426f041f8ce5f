import { serviceMetrics } from '@rumo/service';
import { processWide } from '../../speed/server/process-wide.ts';

export const dynamic = 'force-dynamic';

/** GET /metrics for Prometheus: this process's CPU, memory and event loop. */
export async function GET(): Promise<Response> {
  const registry = processWide('metrics', () => serviceMetrics('web'));
  return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
}
