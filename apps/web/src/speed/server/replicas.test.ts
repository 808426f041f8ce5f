import { expect, test } from 'vitest';
import { askOneReplica, askReplicas, replicaUrls } from './replicas.ts';

const three = async () => ['10.0.0.4', '10.0.0.5', 'fd00::6'];

test('a name with several addresses is as many replicas', async () => {
  expect(await replicaUrls('http://live-map:3001/status', three)).toEqual([
    'http://10.0.0.4:3001/status',
    'http://10.0.0.5:3001/status',
    'http://[fd00::6]:3001/status',
  ]);
});

test('an address, a name with one address and a name with a certificate stay as they are', async () => {
  const never = async () => {
    throw new Error('nobody is asked');
  };
  expect(await replicaUrls('http://127.0.0.1:3001', never)).toEqual(['http://127.0.0.1:3001']);
  expect(await replicaUrls('http://[::1]:3001', never)).toEqual(['http://[::1]:3001']);
  expect(await replicaUrls('https://live-map', never)).toEqual(['https://live-map']);
  expect(await replicaUrls('http://live-map:3001', async () => ['10.0.0.4'])).toEqual([
    'http://live-map:3001',
  ]);
});

test('this machine’s name is one replica, whatever families it has', async () => {
  expect(await replicaUrls('http://localhost:3001')).toEqual(['http://localhost:3001']);
});

test('replicas that do not answer are told beside those that do', async () => {
  const ask = async (url: string) => {
    if (url.includes('10.0.0.5')) throw new Error('silence');
    return url.length;
  };
  const replies = await askReplicas('http://live-map:3001/', ask, three);
  expect(replies.answers).toHaveLength(2);
  expect(replies.failures).toMatchObject([{ message: 'silence' }]);
});

test('when no replica answers, the first one’s reason is the reason', async () => {
  const ask = async (url: string) => {
    throw new Error(url);
  };
  await expect(askReplicas('http://live-map:3001', ask, three)).rejects.toThrow(/^http:\/\/10.0.0.4:3001$/);
});

test('what any replica can answer is asked of one, the same for the same question, and of another if that is silent', async () => {
  const asked: string[] = [];
  const silent = new Set<string>();
  const ask = async (url: string) => {
    asked.push(url);
    if (silent.has(url)) throw new Error('silence');
    return url;
  };
  const one = (key: string) => askOneReplica('http://driver-speed:3002', key, ask, three);
  const first = await one('ana');
  expect([await one('ana'), asked.length]).toEqual([first, 2]);
  const keys = Array.from({ length: 50 }, (_, i) => `driver-${i}`);
  expect(new Set(await Promise.all(keys.map(one))).size).toBe(3);
  silent.add(first);
  expect(await one('ana')).not.toBe(first);
  for (const url of await replicaUrls('http://driver-speed:3002', three)) silent.add(url);
  await expect(one('ana')).rejects.toThrow('silence');
});
