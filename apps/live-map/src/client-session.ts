import { createClientGuard, type MessageLimits, type Verdict } from './client-guard.ts';
import { readClientMessage } from './client-message.ts';
import type { ClientPort, Clients } from './clients.ts';
import { findDrivers } from './find-drivers.ts';
import type { Fleet } from './fleet.ts';

/** One connection of one client: what it sends comes in here. */
export interface ClientSession {
  /** Any packet of the transport but acknowledgements of frames. */
  packet(): void;
  message(event: string, args: readonly unknown[]): void;
  /** A packet that acknowledges a frame. */
  acknowledged(): void;
  left(): void;
}

export interface SessionContext {
  readonly fleet: Fleet;
  readonly clients: Clients;
  readonly limits: MessageLimits;
  readonly localNowMs: () => number;
  readonly brokerNowMs: () => number;
  /** Counts what was refused, by reason. */
  readonly refused: (reason: string) => void;
}

/** Joins a client; what it sends is checked, counted and bounded here (D2). */
export function openSession(id: string, port: ClientPort, context: SessionContext): ClientSession {
  const { fleet, clients, localNowMs, refused } = context;
  const guard = createClientGuard(context.limits, localNowMs());
  let over = false;
  clients.join(id, port, localNowMs());

  const passes = (verdict: Verdict): boolean => {
    if (verdict.kind === 'take') return true;
    refused(verdict.reason);
    if (verdict.kind === 'disconnect') {
      over = true;
      clients.leave(id);
      port.disconnect();
    }
    return false;
  };

  return {
    packet() {
      if (!over) passes(guard.packet(localNowMs()));
    },
    message(event, args) {
      // Messages that came before the connection's end are still handed over after it.
      if (over) return;
      const message = readClientMessage(event, args);
      if (message.kind === 'garbage') {
        refused(message.reason);
        passes(guard.garbage(localNowMs()));
        return;
      }
      if (!passes(guard.message(message.kind, localNowMs()))) return;
      clients.heard(id, localNowMs());
      switch (message.kind) {
        case 'viewport':
          clients.viewport(id, message.viewport);
          break;
        case 'watch':
          clients.watch(id, message.driverId);
          break;
        case 'find':
          message.answer(findDrivers(fleet, message.text));
          break;
        case 'clock':
          message.answer(Math.round(context.brokerNowMs()));
          break;
      }
    },
    acknowledged() {
      if (over) return;
      const nowMs = localNowMs();
      if (passes(guard.packet(nowMs))) clients.acknowledged(id, nowMs);
    },
    left: () => clients.leave(id),
  };
}
