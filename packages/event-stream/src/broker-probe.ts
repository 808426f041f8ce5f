import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Manner } from './kafka-trouble.ts';

const correlationId = 7;
const takesNoSasl = 34;
const longestAnswer = 10_000;

/**
 * Asks a broker how it wants to be spoken to, with and without TLS: Kafka's SaslHandshake request is answered on every
 * port. Null when nothing there answers as Kafka does. Sends no credentials.
 */
export async function probeBroker(
  address: string,
  tls: ConnectionOptions,
  timeoutMs: number,
): Promise<Manner | null> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(colon + 1));
  // Whom we speak to does not matter here, only how.
  const blind = { ...tls, host, port, rejectUnauthorized: false };
  const [plain, secure] = await Promise.all([
    ask(connectPlain({ host, port }), 'connect', timeoutMs),
    ask(connectTls(blind), 'secureConnect', timeoutMs),
  ]);
  if (plain !== null) return { tls: false, mechanisms: plain.mechanisms };
  return secure === null ? null : { tls: true, mechanisms: secure.mechanisms };
}

function ask(
  socket: Socket,
  open: 'connect' | 'secureConnect',
  timeoutMs: number,
): Promise<Pick<Manner, 'mechanisms'> | null> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const done = (answer: Pick<Manner, 'mechanisms'> | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => done(null));
    socket.once('error', () => done(null));
    socket.once('close', () => done(null));
    socket.once(open, () => socket.write(saslHandshake()));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const length = received.readInt32BE(0);
      if (length < 10 || length > longestAnswer) done(null);
      else if (received.length >= 4 + length) done(readAnswer(received.subarray(4, 4 + length)));
    });
  });
}

/** SaslHandshake (key 17) version 1: header with no client id, then the mechanism. */
function saslHandshake(): Buffer {
  const mechanism = Buffer.from('PLAIN');
  const request = Buffer.alloc(4 + 10 + 2);
  request.writeInt32BE(10 + 2 + mechanism.length, 0);
  request.writeInt16BE(17, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(correlationId, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt16BE(mechanism.length, 14);
  return Buffer.concat([request, mechanism]);
}

function readAnswer(answer: Buffer): Pick<Manner, 'mechanisms'> | null {
  if (answer.readInt32BE(0) !== correlationId) return null;
  if (answer.readInt16BE(4) === takesNoSasl) return { mechanisms: null };
  const mechanisms: string[] = [];
  let at = 10;
  for (let left = answer.readInt32BE(6); left > 0 && at + 2 <= answer.length; left--) {
    const end = at + 2 + answer.readInt16BE(at);
    mechanisms.push(answer.toString('utf8', at + 2, end));
    at = end;
  }
  return { mechanisms };
}
