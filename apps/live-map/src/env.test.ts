import { parseEnv } from '@rumo/service';
import { expect, test } from 'vitest';
import { allowedOrigins, liveMapEnv, replicaName } from './env.ts';

const origins = (env: Record<string, string>) => allowedOrigins(parseEnv(liveMapEnv, env));

test('D5 the pages of this machine at WEB_PORT are the allowed origins unless others are named', () => {
  expect(origins({})).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000']);
  expect(origins({ WEB_PORT: '8080' })).toEqual(['http://localhost:8080', 'http://127.0.0.1:8080']);
  expect(origins({ ALLOWED_ORIGINS: 'https://map.example' })).toEqual(['https://map.example']);
});

test('D5 an allowed origin is compared as browsers send it, without the port that its scheme means', () => {
  expect(
    origins({ ALLOWED_ORIGINS: 'http://map.example:80,https://map.example:443,http://map.example:3000' }),
  ).toEqual(['http://map.example', 'https://map.example', 'http://map.example:3000']);
});

test('D1 a replica name that Kafka would not take is refused', () => {
  expect(() => parseEnv(liveMapEnv, { REPLICA: 'a b' })).toThrow(/REPLICA="a b"/);
});

test('a replica is named by REPLICA, else by its container, and is 1 without either', () => {
  const name = (env: Record<string, string>) => replicaName(parseEnv(liveMapEnv, env));
  expect(name({ REPLICA: 'north', HOSTNAME: '77d9dd01c7b3' })).toBe('north');
  expect(name({ HOSTNAME: '77d9dd01c7b3' })).toBe('77d9dd01c7b3');
  expect(name({ HOSTNAME: "Ana's laptop" })).toBe('Ana-s-laptop');
  expect(name({})).toBe('1');
});
