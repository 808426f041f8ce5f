import { createRequire } from 'node:module';
import type { StreamLogger } from './kafka-client.ts';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const cured = Symbol.for('rumo.kafkajs-idle-timers');

/**
 * kafkajs arms a 1 ms timer per connection for ever, also when no request is pending, which costs 5 % of a core and
 * makes newer Nodes warn of negative timeouts. This lets it arm one only for pending requests. Where kafkajs looks
 * different from what is known here, it stays as it is and the log says so.
 */
export function cureIdleTimers(logger: StreamLogger): void {
  const prototype = requestQueuePrototype();
  if (prototype === null) {
    logger.warn({}, 'kafkajs looks unfamiliar: its idle timers stay on');
    return;
  }
  if (cured in prototype) return;
  const original = prototype.scheduleCheckPendingRequests;
  Object.assign(prototype, {
    [cured]: true,
    scheduleCheckPendingRequests(this: RequestQueue) {
      if (this.pending.length > 0) original.call(this);
    },
  });
}

function requestQueuePrototype(): RequestQueue | null {
  try {
    const queueClass = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
    const prototype = queueClass?.prototype;
    return typeof prototype?.scheduleCheckPendingRequests === 'function' ? prototype : null;
  } catch {
    return null;
  }
}
