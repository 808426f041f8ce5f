import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Assignment, Position, Start } from './event-stream.ts';
import { type PartitionReading, readPartition } from './partition-reading.ts';

beforeAll(() => {
  vi.useFakeTimers();
});
afterAll(() => {
  vi.useRealTimers();
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * A client that moves as kafkajs does: it begins where the group's hint stands until it is sought, jumps to the log's
 * start by itself when its offset is out of range, and passes over what is not readable.
 */
function lab() {
  const log: { readonly position: number; readonly readable: boolean }[] = [];
  let first = 0;
  let end = 0;
  let place = 0;
  let sought: number | null = null;
  let fetching = false;
  let reading: PartitionReading | null = null;
  let failBounds = 0;
  let told = { first, end };
  let throwNext = false;
  let start: Start = { from: 'beginning' };
  let expected: number | null = null;
  let assignment: Assignment | null = null;
  const delivered: number[] = [];
  const gaps: string[] = [];
  const violations: string[] = [];

  const nextReadable = (from: number) =>
    log.find((entry) => entry.readable && entry.position >= from)?.position;

  const begin = () => {
    reading?.end();
    reading = readPartition({
      partition: 0,
      logger: silent,
      assign(given) {
        assignment = given;
        expected = null;
        let asked = start;
        const firstThen = first;
        // Wherever the log began between the question and the answer.
        const beginning = (position: number) => Math.min(Math.max(position, firstThen), first);
        return {
          start: async () => {
            asked = start;
            return start;
          },
          records(records) {
            if (throwNext) {
              throwNext = false;
              throw new TypeError('a bug of the app');
            }
            for (const record of records) {
              const position = Number(record.position);
              if (expected === null)
                expected = asked.from === 'beginning' ? beginning(position) : placeOf(asked);
              // Not thrown here: the reading would take it for a failure of the app.
              if (position !== nextReadable(expected))
                violations.push(`${position} where ${expected} was due`);
              expected = position + 1;
              delivered.push(position);
            }
          },
          gap(asked, at) {
            gaps.push(`${asked} to ${at}`);
            if (Number(asked) >= told.first && Number(asked) <= told.end)
              violations.push(`no gap at ${asked}`);
            expected = Number(at);
          },
        };
      },
      source: {
        async bounds() {
          if (failBounds > 0) {
            failBounds -= 1;
            throw new Error('the broker is away');
          }
          told = { first, end };
          return { first: String(first), next: String(end) };
        },
        atTime: async () => null,
        fetchFrom(position) {
          sought = Number(position);
          fetching = true;
        },
        stopFetching() {
          fetching = false;
        },
        commitHint() {},
      },
      again: begin,
    });
  };

  const placeOf = (at: Start): number =>
    at.from === 'after' ? Number(at.position) + 1 : at.from === 'position' ? Number(at.position) : first;

  return {
    delivered,
    gaps,
    violations,
    begin,
    get reading() {
      return reading as PartitionReading;
    },
    get assignment() {
      return assignment as Assignment;
    },
    startAt(at: Start) {
      start = at;
    },
    append(count: number, readable = true) {
      for (let i = 0; i < count; i += 1) log.push({ position: end++, readable });
    },
    hole(count: number) {
      end += count;
    },
    truncate(position: number) {
      first = Math.min(Math.max(first, position), end);
    },
    failBounds(times: number) {
      failBounds = times;
    },
    throwNext() {
      throwNext = true;
    },
    /** The client stands at the committed hint, as right after a join. */
    forgetPlace(hint: number) {
      place = hint;
      sought = null;
    },
    end: () => end,
    /** Begins a fetch; the function returned lets its answer arrive. */
    fetch(limit: number): () => Promise<void> {
      if (!fetching) return async () => {};
      if (sought !== null) place = sought;
      sought = null;
      if (place < first || place > end) {
        place = first;
        return async () => {};
      }
      const from = place;
      const raw = log.filter((entry) => entry.position >= from && entry.position >= first).slice(0, limit);
      const last = raw.at(-1)?.position;
      const readable = raw.filter((entry) => entry.readable);
      const asked = reading;
      return async () => {
        if (last === undefined || sought !== null || !fetching || asked === null) return;
        if (readable.length === 0) {
          place = last + 1;
          reading?.passedOver(String(raw[0].position), String(last));
          return;
        }
        await reading?.take({
          fetchedFrom: String(from),
          count: readable.length,
          last: String(last),
          endOfLog: String(end),
          slice: (a, b) =>
            readable.slice(a, b).map(({ position }) => ({
              position: String(position),
              arrivalMs: 0,
              key: null,
              value: null,
            })),
          resolve(position: Position) {
            place = (Number(position) === readable.at(-1)?.position ? last : Number(position)) + 1;
          },
          breathe: async () => {},
        });
      };
    },
  };
}

const settle = () => vi.advanceTimersByTimeAsync(5_000);

async function drain(it: ReturnType<typeof lab>): Promise<void> {
  for (let i = 0; i < 12; i += 1) {
    await settle();
    await it.fetch(1_000)();
  }
  await settle();
  expect(it.violations).toEqual([]);
}

test('nothing is handed over before the place was sought, wherever the hint stands', async () => {
  const it = lab();
  it.append(100);
  it.forgetPlace(60);
  it.startAt({ from: 'position', position: '20' });
  it.begin();
  await it.fetch(10)();
  await drain(it);
  expect(it.delivered).toEqual(Array.from({ length: 80 }, (_, i) => 20 + i));
});

test('a place below the start of the log is a gap, never a silent jump', async () => {
  const it = lab();
  it.append(10);
  it.truncate(6);
  it.startAt({ from: 'after', position: '1' });
  it.begin();
  await drain(it);
  expect([it.gaps, it.delivered]).toEqual([['2 to 6'], [6, 7, 8, 9]]);
});

test('retention that overtakes a paused reader is a gap', async () => {
  const it = lab();
  it.append(5);
  it.begin();
  await drain(it);
  it.assignment.pause();
  it.append(20);
  it.truncate(12);
  await drain(it);
  expect(it.delivered.length).toBe(5);
  it.assignment.resume();
  await drain(it);
  expect(it.gaps).toEqual(['5 to 12']);
  expect(it.delivered.slice(5)).toEqual(Array.from({ length: 13 }, (_, i) => 12 + i));
});

test('a hole is no gap, and the end is reached behind the last mark that nobody reads', async () => {
  const it = lab();
  it.append(2);
  it.hole(3);
  it.append(1, false);
  it.append(2);
  it.append(1, false);
  it.hole(2);
  it.append(1, false);
  it.begin();
  for (let i = 0; i < 12; i += 1) {
    await settle();
    await it.fetch(1)();
  }
  expect([it.gaps, it.delivered]).toEqual([[], [0, 1, 6, 7]]);
  expect(await it.assignment.atEnd()).toBe(true);
  expect(it.reading.lag().position).toBe('12');
});

test('a batch of an earlier fetch is not used after the place has changed', async () => {
  const it = lab();
  it.append(10);
  it.begin();
  await settle();
  const late = it.fetch(5);
  it.startAt({ from: 'position', position: '3' });
  it.assignment.restart();
  await settle();
  it.fetch(0);
  await late();
  await drain(it);
  expect(it.delivered).toEqual([3, 4, 5, 6, 7, 8, 9]);
});

test('a broker that does not tell the bounds is asked again', async () => {
  const it = lab();
  it.append(3);
  it.failBounds(7);
  it.begin();
  await vi.advanceTimersByTimeAsync(60_000);
  await drain(it);
  expect(it.delivered).toEqual([0, 1, 2]);
});

test('atEnd is false until everything has been handed over', async () => {
  const it = lab();
  it.append(3);
  it.begin();
  expect(await it.assignment?.atEnd()).not.toBe(true);
  await settle();
  expect(await it.assignment.atEnd()).toBe(false);
  await it.fetch(10)();
  expect(await it.assignment.atEnd()).toBe(true);
  it.append(1);
  expect(await it.assignment.atEnd()).toBe(false);
});

test('marks behind a removed stretch do not hide the gap', async () => {
  const it = lab();
  it.append(3);
  it.begin();
  await drain(it);
  it.assignment.pause();
  it.append(4);
  it.append(2, false);
  it.append(2);
  it.truncate(7);
  it.assignment.resume();
  it.fetch(2);
  await it.fetch(2)();
  await drain(it);
  expect([it.gaps, it.delivered]).toEqual([['3 to 7'], [0, 1, 2, 9, 10]]);
});

/** One reading whose start and handler wait until they are let go; tells what it did with a batch of two records. */
async function gatedReading() {
  const did: string[] = [];
  const gates: (() => void)[] = [];
  const gate = () =>
    new Promise<void>((resolve) => {
      gates.push(resolve);
    });
  const reading = readPartition({
    partition: 0,
    logger: silent,
    assign: () => ({
      async start() {
        await gate();
        return { from: 'beginning' };
      },
      async records(records) {
        did.push(`records ${records.length}`);
        await gate();
      },
    }),
    source: {
      bounds: async () => ({ first: '0', next: '2' }),
      atTime: async () => null,
      fetchFrom: (position) => did.push(`fetch from ${position}`),
      stopFetching: () => did.push('stop fetching'),
      commitHint() {},
    },
    again: () => did.push('again'),
  });
  await settle();
  const record = (position: string) => ({ position, arrivalMs: 0, key: null, value: null });
  const batch = {
    fetchedFrom: '0',
    count: 2,
    last: '1',
    endOfLog: '2',
    slice: () => [record('0'), record('1')],
    resolve: (position: Position) => did.push(`resolve ${position}`),
    breathe: async () => {},
  };
  const open = async () => {
    gates.shift()?.();
    await settle();
  };
  return { reading, batch, did, open, take: () => did.splice(0) };
}

test('a batch that comes while the reader still loads is left unresolved', async () => {
  const it = await gatedReading();
  await it.reading.take(it.batch);
  expect(it.take()).toEqual(['stop fetching']);
  await it.open();
  expect(it.take()).toEqual(['fetch from 0']);
});

test('a handler that ends after its assignment was lost resolves nothing', async () => {
  const it = await gatedReading();
  await it.open();
  const taking = it.reading.take(it.batch);
  it.take();
  it.reading.end();
  await it.open();
  await taking;
  expect(it.take()).toEqual([]);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('mark' as const), count: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('hole' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('truncate' as const), count: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ do: fc.constant('join' as const), count: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ do: fc.constant('startAt' as const), count: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ do: fc.constant('throw' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('restart' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('pause' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('resume' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('fetch' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('slowFetch' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('arrive' as const), count: fc.constant(0) }),
  fc.record({ do: fc.constant('settle' as const), count: fc.constant(0) }),
);

test('within one assignment none is handed over twice and none is left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const it = lab();
      it.append(3);
      it.begin();
      let late: () => Promise<void> = async () => {};
      for (const { do: what, count } of steps) {
        if (what === 'append') it.append(count);
        else if (what === 'mark') it.append(count, false);
        else if (what === 'hole') it.hole(count);
        else if (what === 'truncate') it.truncate(count);
        else if (what === 'join') {
          it.forgetPlace(count);
          it.begin();
        } else if (what === 'startAt') it.startAt({ from: 'position', position: String(count) });
        else if (what === 'throw') it.throwNext();
        else if (what === 'restart') it.assignment?.restart();
        else if (what === 'pause') it.assignment?.pause();
        else if (what === 'resume') it.assignment?.resume();
        else if (what === 'fetch') await it.fetch(count)();
        else if (what === 'slowFetch') late = it.fetch(count);
        else if (what === 'arrive') {
          await late();
          late = async () => {};
        } else await settle();
      }
      await settle();
      it.assignment.resume();
      await drain(it);
      it.append(1);
      await drain(it);
      expect(it.reading.lag().position).toBe(String(it.end()));
      expect(await it.assignment.atEnd()).toBe(true);
    }),
    { numRuns: 400 },
  );
});
