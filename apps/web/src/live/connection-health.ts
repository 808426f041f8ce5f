import type { LiveStatus } from '@rumo/events';
import type { SocketState } from './live-store.ts';

export interface ConnectionHealth {
  /** `live`: what is shown is now. `waiting`: not yet. `old`: it was, and is not any more. */
  readonly level: 'live' | 'waiting' | 'old';
  readonly text: string;
  /** What is wrong without its growing age, to be announced once; null when nothing is. */
  readonly problem: string | null;
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
    if (socket.kind === 'open') return waiting('Waiting for the live map.');
    if (socket.kind === 'connecting' && nowMs - socket.sinceMs < statusMissingMs) {
      return waiting('Connecting to the live map.');
    }
    return old('The live map does not answer.');
  }
  const brokerNowMs = status.brokerTimeMs + Math.max(0, nowMs - statusAtMs);
  const silentMs = status.lastArrivalMs === null ? null : brokerNowMs - status.lastArrivalMs;
  if (socket.kind !== 'open' || nowMs - statusAtMs > statusMissingMs) {
    return old('The live map does not answer.', `No news for ${seconds(nowMs - statusAtMs)}.`);
  }
  if (!status.broker.connected) {
    const forMs = silentMs ?? nowMs - statusAtMs;
    return old('The broker does not answer.', `No events for ${seconds(forMs)}.`);
  }
  if (!status.caughtUp) return waiting('Catching up with the stream.');
  if (silentMs === null) return waiting('Waiting for the first event.');
  if (silentMs > quietMs) {
    return { level: 'old', text: `No events for ${seconds(silentMs)}.`, problem: 'No events arrive.' };
  }
  return { level: 'live', text: 'Live', problem: null };
}

export function waiting(text: string): ConnectionHealth {
  return { level: 'waiting', text, problem: null };
}

function old(problem: string, since?: string): ConnectionHealth {
  return {
    level: 'old',
    text: since === undefined ? `${problem} Trying again.` : `${since} ${problem}`,
    problem,
  };
}

/** "12 s", "3 min", "2 h": one unit is enough to know how old something is. */
export function seconds(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  if (s < 120) return `${s} s`;
  return s < 7_200 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3_600)} h`;
}
