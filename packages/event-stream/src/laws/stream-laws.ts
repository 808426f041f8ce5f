import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventStream, Position, Publisher, Start } from '../event-stream.ts';
import { keyPartition } from '../key-partition.ts';
import { untilAll, type WitnessOptions, witness } from './witness.ts';

/** Where the laws are tried: a broker, and what the port itself does not offer. */
export interface StreamLab {
  /** A stream with connections of its own to the same broker. */
  stream(): EventStream;
  truncateBefore(topic: string, partition: number, position: Position): Promise<void>;
  close(): Promise<void>;
}

/** What every EventStream must do, whatever it stands on. */
export function streamLaws(name: string, open: () => Promise<StreamLab>): void {
  // Together, since most of the time goes into waiting for groups to form.
  describe.concurrent(`the laws of an event stream: ${name}`, { timeout: 120_000 }, () => {
    let lab: StreamLab;
    let stream: EventStream;
    let publisher: Publisher;
    let made = 0;

    beforeAll(async () => {
      lab = await open();
      stream = lab.stream();
      publisher = await stream.publisher();
    }, 30_000);
    afterAll(async () => {
      await publisher.stop(1_000);
      await stream.close();
      await lab.close();
    }, 30_000);

    const makeTopic = async (partitions: number): Promise<string> => {
      made += 1;
      const topic = `laws-${process.pid}-${Date.now()}-${made}`;
      await stream.ensureTopics([
        { name: topic, partitions, config: { 'message.timestamp.type': 'LogAppendTime' } },
      ]);
      return topic;
    };
    const publish = async (topic: string, from: number, count: number, key = (i: number) => `k${i % 7}`) => {
      publisher.publish(
        topic,
        Array.from({ length: count }, (_, i) => ({
          key: key(from + i),
          value: `v${from + i}`,
          occurredAtMs: from + i,
        })),
      );
      await publisher.flush();
    };
    const watch = (topic: string, options: Partial<WitnessOptions> & { readonly of?: EventStream } = {}) =>
      witness(options.of ?? stream, { topic, group: `g-${topic}`, ...options });
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `v${from + i}`);

    test('what is there and what comes is handed over once, in order, with its arrival', async () => {
      const topic = await makeTopic(1);
      const before = Date.now();
      await publish(topic, 0, 50);
      const arrivals: number[] = [];
      const keys = new Set<string>();
      const one = await watch(topic, {
        records(records) {
          for (const { arrivalMs, key } of records) {
            arrivals.push(arrivalMs);
            keys.add(Buffer.from(key ?? []).toString());
          }
        },
      });
      await one.until(() => one.values().length === 50, 'the old records came');
      await publish(topic, 50, 50);
      await one.until(() => one.values().length === 100, 'the later records came');
      expect(one.values()).toEqual(range(0, 100));
      expect(keys).toEqual(new Set(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6']));
      // The broker's clock may be another machine's: within a minute.
      expect(Math.min(...arrivals)).toBeGreaterThan(before - 60_000);
      expect(Math.max(...arrivals)).toBeLessThan(Date.now() + 60_000);
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('reading begins at a position, after one, at the end or at a time', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 10);
      const first = await watch(topic);
      await first.until(() => first.values().length === 10, 'all came');
      await first.subscription.stop();
      const third = first.seen[0].positions[3];
      const valuesFrom = async (start: Start, count: number) => {
        const one = await watch(topic, { group: `from-${start.from}-${topic}`, start: () => start });
        await one.until(() => one.values().length >= count, `${count} records came from ${start.from}`);
        await one.subscription.stop();
        return [...one.values(), ...one.violations];
      };
      expect(await valuesFrom({ from: 'beginning' }, 10)).toEqual(range(0, 10));
      expect(await valuesFrom({ from: 'position', position: third }, 7)).toEqual(range(3, 10));
      expect(await valuesFrom({ from: 'after', position: third }, 6)).toEqual(range(4, 10));
      expect(await valuesFrom({ from: 'time', timeMs: Date.now() - 3_600_000.5 }, 10)).toEqual(range(0, 10));
      const late = await watch(topic, { group: `end-${topic}`, start: () => ({ from: 'end' }) });
      const future = await watch(topic, {
        group: `future-${topic}`,
        start: () => ({ from: 'time', timeMs: Date.now() + 3_600_000 }),
      });
      await atEndOf(late);
      await atEndOf(future);
      await publish(topic, 10, 1);
      await late.until(() => late.values().length > 0, 'the new record came');
      await future.until(() => future.values().length > 0, 'the new record came');
      expect([late.values(), future.values()]).toEqual([['v10'], ['v10']]);
      await Promise.all([late.subscription.stop(), future.subscription.stop()]);
    });

    const atEndOf = async (one: Awaited<ReturnType<typeof witness>>) => {
      await one.until(() => one.owned().size > 0, 'it has a partition');
      const [mine] = [...one.owned().values()];
      while (!(await mine.assignment.atEnd())) await new Promise((resolve) => setTimeout(resolve, 10));
    };

    const scanned = async (topic: string, start: Start) => {
      const { fromLogStart, batches } = await stream.scan(topic, 0, start, AbortSignal.timeout(20_000));
      const values: string[] = [];
      for await (const records of batches) {
        for (const { value } of records) values.push(Buffer.from(value ?? []).toString());
      }
      return { fromLogStart, values };
    };

    test("a scan reads from a place to the end, tells the log's start, and disturbs no group", async () => {
      const topic = await makeTopic(1);
      expect(await scanned(topic, { from: 'beginning' })).toEqual({ fromLogStart: true, values: [] });
      const one = await watch(topic);
      await publish(topic, 0, 20);
      await one.until(() => one.values().length === 20, 'all came');
      const third = one.seen[0].positions[3];
      expect(await scanned(topic, { from: 'beginning' })).toEqual({
        fromLogStart: true,
        values: range(0, 20),
      });
      expect(await scanned(topic, { from: 'position', position: third })).toEqual({
        fromLogStart: false,
        values: range(3, 20),
      });
      expect((await scanned(topic, { from: 'time', timeMs: Date.now() + 3_600_000 })).values).toEqual([]);
      await lab.truncateBefore(topic, 0, '12');
      expect(await scanned(topic, { from: 'time', timeMs: 0 })).toEqual({
        fromLogStart: true,
        values: range(12, 20),
      });
      await publish(topic, 20, 1);
      await one.until(() => one.values().length === 21, 'the reader of the group goes on');
      expect(one.seen.length).toBe(1);
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('a scan ends when its signal aborts', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 20);
      const ended = new AbortController();
      const { batches } = await stream.scan(topic, 0, { from: 'beginning' }, ended.signal);
      ended.abort(new Error('enough'));
      await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
    });

    test('a place that retention removed is a gap: reading goes on at the oldest record', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 20);
      await lab.truncateBefore(topic, 0, '12');
      const one = await watch(topic, { start: () => ({ from: 'position', position: '5' }) });
      await one.until(() => one.values().length === 8, 'the rest came');
      expect(one.seen[0].gaps).toEqual(['5 to 12']);
      expect(one.values()).toEqual(range(12, 20));
      expect(await one.seen[0].assignment.bounds()).toEqual({ first: '12', next: '20' });
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('a place beyond the end belongs to another log: a gap back to its first record', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 5);
      const one = await watch(topic, { start: () => ({ from: 'after', position: '41' }) });
      await one.until(() => one.values().length === 5, 'all came');
      expect(one.seen[0].gaps).toEqual(['42 to 0']);
      await one.subscription.stop();
    });

    test('retention that overtakes a paused reader is a gap when it resumes', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 5);
      const one = await watch(topic);
      await one.until(() => one.values().length === 5, 'the first came');
      one.seen[0].assignment.pause();
      await publish(topic, 5, 20);
      await lab.truncateBefore(topic, 0, '15');
      expect(one.values().length).toBe(5);
      one.seen[0].assignment.resume();
      await one.until(() => one.values().length === 15, 'the rest came');
      expect(one.seen[0].gaps).toEqual(['5 to 15']);
      expect(one.values().slice(5)).toEqual(range(15, 25));
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('a paused partition hands over nothing and goes on where it was', async () => {
      const topic = await makeTopic(2);
      const keys = [0, 1].map((partition) =>
        Array.from({ length: 99 }, (_, i) => `key-${i}`).find((key) => keyPartition(key, 2) === partition),
      );
      const one = await watch(topic);
      await one.until(() => one.owned().size === 2, 'it has both partitions');
      one.owned().get(0)?.assignment.pause();
      await publish(topic, 0, 40, (i) => keys[i % 2] ?? '');
      await one.until(() => one.values().length === 20, 'the other partition came');
      expect(one.owned().get(0)?.positions).toEqual([]);
      expect(await one.owned().get(0)?.assignment.atEnd()).toBe(false);
      one.owned().get(0)?.assignment.resume();
      await one.until(() => one.values().length === 40, 'all came');
      expect(new Set(one.values())).toEqual(new Set(range(0, 40)));
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('restart ends the assignment and begins a fresh one at the place its reader says', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 10);
      const one = await watch(topic, {
        start: (_, nth) => (nth === 1 ? { from: 'beginning' } : { from: 'position', position: '4' }),
      });
      await one.until(() => one.values().length === 10, 'all came');
      one.seen[0].assignment.restart();
      expect(one.seen[0].assignment.signal.aborted).toBe(true);
      await one.until(() => one.seen[1]?.values.length === 6, 'the second reading came');
      expect(one.seen[1].values).toEqual(range(4, 10));
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('a reader that throws a TypeError, RangeError or SyntaxError is assigned anew and loses nothing', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 10);
      const errors = [new TypeError('a'), new RangeError('b'), new SyntaxError('c'), new Error('d')];
      const one = await watch(topic, {
        async start() {
          if (errors.length === 2) throw errors.pop();
          return { from: 'beginning' };
        },
        records() {
          const error = errors.pop();
          if (error !== undefined) throw error;
        },
      });
      await one.until(() => one.values().length === 10, 'all came');
      expect(one.seen.length).toBe(5);
      expect(one.seen.slice(0, 4).every(({ assignment }) => assignment.signal.aborted)).toBe(true);
      await publish(topic, 10, 5);
      await one.until(() => one.values().length === 15, 'it goes on');
      expect(one.values()).toEqual(range(0, 15));
      await one.subscription.stop();
      expect(one.violations).toEqual([]);
    });

    test('records wait while the reader loads, wherever the hint of the group stands', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 100);
      const first = await watch(topic);
      await first.until(() => first.values().length === 100, 'all came');
      first.seen[0].assignment.commitHint(first.seen[0].positions[59]);
      await first.subscription.stop();
      const second = await watch(topic, {
        async start() {
          await new Promise((resolve) => setTimeout(resolve, 300));
          return { from: 'position', position: '20' };
        },
      });
      await second.until(() => second.values().length === 80, 'the rest came');
      expect(second.values()).toEqual(range(20, 100));
      await second.subscription.stop();
      expect(second.violations).toEqual([]);
    });

    test('atEnd is asked at the broker: false while anything is left, true when all is handed over', async () => {
      const topic = await makeTopic(1);
      const one = await watch(topic);
      await atEndOf(one);
      expect(await one.seen[0].assignment.bounds()).toEqual({ first: '0', next: '0' });
      one.seen[0].assignment.pause();
      await publish(topic, 0, 1);
      expect(await one.seen[0].assignment.atEnd()).toBe(false);
      one.seen[0].assignment.resume();
      await one.until(() => one.values().length === 1, 'it came');
      await atEndOf(one);
      expect(one.subscription.lag()).toEqual([{ partition: 0, position: '1', lag: 0 }]);
      await one.subscription.stop();
    });

    test('two groups each read everything', async () => {
      const topic = await makeTopic(3);
      await publish(topic, 0, 60);
      const both = await Promise.all([
        watch(topic, { group: `a-${topic}` }),
        watch(topic, { group: `b-${topic}` }),
      ]);
      for (const one of both) await one.until(() => one.values().length === 60, 'all came');
      for (const one of both) expect(new Set(one.values())).toEqual(new Set(range(0, 60)));
      await Promise.all(both.map((one) => one.subscription.stop()));
    });

    test('members that come and go share the partitions, and within an assignment nothing is lost or doubled', async () => {
      const topic = await makeTopic(4);
      await publish(topic, 0, 200);
      const other = lab.stream();
      const first = await watch(topic, { sessionTimeoutMs: 6_000 });
      await first.until(() => first.owned().size === 4, 'the first has all');
      const second = await watch(topic, { of: other, sessionTimeoutMs: 6_000 });
      await untilAll(
        [first, second],
        () => first.owned().size === 2 && second.owned().size === 2,
        'both have two',
      );
      expect(new Set([...first.owned().keys(), ...second.owned().keys()])).toEqual(new Set([0, 1, 2, 3]));
      await publish(topic, 200, 200);
      const ownedValues = () =>
        [...first.owned().values(), ...second.owned().values()].flatMap((mine) => mine.values);
      await untilAll([first, second], () => ownedValues().length === 400, 'both together have all');
      expect(new Set(ownedValues())).toEqual(new Set(range(0, 400)));
      await second.subscription.stop();
      expect(second.owned().size).toBe(0);
      await first.until(() => first.owned().size === 4, 'the first has all again');
      await publish(topic, 400, 100);
      await first.until(() => ownedValues().length === 500, 'the first has all records');
      expect(new Set(ownedValues())).toEqual(new Set(range(0, 500)));
      await first.subscription.stop();
      await other.close();
      expect([...first.violations, ...second.violations]).toEqual([]);
    });

    test('nothing is handed over after stop', async () => {
      const topic = await makeTopic(1);
      await publish(topic, 0, 10);
      const one = await watch(topic);
      await one.until(() => one.values().length === 10, 'all came');
      await one.subscription.stop();
      await publish(topic, 10, 10);
      const two = await watch(topic, { group: `two-${topic}` });
      await two.until(() => two.values().length === 20, 'another reader has all');
      await two.subscription.stop();
      expect(one.values().length).toBe(10);
      expect(one.seen[0].assignment.signal.aborted).toBe(true);
    });

    test('a key always goes to the partition of its murmur2, and keeps its order', async () => {
      const topic = await makeTopic(5);
      await publish(topic, 0, 300, (i) => `driver-${i % 40}`);
      const one = await watch(topic);
      await one.until(() => one.values().length === 300, 'all came');
      for (const [partition, { values }] of one.owned()) {
        const numbers = values.map((value) => Number(value.slice(1)));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        for (const i of numbers) expect(keyPartition(`driver-${i % 40}`, 5)).toBe(partition);
      }
      await one.subscription.stop();
    });

    test('text and bytes arrive as they were published', async () => {
      const topic = await makeTopic(1);
      const bytes = new Uint8Array([0, 255, 1, 128]);
      publisher.publish(topic, [
        { key: 'não', value: 'rumo: São Paulo → Montevideo', occurredAtMs: 0 },
        { key: 'b', value: bytes, occurredAtMs: 1 },
      ]);
      await publisher.flush();
      const got: (Uint8Array | null)[] = [];
      const one = await watch(topic, {
        records(records) {
          for (const { key, value } of records) got.push(key, value);
        },
      });
      await one.until(() => one.values().length === 2, 'both came');
      expect(got.map((part) => [...(part ?? [])])).toEqual(
        ['não', 'rumo: São Paulo → Montevideo', 'b', Buffer.from(bytes)].map((part) => [
          ...Buffer.from(part),
        ]),
      );
      await one.subscription.stop();
    });

    test('ensureTopics makes what is missing and leaves the rest', async () => {
      const topic = await makeTopic(3);
      await stream.ensureTopics([
        { name: topic, partitions: 9, config: {} },
        { name: `${topic}-b`, partitions: 2, config: {} },
      ]);
      expect(await stream.partitionCount(topic)).toBe(3);
      expect(await stream.partitionCount(`${topic}-b`)).toBe(2);
    });

    test('positions compare as numbers of any length', () => {
      const sorted = [
        '0',
        '9',
        '10',
        '99',
        '100',
        '9007199254740993',
        '340282366920938463463374607431768211455',
      ];
      expect([...sorted].reverse().sort(stream.comparePositions)).toEqual(sorted);
      expect(stream.comparePositions('12', '12')).toBe(0);
    });
  });
}
