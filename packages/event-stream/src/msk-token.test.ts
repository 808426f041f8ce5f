import { afterEach, expect, test, vi } from 'vitest';
import { awsSigner, MskTokenError, mskToken } from './msk-token.ts';

afterEach(() => vi.unstubAllEnvs());

const minuteMs = 60_000;

test('one token serves all who ask, until five minutes before it expires', async () => {
  let nowMs = 0;
  let signed = 0;
  const sign = vi.fn(async () => ({ token: `t${++signed}`, expiryTime: nowMs + 15 * minuteMs }));
  const token = mskToken('eu-west-1', sign, () => nowMs);
  expect(await Promise.all([token(), token()])).toEqual([{ value: 't1' }, { value: 't1' }]);
  nowMs = 10 * minuteMs - 1;
  expect(await token()).toEqual({ value: 't1' });
  nowMs = 10 * minuteMs;
  expect(await Promise.all([token(), token()])).toEqual([{ value: 't2' }, { value: 't2' }]);
  expect(sign).toHaveBeenCalledTimes(2);
  expect(sign).toHaveBeenCalledWith({ region: 'eu-west-1' });
});

test('what could not be signed is tried again at the next asking, and says what to do', async () => {
  const sign = vi.fn().mockRejectedValueOnce(new Error('Could not load credentials from any providers'));
  sign.mockResolvedValue({ token: 't', expiryTime: 1 });
  const token = mskToken('eu-west-1', sign, () => 0);
  await expect(token()).rejects.toThrow(
    'no AWS credentials to sign with (Could not load credentials from any providers): give this process a role',
  );
  expect(await token()).toEqual({ value: 't' });
});

test("AWS's signer makes a signed address of the cluster's region that connects and expires in 15 minutes", async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFAKEFAKEFAKEFAKE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-real-secret');
  vi.stubEnv('AWS_SESSION_TOKEN', '');
  const { value } = await mskToken('sa-east-1')();
  const url = new URL(Buffer.from(value, 'base64url').toString());
  expect(url.host).toBe('kafka.sa-east-1.amazonaws.com');
  expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
  expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
  expect(url.searchParams.get('X-Amz-Credential')).toMatch(
    /^AKIAFAKEFAKEFAKEFAKE\/\d{8}\/sa-east-1\/kafka-cluster\/aws4_request$/,
  );
  expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  expect(url.href).not.toContain('not-a-real-secret');
});

test('without the signer it says how to install it', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  const token = mskToken(
    'eu-west-1',
    awsSigner(() => Promise.reject(missing)),
  );
  await expect(token()).rejects.toThrow(MskTokenError);
  await expect(token()).rejects.toThrow(
    /npm install --no-save --omit=dev aws-msk-iam-sasl-signer-js@1\.0\.3$/,
  );
});

test('the version it names is the one that is tested', async () => {
  const { devDependencies } = (await import('../package.json', { with: { type: 'json' } })).default;
  expect(devDependencies['aws-msk-iam-sasl-signer-js']).toBe('1.0.3');
});
