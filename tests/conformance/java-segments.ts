import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { expect, it } from 'vitest';
import { kafkaTool } from '../apache-kafka/kafka-tool.ts';
import { makeTopic } from '../harness/make-topic.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';

/** kafka-dump-log on the files the broker has written. */
export function javaReadsSegmentsOf(broker: BrokerUnderTest): void {
  const batches = 12;
  const perBatch = 250;

  it('dump each batch and record of a log of several segments, and find every CRC valid', async () => {
    const topic = uniqueName('dumped');
    const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await Promise.all([admin.connect(), producer.connect()]);
    const configEntries = [{ name: 'segment.bytes', value: '1048576' }];
    await makeTopic(admin, { topic, configEntries });
    for (let batch = 0; batch < batches; batch++) {
      const messages = Array.from({ length: perBatch }, (_, i) => ({
        key: `key ${batch * perBatch + i}`,
        value: 'x'.repeat(1000),
        timestamp: String(Date.now()),
      }));
      const compression = batch % 4 === 3 ? CompressionTypes.GZIP : CompressionTypes.None;
      await producer.send({ topic, compression, messages });
    }
    await Promise.all([admin.disconnect(), producer.disconnect()]);

    const folder = join(broker.logDir ?? '', `${topic}-0`);
    const files = (ending: string) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => join(folder, name));
    expect(files('.log').length).toBeGreaterThan(1);
    const dump = await kafkaTool('kafka-dump-log', ['--print-data-log', '--files', files('.log').join()]);
    expect(dump.code).toBe(0);
    const lines = dump.out.split('\n');
    const written = lines.filter((line) => line.startsWith('baseOffset: '));
    expect(written).toHaveLength(batches);
    expect(written.filter((line) => line.endsWith('isvalid: true'))).toHaveLength(batches);
    expect(written.filter((line) => line.includes('compresscodec: gzip'))).toHaveLength(batches / 4);
    const counts = written.map((line) => Number(/ count: (\d+) /.exec(line)?.[1]));
    expect(counts).toEqual(Array(batches).fill(perBatch));
    const sequences = written.map((line) => Number(/ baseSequence: (\d+) /.exec(line)?.[1]));
    expect(sequences).toEqual(Array.from({ length: batches }, (_, i) => i * perBatch));
    const records = lines.filter((line) => line.startsWith('| offset: '));
    expect(records.map((line) => /offset: (\d+).* key: key (\d+) /.exec(line)?.slice(1).map(Number))).toEqual(
      Array.from({ length: batches * perBatch }, (_, i) => [i, i]),
    );

    // The newest segment's indexes are still being written.
    const sealed = [...files('.index').slice(0, -1), ...files('.timeindex').slice(0, -1)];
    const indexes = await kafkaTool('kafka-dump-log', ['--files', sealed.join()]);
    expect(indexes).toMatchObject({ code: 0, errors: '' });
    expect(indexes.out).toMatch(/offset: \d+ position: \d+/);
    expect(indexes.out).toMatch(/timestamp: \d{13} offset: \d+/);
    expect(indexes.out).not.toMatch(/mismatch|not found|out of order/i);
  });
}
