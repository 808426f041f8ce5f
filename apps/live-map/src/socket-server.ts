import type { Server as HttpServer, IncomingHttpHeaders } from 'node:http';
import type { ClientToServer, ServerToClient } from '@rumo/events';
import { Server } from 'socket.io';
import type { ClientSession } from './client-session.ts';
import type { ClientPort } from './clients.ts';

export interface SocketServerOptions {
  readonly http: HttpServer;
  /** Why a connection with these headers is refused when `open` others are there; null when it is not. */
  readonly refuse: (headers: IncomingHttpHeaders, open: number) => string | null;
  readonly join: (id: string, port: ClientPort) => ClientSession;
  /** A connection ended because what came over it could not be read. */
  readonly broken: (reason: 'unreadable_packet' | 'broken_transport') => void;
}

/** No message of the map comes near this, bytes; a longer one ends its connection. */
export const maxMessageBytes = 16_384;

/** Socket.IO over WebSocket alone, on an HTTP server that already listens. */
export function startSocketServer(options: SocketServerOptions): { close(): Promise<void> } {
  const io = new Server<ClientToServer, ServerToClient>(options.http, {
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxMessageBytes,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, answer) => {
      const refusal = options.refuse(request.headers, io.engine.clientsCount);
      answer(refusal, refusal === null);
    },
  });
  io.engine.on('connection', (connection) => {
    // The handshake's request is of no use any more and is the largest thing a connection holds.
    connection.request = null;
  });
  io.on('connection', (socket) => {
    let putOut = false;
    const session = options.join(socket.id, {
      names: (names) => socket.emit('names', names),
      frame: (bytes) => socket.emit('f', bytes, () => session.acknowledged()),
      status: (status) => socket.emit('status', status),
      watched: (driver) => socket.emit('watched', driver),
      // Without waiting for what is still to be sent: a client that takes nothing would keep it for ever.
      disconnect: () => {
        putOut = true;
        socket.conn.close(true);
      },
    });
    socket.conn.on('packet', () => session.packet());
    socket.onAny((event: string, ...args: unknown[]) => session.message(event, args));
    socket.on('disconnect', (reason) => {
      session.left();
      // Socket.IO itself ends a connection this way when it cannot read a packet.
      if (reason === 'forced close' && !putOut) options.broken('unreadable_packet');
      if (reason === 'transport error') options.broken('broken_transport');
    });
  });
  return { close: () => io.close() };
}
