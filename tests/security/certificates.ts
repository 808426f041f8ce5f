import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /** A certificate for these host names and IPv4 addresses, good from an hour ago until `untilMs`. */
  issue(names: readonly string[], untilMs?: number): Certificate;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** An authority of its own that signs what the test needs: TLS with good, expired and wrong certificates, no openssl. */
export function certificateAuthority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = x509({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signWith: keys.privateKey,
    untilMs: Date.now() + dayMs,
    extensions: [extension(oids.basicConstraints, sequence(boolean(true)))],
  });
  return {
    certificate: own,
    key: pkcs8(keys.privateKey),
    issue(names, untilMs = Date.now() + dayMs) {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const certificate = x509({
        subject: names[0],
        issuer: name,
        publicKey: leaf.publicKey,
        signWith: keys.privateKey,
        untilMs,
        extensions: [extension(oids.subjectAltName, sequence(...names.map(alternativeName)))],
      });
      return { certificate, key: pkcs8(leaf.privateKey) };
    },
  };
}

interface Contents {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signWith: KeyObject;
  readonly untilMs: number;
  readonly extensions: readonly Buffer[];
}

/** RFC 5280: a version 3 certificate, signed with ECDSA and SHA-256. */
function x509({ subject, issuer, publicKey, signWith, untilMs, extensions }: Contents): string {
  const algorithm = sequence(oid(oids.ecdsaWithSha256));
  const fromMs = Math.min(Date.now(), untilMs) - hourMs;
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer),
    sequence(time(fromMs), time(untilMs)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, signWith);
  const whole = sequence(toBeSigned, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const oids = {
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
};

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(oid(oids.commonName), tagged(0x0c, Buffer.from(commonName)))));
}

function alternativeName(name: string): Buffer {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  return isAddress ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x04, value));
}

function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(text));
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const oid = (id: readonly number[]): Buffer => tagged(0x06, Buffer.from(id));
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0]));

/** DER: tag, length, contents. */
function tagged(tag: number, contents: Buffer): Buffer {
  const { length } = contents;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), contents]);
  const lengthBytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), contents]);
}

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;
