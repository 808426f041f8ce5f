import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { probeBroker } from './broker-probe.ts';
import { kafkaEventStream } from './kafka-event-stream.ts';
import { kafkaLab } from './laws/kafka-lab.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('a broker without TLS and SASL is told as such, and TLS there ends with what to set', async () => {
  const lab = await kafkaLab();
  try {
    expect(await probeBroker(lab.brokers[0], {}, 2_000)).toEqual({ tls: false, mechanisms: null });
    const refused: string[] = [];
    const stream = kafkaEventStream({
      brokers: lab.brokers,
      clientId: 'probe',
      ssl: true,
      logger: silent,
      refused: ({ message }) => refused.push(message),
    });
    const line = `${lab.brokers[0]} speaks without TLS: set KAFKA_SSL=false, or name its TLS port in KAFKA_BROKERS`;
    await expect(stream.ensureTopics([{ name: 't', partitions: 1, config: {} }])).rejects.toThrow(line);
    expect(refused).toEqual([line]);
    await stream.close();
  } finally {
    await lab.close();
  }
});

test.each([
  ['hangs up', ''],
  ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['answers an alert of TLS', '\x15\x03\x03\x00\x02\x02\x50'],
])('what %s is no broker', async (_, answer) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer, 'latin1'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  expect(await probeBroker(`127.0.0.1:${port}`, {}, 2_000)).toBeNull();
  server.close();
});

test('nobody at the address is no broker', async () => {
  expect(await probeBroker('127.0.0.1:1', {}, 2_000)).toBeNull();
});
