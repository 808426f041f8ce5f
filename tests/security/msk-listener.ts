import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificates.ts';

/** What a client sent as its OAUTHBEARER initial response. */
export interface Presented {
  readonly mechanism: string;
  readonly response: string;
}

/** A TLS port that takes the first steps of Kafka's protocol as Amazon MSK does on 9098, and lets nobody in. */
export interface MskListener {
  readonly address: string;
  readonly presented: readonly Presented[];
  close(): Promise<void>;
}

const apiVersions = 18;
const saslHandshake = 17;
const saslAuthenticate = 36;
const authenticationFailed = 58;

/** `verdict` is what it says to everybody who presents a token. */
export async function startMskListener(identity: Certificate, verdict: string): Promise<MskListener> {
  const presented: Presented[] = [];
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert: identity.certificate, key: identity.key }, (socket) => {
    let received = Buffer.alloc(0);
    let mechanism = '';
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const request = received.subarray(4, 4 + received.readInt32BE(0));
        received = received.subarray(4 + request.length);
        const body = request.subarray(10 + Math.max(0, request.readInt16BE(8)));
        const key = request.readInt16BE(0);
        if (key === saslHandshake) mechanism = body.toString('utf8', 2, 2 + body.readInt16BE(0));
        if (key === saslAuthenticate) presented.push({ mechanism, response: body.toString('utf8', 4) });
        const answer = answerTo(key, verdict);
        if (answer === null) return socket.destroy();
        socket.write(Buffer.concat([int32(4 + answer.length), request.subarray(4, 8), answer]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { readonly port: number };
  return {
    address: `127.0.0.1:${address.port}`,
    presented,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answerTo(key: number, verdict: string): Buffer | null {
  switch (key) {
    case apiVersions: {
      const ranges = [
        [apiVersions, 0, 2],
        [saslHandshake, 0, 1],
        [saslAuthenticate, 0, 1],
        [3, 0, 6],
      ];
      return Buffer.concat([int16(0), int32(ranges.length), ...ranges.flat().map(int16), int32(0)]);
    }
    case saslHandshake:
      return Buffer.concat([int16(0), int32(1), string('OAUTHBEARER')]);
    case saslAuthenticate:
      return Buffer.concat([int16(authenticationFailed), string(verdict), int32(0), Buffer.alloc(8)]);
    default:
      return null;
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const string = (text: string): Buffer => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);
