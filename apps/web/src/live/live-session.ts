import type { Viewport } from '@rumo/events';
import type { Position } from '@rumo/geo';
import { createLiveEngine } from './live-engine.ts';
import type { FromEngine, Question, Questions, RowsMessage, ToEngine } from './live-messages.ts';
import { openLiveSocket } from './live-socket.ts';
import { useLive } from './live-store.ts';
import { type MercatorOrigin, mercatorOrigin } from './mercator-origin.ts';
import { pageNowMs } from './page-clock.ts';

/** The page's end of the live picture; its engine (live-engine.ts) runs in a worker where there are such. */
export interface LiveSession {
  readonly origin: MercatorOrigin;
  viewport(viewport: Viewport): void;
  hover(handle: number | null): void;
  ask<Kind extends keyof Questions>(
    kind: Kind,
    ask: Questions[Kind]['ask'],
  ): Promise<Questions[Kind]['answer']>;
  /** The rows that changed since the last call; null when there are none to be drawn. */
  takeRows(): RowsMessage | null;
  /** All rows are needed anew. */
  resend(): void;
  /** Calls back whenever there are rows to take. */
  onRows(listener: () => void): void;
  close(): void;
}

/** How the page and an engine talk. */
interface EnginePort {
  say(message: ToEngine): void;
  close(): void;
}

export type OpenEngine = (hear: (message: FromEngine) => void) => EnginePort;

/** Joins the live map at `address`; `center` is the city's. The store's selection is watched. */
export function startLiveSession(
  address: string,
  center: Position,
  openEngine: OpenEngine = openWorker,
): LiveSession {
  let waiting: RowsMessage | null = null;
  let listener: () => void = () => {};
  const asked = new Map<number, (answer: never) => void>();
  let nextId = 0;

  const engine = openEngine((message) => {
    switch (message.kind) {
      case 'rows':
        waiting = message;
        listener();
        break;
      case 'state':
        useLive.setState(message.state);
        break;
      case 'stats':
        useLive.setState({ stats: message.stats });
        break;
      case 'answer':
        asked.get(message.id)?.(message.answer as never);
        asked.delete(message.id);
        break;
    }
  });
  useLive.setState({ socket: { kind: 'connecting', sinceMs: Date.now() }, status: null, watched: undefined });
  engine.say({ kind: 'start', address, center, selectedId: useLive.getState().selectedId });
  const unsubscribe = useLive.subscribe((state, before) => {
    if (state.selectedId === before.selectedId) return;
    useLive.setState({ watched: undefined });
    engine.say({ kind: 'select', driverId: state.selectedId });
  });

  return {
    origin: mercatorOrigin(center),
    viewport: (viewport) => engine.say({ kind: 'viewport', viewport }),
    hover: (handle) => engine.say({ kind: 'hover', handle }),
    ask(kind, ask) {
      const id = nextId++;
      engine.say({ kind: 'ask', id, question: { kind, ...ask } as Question });
      return new Promise((resolve) => asked.set(id, resolve as (answer: never) => void));
    },
    takeRows() {
      const rows = waiting;
      waiting = null;
      if (rows !== null) engine.say({ kind: 'drawn' });
      return rows;
    },
    resend: () => engine.say({ kind: 'resend' }),
    onRows(next) {
      listener = next;
    },
    close() {
      unsubscribe();
      engine.say({ kind: 'close' });
      engine.close();
    },
  };
}

function openWorker(hear: (message: FromEngine) => void): EnginePort {
  if (typeof Worker === 'undefined') return openHere(hear);
  const worker = new Worker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => hear(data as FromEngine);
  return {
    say: (message) => worker.postMessage(message),
    close: () => setTimeout(() => worker.terminate(), 200),
  };
}

/** The engine on the page's own thread, for where workers are not to be had. */
export function openHere(hear: (message: FromEngine) => void): EnginePort {
  const engine = createLiveEngine({
    openSocket: openLiveSocket,
    post: (message) => queueMicrotask(() => hear(message)),
    nowMs: pageNowMs,
    inWorker: false,
  });
  return { say: engine, close: () => {} };
}
