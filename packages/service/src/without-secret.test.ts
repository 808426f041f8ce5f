import { expect, test } from 'vitest';
import { envField, parseEnv } from './env.ts';
import { withoutSecret } from './without-secret.ts';

test.each([
  ['KAFKA_SASL_PASSWORD', 'hunter22', '***'],
  ['AWS_SECRET_ACCESS_KEY', 'hunter22', '***'],
  ['AWS_SESSION_TOKEN', 'hunter22', '***'],
  ['DATABASE_URL', 'mysql://rumo:hunter22@db:1/x', 'mysql://rumo:***@db:1/x'],
  ['DATABASE_URL', 'postgres://rumo:p@ss/w0rd@db:1/x', 'postgres://rumo:***@db:1/x'],
  ['DATABASE_URL', 'postgres://db:5432/x', 'postgres://db:5432/x'],
  ['WEB_PORT', '70000', '70000'],
])('%s=%s is shown as %s', (name, value, shown) => {
  expect(withoutSecret(name, value)).toBe(shown);
});

test('D1 the list of what is wrong holds no password', () => {
  const parse = () => parseEnv({ DATABASE_URL: envField.port(1) }, { DATABASE_URL: 'my://u:hunter22@db' });
  expect(parse).toThrow(/DATABASE_URL="my:\/\/u:\*\*\*@db"/);
});
