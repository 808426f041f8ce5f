import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, type Socket as TcpSocket } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { io as client } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { frameAcknowledgement, frameParser } from './frame-packet.ts';
import { isAcknowledgement, sendFrame, takeAcknowledgements } from './frame-wire.ts';

let http: HttpServer;
let io: Server;
let tcp: TcpSocket | null = null;
const port = () => (http.address() as AddressInfo).port;

beforeEach(async () => {
  http = createServer();
  io = new Server(http, { transports: ['websocket'], parser: frameParser, perMessageDeflate: false });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});
afterEach(async () => {
  tcp?.destroy();
  tcp = null;
  await io.close();
});

const ack = masked(0x81, '430[]');

test.each<[string, readonly Buffer[], { readonly short: number; readonly long: number }]>([
  ['in a piece of its own', [ack], { short: 1, long: 0 }],
  ['again and again', [ack, ack, ack], { short: 3, long: 0 }],
  ['two in one piece', [Buffer.concat([ack, ack])], { short: 0, long: 2 }],
  ['cut in two', [ack.subarray(0, 7), ack.subarray(7)], { short: 0, long: 1 }],
  [
    'behind half of itself',
    [Buffer.concat([ack, ack.subarray(0, 3)]), ack.subarray(3)],
    { short: 0, long: 2 },
  ],
  ['after a ping within a piece', [Buffer.concat([masked(0x89, ''), ack])], { short: 0, long: 1 }],
  ['in two fragments', [masked(0x01, '430'), masked(0x80, '[]'), ack], { short: 1, long: 1 }],
])('M3 an acknowledgement %s is taken once', async (_how, pieces, expected) => {
  const { counts, arrived } = await rawClient();
  for (const piece of pieces) {
    tcp?.write(piece);
    await arrived();
  }
  expect(counts).toEqual(expected);
});

test('D2 an acknowledgement in the midst of a message in fragments ends the connection, as ws does it', async () => {
  const { counts, arrived, socket } = await rawClient();
  const ended = once(socket, 'disconnect');
  tcp?.write(masked(0x01, '430'));
  await arrived();
  tcp?.write(ack);
  await ended;
  expect(counts).toEqual({ short: 0, long: 0 });
});

test('nothing else is an acknowledgement', () => {
  expect(isAcknowledgement(ack)).toBe(true);
  for (let i = 0; i < ack.length; i++) {
    const changed = Buffer.from(ack);
    changed[i] ^= 1;
    expect(isAcknowledgement(changed)).toBe(false);
  }
  expect(isAcknowledgement(Buffer.concat([ack, ack]))).toBe(false);
  expect(isAcknowledgement(Buffer.alloc(0))).toBe(false);
});

test('frames and events come in the order they were sent in', async () => {
  const joined = once(io, 'connection') as Promise<[Socket]>;
  const receiver = client(`http://127.0.0.1:${port()}`, { transports: ['websocket'], forceNew: true });
  const [socket] = await joined;
  const got: string[] = [];
  receiver.on('names', (name: string) => got.push(name));
  receiver.on('f', (bytes: Uint8Array) => got.push(`frame ${bytes[0]}`));
  const last = new Promise((resolve) => receiver.once('last', resolve));
  const sent: string[] = [];
  for (let i = 0; i < 200; i++) {
    if (i % 3 !== 0) {
      socket.emit('names', `names ${i}`);
      sent.push(`names ${i}`);
    }
    sendFrame(socket.conn, {
      bytes: new Uint8Array(300).fill(i),
      snapshot: false,
      newcomers: [],
      packet: null,
    });
    sent.push(`frame ${i}`);
  }
  socket.emit('last');
  await last;
  expect(got).toEqual(sent);
  receiver.close();
});

test('what is sent after the end of a connection is dropped', async () => {
  const { socket } = await rawClient();
  socket.conn.close(true);
  const frame = { bytes: new Uint8Array(10), snapshot: false, newcomers: [], packet: null };
  expect(() => sendFrame(socket.conn, frame)).not.toThrow();
});

/** Joins by hand, to decide what comes in one piece; `arrived` resolves when the server has taken in the next one. */
async function rawClient() {
  const counts = { short: 0, long: 0 };
  const joined = once(io, 'connection') as Promise<[Socket]>;
  tcp = connect(port(), '127.0.0.1');
  tcp.setNoDelay(true);
  tcp.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  );
  await once(tcp, 'data');
  tcp.write(masked(0x81, '40'));
  const [socket] = await joined;
  takeAcknowledgements(socket.conn, () => counts.short++);
  socket.conn.on('packet', ({ data }) => {
    if (data === frameAcknowledgement) counts.long++;
  });
  const { _socket } = (socket.conn.transport as unknown as { socket: { _socket: TcpSocket } }).socket;
  return { counts, socket, arrived: () => once(_socket, 'data') };
}

/** A WebSocket frame of a client, of fewer than 126 bytes. */
function masked(head: number, text: string): Buffer {
  const mask = [0x12, 0x9f, 0x00, 0x7c];
  const body = [...Buffer.from(text)].map((byte, i) => byte ^ mask[i % 4]);
  return Buffer.from([head, 0x80 | body.length, ...mask, ...body]);
}
