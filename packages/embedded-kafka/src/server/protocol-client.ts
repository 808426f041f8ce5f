import { connect } from 'node:net';
import type { Api } from '../protocol/api.ts';
import { nullableString } from '../protocol/codec.ts';
import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { frameSplitter } from './frame-splitter.ts';

/** A bare client of the protocol, for tests: one connection, each request as given, nothing tried again. */
export interface ProtocolClient {
  request<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    request: Request,
  ): Promise<Response>;
  /** Sends a request that gets no response (acks 0). */
  tell<Request>(api: Api<Request, unknown>, version: number, request: Request): void;
  sendBytes(bytes: Uint8Array): void;
  /** The body of the next response, correlation id included. */
  nextFrame(): Promise<Buffer>;
  /** Resolves when the broker ends the connection. */
  readonly closed: Promise<void>;
  close(): void;
}

export async function connectClient(host: string, port: number): Promise<ProtocolClient> {
  const socket = connect(port, host);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.setNoDelay(true);
  const splitter = frameSplitter(2 ** 30);
  const waiting: { resolve: (frame: Buffer) => void; reject: (error: Error) => void }[] = [];
  const arrived: Buffer[] = [];
  let lastCorrelationId = 0;
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    splitter.push(chunk);
    for (let frame = splitter.next(); frame !== null; frame = splitter.next()) {
      const waiter = waiting.shift();
      if (waiter) waiter.resolve(frame);
      else arrived.push(frame);
    }
  });
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const waiter of waiting) waiter.reject(new Error('the broker closed the connection'));
      resolve();
    });
  });

  function tell<Request>(api: Api<Request, unknown>, version: number, request: Request): void {
    socket.write(encodeRequest(api, version, ++lastCorrelationId, request));
  }

  function nextFrame(): Promise<Buffer> {
    const frame = arrived.shift();
    if (frame) return Promise.resolve(frame);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  return {
    tell,
    nextFrame,
    closed,
    async request(api, version, request) {
      tell(api, version, request);
      const correlationId = lastCorrelationId;
      const reader = new Reader(await nextFrame());
      const answered = reader.int32();
      if (answered !== correlationId) throw new Error(`response ${answered} to request ${correlationId}`);
      const response = api.response.read(reader, version);
      if (reader.remainingBytes > 0) throw new Error(`${reader.remainingBytes} bytes too many in a response`);
      return response;
    },
    sendBytes: (bytes) => {
      socket.write(bytes);
    },
    close: () => socket.destroy(),
  };
}

/** The whole frame of a request, length prefix included. */
export function encodeRequest<Request>(
  api: Api<Request, unknown>,
  version: number,
  correlationId: number,
  request: Request,
): Buffer {
  const body = new Writer();
  body.int16(api.key);
  body.int16(version);
  body.int32(correlationId);
  nullableString.write(body, 'protocol-client', 0);
  api.request.write(body, request, version);
  const prefix = Buffer.alloc(4);
  prefix.writeInt32BE(body.sizeBytes);
  return Buffer.concat([prefix, ...body.finish()]);
}
