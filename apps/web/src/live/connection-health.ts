import type { LiveStatus } from '@rumo/events';
import type { SocketState } from './live-store.ts';

export interface ConnectionHealth {
  /** `live`: what is shown is now. `waiting`: not yet. `old`: it was, and is not any more. */
  readonly level: 'live' | 'waiting' | 'old';
  readonly text: string;
}

/** A stream silent for longer is worth a word; one fix a second is usual. */
const quietMs = 5_000;
/** The server sends its status each second. */
const statusMissingMs = 5_000;

/** What to say of the way from the stream to this page at `nowMs` (the browser's Date), and since when. */
export function connectionHealth(
  socket: SocketState,
  status: LiveStatus | null,
  statusAtMs: number,
  nowMs: number,
): ConnectionHealth {
  if (status === null) {
    if (socket.kind === 'open') return { level: 'waiting', text: 'Waiting for the live map.' };
    if (socket.kind === 'connecting' && nowMs - socket.sinceMs < statusMissingMs) {
      return { level: 'waiting', text: 'Connecting to the live map.' };
    }
    return { level: 'old', text: 'The live map does not answer. Trying again.' };
  }
  const brokerNowMs = status.brokerTimeMs + Math.max(0, nowMs - statusAtMs);
  const silentMs = status.lastArrivalMs === null ? null : brokerNowMs - status.lastArrivalMs;
  if (socket.kind !== 'open' || nowMs - statusAtMs > statusMissingMs) {
    const missing = seconds(nowMs - statusAtMs);
    return { level: 'old', text: `No news for ${missing}. The live map does not answer.` };
  }
  if (!status.broker.connected) {
    const forMs = silentMs ?? nowMs - statusAtMs;
    return { level: 'old', text: `No events for ${seconds(forMs)}. The broker does not answer.` };
  }
  if (!status.caughtUp) return { level: 'waiting', text: 'Catching up with the stream.' };
  if (silentMs === null) return { level: 'waiting', text: 'Waiting for the first event.' };
  if (silentMs > quietMs) return { level: 'old', text: `No events for ${seconds(silentMs)}.` };
  return { level: 'live', text: 'Live' };
}

/** "12 s", "3 min", "2 h": one unit is enough to know how old something is. */
export function seconds(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  if (s < 120) return `${s} s`;
  return s < 7_200 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3_600)} h`;
}
