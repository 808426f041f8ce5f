import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateAuthority } from './certificates.ts';
import { type MskListener, startMskListener } from './msk-listener.ts';
import { endAll, everythingPrinted, runService } from './service-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'rumo-msk-'));
const authority = certificateAuthority('Not Amazon');
const ca = join(folder, 'ca.pem');
const accessKey = 'AKIAFAKEFAKEFAKEFAKE';
const secret = 'aws-s3cret-Wr0ng';
const sessionToken = 'aws-session-s3cret-Wr0ng';

let msk: MskListener;
beforeAll(async () => {
  writeFileSync(ca, authority.certificate);
  msk = await startMskListener(authority.issue(['127.0.0.1']), '[1f2e]: Access denied');
});
afterAll(async () => {
  await endAll();
  await msk.close();
  rmSync(folder, { recursive: true });
});

const env = () => ({
  KAFKA_BROKERS: msk.address,
  KAFKA_SSL: 'true',
  KAFKA_SSL_CA: ca,
  KAFKA_SASL_MECHANISM: 'aws_msk_iam',
  KAFKA_AWS_REGION: 'sa-east-1',
  LOG_LEVEL: 'trace',
});

test('a service presents a signed address of MSK as its token, and ends with one line when it is refused', async () => {
  const service = await runService('live-map', {
    ...env(),
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: sessionToken,
  });
  expect(await service.ended, service.output()).toBe(1);
  const loud = service.log().filter(({ level }) => level >= 40);
  expect(loud).toMatchObject([
    {
      level: 60,
      msg:
        'the broker refuses the AWS credentials ([1f2e]: Access denied): ' +
        'allow them kafka-cluster:Connect, and see that the region is right',
    },
  ]);

  const [{ mechanism, response }] = msk.presented;
  expect(mechanism).toBe('OAUTHBEARER');
  // RFC 7628: no authorisation identity, the token, two separators at the end.
  const [header, bearer, ...end] = response.split('\u0001');
  expect([header, ...end]).toEqual(['n,,', '', '']);
  const token = bearer.replace(/^auth=Bearer /, '');
  const url = new URL(Buffer.from(token, 'base64url').toString());
  expect(`${url.protocol}//${url.host}${url.pathname}`).toBe('https://kafka.sa-east-1.amazonaws.com/');
  expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
  expect(url.searchParams.get('X-Amz-Credential')).toMatch(
    new RegExp(`^${accessKey}/\\d{8}/sa-east-1/kafka-cluster/aws4_request$`),
  );
  expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
  expect(url.searchParams.get('X-Amz-Security-Token')).toBe(sessionToken);
  expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  for (const hidden of [secret, sessionToken, token]) expect(everythingPrinted()).not.toContain(hidden);
});

test('a service without AWS credentials ends with one line that says where they may come from', async () => {
  const service = await runService('simulator', {
    ...env(),
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  expect(await service.ended, service.output()).toBe(1);
  expect(service.log().filter(({ level }) => level >= 40)).toMatchObject([
    {
      level: 60,
      msg: expect.stringMatching(/^no AWS credentials to sign with \(.*\): give this process a role, or set/),
    },
  ]);
});
