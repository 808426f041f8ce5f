import type { EventStream } from '@rumo/event-stream';
import { FetchedRecord } from '../../packages/event-stream/src/fetched-record.ts';
import type { Load } from './load.ts';

const everyMs = 5;
const noTransaction = { producerId: '-1', inTransaction: false, isControlBatch: false };

/** A stream of one partition that hands over each car's next record once a second, the cars one after the other. */
export function loadStream(load: Load): EventStream {
  let position = 0;
  return {
    ensureTopics: async () => {},
    partitionCount: async () => 1,
    publisher: () => Promise.reject(new Error('nothing is published here')),
    scan: () => Promise.reject(new Error('nothing is scanned here')),
    comparePositions: (a, b) => Number(a) - Number(b),
    close: async () => {},
    async subscribe({ assign }) {
      const reader = assign({
        partition: 0,
        signal: new AbortController().signal,
        bounds: async () => ({ first: '0', next: '0' }),
        atEnd: async () => true,
        pause() {},
        resume() {},
        restart() {},
        commitHint() {},
      });
      await reader.start();
      const startedMs = performance.now();
      const timer = setInterval(() => {
        const due = Math.floor(((performance.now() - startedMs) / 1_000) * load.cars);
        if (due === position) return;
        const nowMs = Math.floor(performance.timeOrigin + performance.now());
        const batch = { ...noTransaction, bytes: load.bytes, baseOffset: position, baseMs: nowMs };
        const records = Array.from({ length: due - position }, (_, i) => {
          const { keyFrom, keyTo, valueFrom, valueTo } = load.next(position++ % load.cars, nowMs);
          return new FetchedRecord(batch, i, 0, keyFrom, keyTo, valueFrom, valueTo);
        });
        void reader.records(records);
      }, everyMs);
      return {
        lag: () => [{ partition: 0, position: String(position), lag: 0 }],
        health: () => ({ connected: true, sinceMs: 0, problem: null }),
        stop: async () => clearInterval(timer),
      };
    },
  };
}
