import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import { cureIdleTimers } from './kafkajs-idle-timers.ts';

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
const silent = { debug() {}, info() {}, warn: vi.fn(), error() {} };

function queue() {
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    clientId: 'test',
    broker: 'b',
    logger: { debug() {} },
  });
}

test('an idle connection arms no timer, one with a pending request does and sends it', () => {
  vi.useFakeTimers();
  try {
    const before = queue();
    before.checkPendingRequests();
    expect(vi.getTimerCount()).toBe(1);
    vi.clearAllTimers();

    cureIdleTimers(silent);
    cureIdleTimers(silent);
    const idle = queue();
    idle.checkPendingRequests();
    expect(vi.getTimerCount()).toBe(0);

    const busy = queue();
    const sent: number[] = [];
    const push = (correlationId: number) =>
      busy.push({
        entry: { correlationId },
        expectResponse: true,
        sendRequest: () => sent.push(correlationId),
      });
    busy.maybeThrottle(50);
    push(1);
    expect([sent.length, vi.getTimerCount()]).toEqual([0, 1]);
    vi.advanceTimersByTime(60);
    expect(sent).toEqual([1]);
    expect(silent.warn).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});
