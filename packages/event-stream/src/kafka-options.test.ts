import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from '@rumo/service';
import { afterAll, expect, test } from 'vitest';
import { kafkaEnv } from './kafka-env.ts';
import { kafkaOptions } from './kafka-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'rumo-pem-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const options = (env: Record<string, string>) =>
  kafkaOptions(parseEnv(kafkaEnv, { KAFKA_SSL: 'true', ...env }));

test('PEM files are handed on as text, and none means the authorities that Node knows', () => {
  const pem = '-----BEGIN CERTIFICATE-----\n';
  expect(options({}).ssl).toEqual({});
  expect(options({ KAFKA_SSL_CA: file('ca.pem', pem) }).ssl).toEqual({ ca: pem });
});

test('D1 a file that is missing or no PEM is named', () => {
  expect(() => options({ KAFKA_SSL_CA: join(folder, 'none.pem') })).toThrow(
    /KAFKA_SSL_CA=.*none\.pem cannot be read: ENOENT/,
  );
  expect(() => options({ KAFKA_SSL_CA: file('ca.der', 'binary') })).toThrow(/ca\.der is no PEM file/);
});

test('a private key given in the place of its path is not shown', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nsecretsecret';
  const wrong = () => options({ KAFKA_SSL_CERT: file('c.pem', '-----BEGIN'), KAFKA_SSL_KEY: key });
  expect(wrong).toThrow('KAFKA_SSL_KEY holds PEM text; it wants the path of a PEM file');
});
