import { parseEnv } from '@rumo/service';
import { expect, test } from 'vitest';
import { allowedOrigins, liveMapEnv } from './env.ts';

const origins = (env: Record<string, string>) => allowedOrigins(parseEnv(liveMapEnv, env));

test('D5 the pages of this machine at WEB_PORT are the allowed origins unless others are named', () => {
  expect(origins({})).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000']);
  expect(origins({ WEB_PORT: '8080' })).toEqual(['http://localhost:8080', 'http://127.0.0.1:8080']);
  expect(origins({ ALLOWED_ORIGINS: 'https://map.example' })).toEqual(['https://map.example']);
});

test('D1 a replica name that Kafka would not take is refused', () => {
  expect(() => parseEnv(liveMapEnv, { REPLICA: 'a b' })).toThrow(/REPLICA="a b"/);
});
