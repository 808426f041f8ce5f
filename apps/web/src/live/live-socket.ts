import type {
  ClientToServer,
  FoundDriver,
  LiveStatus,
  ServerToClient,
  Viewport,
  WatchedDriver,
} from '@rumo/events';
import { io, type Socket } from 'socket.io-client';

export interface LiveSocketHandlers {
  readonly opened: () => void;
  readonly lost: () => void;
  /** The bytes of a frame. It is acknowledged when this returns. */
  readonly frame: (bytes: Uint8Array) => void;
  readonly names: (names: readonly (readonly [handle: number, driverId: string])[]) => void;
  readonly status: (status: LiveStatus) => void;
  readonly watched: (driver: WatchedDriver | null) => void;
}

export interface LiveSocket {
  viewport(viewport: Viewport): void;
  watch(driverId: string | null): void;
  /** Drivers whose id contains the text; empty while the server does not answer. */
  find(text: string): Promise<readonly FoundDriver[]>;
  /** The broker's time, epoch ms; rejects when the server does not answer. */
  clock(): Promise<number>;
  close(): void;
}

const answerMs = 4_000;

/** Opens the live map's socket, websocket only, and keeps opening it anew whenever it is lost. */
export function openLiveSocket(address: string, handlers: LiveSocketHandlers): LiveSocket {
  const socket: Socket<ServerToClient, ClientToServer> = io(address, {
    transports: ['websocket'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 4_000,
  });
  socket.on('connect', handlers.opened);
  socket.on('disconnect', handlers.lost);
  socket.on('f', (bytes, acknowledge) => {
    try {
      // A browser hands over an ArrayBuffer whatever the declared type.
      handlers.frame(new Uint8Array(bytes));
    } finally {
      acknowledge();
    }
  });
  socket.on('names', handlers.names);
  socket.on('status', handlers.status);
  socket.on('watched', handlers.watched);
  return {
    viewport: (viewport) => void (socket.connected && socket.emit('viewport', viewport)),
    watch: (driverId) => void (socket.connected && socket.emit('watch', driverId)),
    find: (text) => socket.timeout(answerMs).emitWithAck('find', text),
    clock: () => socket.timeout(answerMs).emitWithAck('clock'),
    close: () => void socket.close(),
  };
}
