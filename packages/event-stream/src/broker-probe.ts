import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Manner } from './kafka-trouble.ts';

const apiVersions = { key: 18, version: 0, body: Buffer.alloc(0) };
const saslHandshake = { key: 17, version: 1, body: Buffer.from('\0\x05PLAIN') };
const takesNoSasl = 34;
const longestAnswer = 10_000;

type Sasl = Pick<Manner, 'mechanisms'>;

/**
 * Asks a broker how it wants to be spoken to, with and without TLS: Kafka tells its versions on every port, and its
 * mechanisms on those with SASL. Null when nothing there answers as Kafka does. Sends no credentials.
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

function ask(socket: Socket, open: 'connect' | 'secureConnect', timeoutMs: number): Promise<Sasl | null> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    let isKafka = false;
    const done = (answer: Sasl | null) => {
      socket.destroy();
      resolve(answer);
    };
    // A broker may hang up on the second question; the first one has told what it is.
    const over = () => done(isKafka ? { mechanisms: null } : null);
    socket.setTimeout(timeoutMs, over);
    socket.once('error', over);
    socket.once('close', over);
    socket.once(open, () => socket.write(request(apiVersions)));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const length = received.readInt32BE(0);
      if (length < 6 || length > longestAnswer) return over();
      if (received.length < 4 + length) return;
      const answer = received.subarray(4, 4 + length);
      received = received.subarray(4 + length);
      if (answer.readInt32BE(0) === saslHandshake.key) return done(readMechanisms(answer));
      if (answer.readInt32BE(0) !== apiVersions.key) return over();
      isKafka = true;
      socket.write(request(saslHandshake));
    });
  });
}

/** Length, key, version, correlation id (the key again), no client id, body. */
function request({ key, version, body }: typeof apiVersions): Buffer {
  const header = Buffer.alloc(14);
  header.writeInt32BE(10 + body.length, 0);
  header.writeInt16BE(key, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(key, 8);
  header.writeInt16BE(-1, 12);
  return Buffer.concat([header, body]);
}

function readMechanisms(answer: Buffer): Sasl {
  if (answer.length < 10 || answer.readInt16BE(4) === takesNoSasl) return { mechanisms: null };
  const mechanisms: string[] = [];
  let at = 10;
  for (let left = answer.readInt32BE(6); left > 0 && at + 2 <= answer.length; left--) {
    const end = at + 2 + answer.readInt16BE(at);
    mechanisms.push(answer.toString('utf8', at + 2, end));
    at = end;
  }
  return { mechanisms };
}
