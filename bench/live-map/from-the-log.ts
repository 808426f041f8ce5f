import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { rideEventsTopic, type Viewport } from '@rumo/events';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import WebSocket from 'ws';
import { freePorts } from '../../tests/harness/free-ports.ts';
import { startNode } from '../../tests/harness/node-process.ts';
import { startEmbeddedBroker } from '../../tests/harness/running-broker.ts';
import { makeLoad, type Region } from './load.ts';
import { nothingReceived, openWatcher, type Watcher } from './watcher.ts';

export interface LogLatency {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

const cars = 1_000;
const clients = 100;
const everyMs = 10;

/**
 * From a record's arrival in the embedded broker's log until a client has read it: through live-map as it is
 * delivered, and through a consumer that passes each batch on at once to a single client.
 */
export async function fromTheLog(
  region: Region,
  viewport: Viewport,
  seconds: number,
): Promise<{ readonly product: LogLatency; readonly relay: LogLatency }> {
  const folder = mkdtempSync(join(tmpdir(), 'rumo-bench-'));
  const [brokerPort, mapPort] = await freePorts(2);
  const broker = await startEmbeddedBroker(folder, brokerPort);
  const address = `127.0.0.1:${brokerPort}`;
  const kafka = new Kafka({ brokers: [address], clientId: 'bench', logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const liveMap = startNode(join(import.meta.dirname, '../../apps/live-map/src/main.ts'), [], {
    KAFKA_BROKERS: address,
    LIVE_MAP_PORT: String(mapPort),
  });
  const watchers: Watcher[] = [];
  let received = nothingReceived();
  const relayMs: number[] = [];
  let relay: ReturnType<typeof fork> | null = null;
  try {
    await Promise.all([liveMap.ready, producer.connect()]);
    relay = fork(join(import.meta.dirname, 'relay.ts'), [address, rideEventsTopic.name], {
      execArgv: ['--import', 'tsx'],
    });
    const [{ port }] = (await once(relay, 'message')) as [{ readonly port: number }];
    const relayed = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    await once(relayed, 'open');
    relayed.on('message', (data: Buffer) => {
      const nowMs = performance.timeOrigin + performance.now();
      for (const timeMs of JSON.parse(data.toString()) as number[]) relayMs.push(nowMs - timeMs);
    });
    const stop = publish(producer, makeLoad(cars, region));
    // One in ten reads: all clients read the same.
    const opening = Array.from({ length: clients }, (_, i) =>
      openWatcher({ port: mapPort, viewport, reads: i % 10 === 0, received: () => received }),
    );
    watchers.push(...(await Promise.all(opening)));
    await wait(5_000);
    received = nothingReceived();
    relayMs.length = 0;
    await wait(seconds * 1_000);
    const { latenciesMs } = received;
    const result = { product: latencyOf(latenciesMs), relay: latencyOf([...relayMs]) };
    await stop();
    return result;
  } finally {
    for (const watcher of watchers) watcher.close();
    relay?.kill('SIGKILL');
    await liveMap.end('SIGKILL');
    await producer.disconnect();
    await broker.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends each car's next fix once a second, the cars one after the other; the function returned stops it. */
function publish(
  producer: ReturnType<Kafka['producer']>,
  load: ReturnType<typeof makeLoad>,
): () => Promise<void> {
  const startedMs = performance.now();
  const sends: Promise<unknown>[] = [];
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * cars);
    const nowMs = Math.floor(performance.timeOrigin + performance.now());
    const messages = Array.from({ length: due - sent }, () => {
      const { keyFrom, keyTo, valueFrom, valueTo } = load.next(sent++ % cars, nowMs);
      const copy = (from: number, to: number) => Buffer.from(load.bytes.subarray(from, to));
      return { key: copy(keyFrom, keyTo), value: copy(valueFrom, valueTo) };
    });
    if (messages.length > 0) sends.push(producer.send({ topic: rideEventsTopic.name, acks: -1, messages }));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await Promise.all(sends);
  };
}

function latencyOf(latenciesMs: number[]): LogLatency {
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)];
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
