import type { Server as HttpServer, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ClientToServer, ServerToClient } from '@rumo/events';
import { Server } from 'socket.io';
import { clientAddress, createAddressCounts } from './client-address.ts';
import type { ClientSession } from './client-session.ts';
import type { ClientPort } from './clients.ts';
import { frameAcknowledgement, frameParser } from './frame-packet.ts';
import { sendFrame, takeAcknowledgements } from './frame-wire.ts';

export interface SocketServerOptions {
  readonly http: HttpServer;
  /** A longer message ends its connection. */
  readonly maxMessageBytes: number;
  /** Whether X-Forwarded-For names the client. */
  readonly trustProxy: boolean;
  /** Why a connection with these headers is refused when so many others are there; null when it is not. */
  readonly refuse: (headers: IncomingHttpHeaders, open: OpenConnections) => string | null;
  readonly join: (id: string, port: ClientPort) => ClientSession;
  /** A connection ended because what came over it could not be read. */
  readonly broken: (reason: 'unreadable_packet' | 'broken_transport') => void;
}

export interface OpenConnections {
  readonly all: number;
  /** Of the same address. */
  readonly ofAddress: number;
}

/** Socket.IO over WebSocket alone, on an HTTP server that already listens. */
export function startSocketServer(options: SocketServerOptions): { close(): Promise<void> } {
  const addresses = createAddressCounts();
  const addressOf = (request: IncomingMessage) => clientAddress(request, options.trustProxy);
  const io = new Server<ClientToServer, ServerToClient>(options.http, {
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: options.maxMessageBytes,
    parser: frameParser,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, answer) => {
      const open = { all: io.engine.clientsCount, ofAddress: addresses.of(addressOf(request)) };
      const refusal = options.refuse(request.headers, open);
      answer(refusal, refusal === null);
    },
  });
  io.engine.on('connection', (connection) => {
    connection.once('close', addresses.enter(addressOf(connection.request)));
    // The handshake's request is of no use any more and is the largest thing a connection holds.
    connection.request = null;
  });
  io.on('connection', (socket) => {
    let putOut = false;
    const session = options.join(socket.id, {
      names: (names) => socket.emit('names', names),
      frame: (frame) => sendFrame(socket.conn, frame),
      status: (status) => socket.emit('status', status),
      watched: (driver) => socket.emit('watched', driver),
      // Without waiting for what is still to be sent: a client that takes nothing would keep it for ever.
      disconnect: () => {
        putOut = true;
        socket.conn.close(true);
      },
    });
    takeAcknowledgements(socket.conn, session.acknowledged);
    socket.conn.on('packet', ({ data }) => {
      if (data === frameAcknowledgement) session.acknowledged();
      else session.packet();
    });
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
