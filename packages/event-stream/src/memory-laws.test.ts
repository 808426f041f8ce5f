import { streamLaws } from './laws/stream-laws.ts';
import { memoryStream } from './memory-stream.ts';

streamLaws('in memory', async () => {
  const stream = memoryStream({ nowMs: Date.now, maxBatch: 7 });
  return {
    stream: () => ({ ...stream, close: async () => {} }),
    truncateBefore: async (topic, partition, position) => stream.truncateBefore(topic, partition, position),
    close: () => stream.close(),
  };
});
