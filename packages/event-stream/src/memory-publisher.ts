import type { Publisher } from './event-stream.ts';
import { outbox } from './outbox.ts';

export interface MemoryPublisher {
  readonly publisher: Publisher;
  /** The broker is back: sends what waited. */
  sendLate(): void;
}

export interface MemoryPublisherDeps {
  readonly isOnline: () => boolean;
  readonly append: (topic: string, key: string, value: string | Uint8Array) => void;
  readonly health: Publisher['health'];
  readonly maxWaiting: number;
}

/** A publisher whose broker acknowledges at once, or is away. */
export function memoryPublisher({
  isOnline,
  append,
  health,
  maxWaiting,
}: MemoryPublisherDeps): MemoryPublisher {
  const box = outbox({ maxWaiting, maxBatchRecords: 1_000, maxBatchBytes: 700_000 });
  let listeners: (() => void)[] = [];
  let stopped = false;

  const send = () => {
    if (!isOnline() || stopped) return;
    for (let batch = box.batch(); batch !== null; batch = box.batch()) {
      for (const { topic, message } of batch) append(topic, message.key, message.value);
      box.acknowledged();
    }
    release();
  };
  const release = () => {
    const released = listeners;
    listeners = [];
    for (const listener of released) listener();
  };
  const sentAll = () =>
    box.counts().waiting === 0 || stopped
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          listeners.push(resolve);
        });

  return {
    sendLate() {
      box.failed();
      send();
    },
    publisher: {
      publish(topic, records) {
        box.add(topic, records);
        send();
      },
      ready: sentAll,
      flush: sentAll,
      counts: box.counts,
      health,
      async stop() {
        stopped = true;
        box.clear();
        release();
      },
    },
  };
}
