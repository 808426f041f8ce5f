import { describe, expect, test } from 'vitest';
import { uninterrupted } from '../testing/histories.ts';
import { ofGroup, turns, world } from '../testing/member.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { fix, pulse, raw, settings, type TimelineRecord } from '../testing/timeline.ts';

const drive = (from: number, to: number, driverId = 'ana'): TimelineRecord[] =>
  Array.from({ length: to - from }, (_, i) => fix(from + i, { driverId, speedMps: 10, sequence: from + i }));

async function started() {
  const store = memoryStore();
  const it = await world(store);
  const member = await it.join();
  const logId = () => store.progress(0)?.logId ?? '';
  const rows = () => store.rows(0, logId());
  return { store, it, member, rows, logId };
}

test('commits about once a second what was folded, and the hint after it', async () => {
  const { it, store, rows } = await started();
  it.append(...drive(0, 31));
  await it.pass(1);
  expect(store.commits).toHaveLength(1);
  expect([...rows().keys()]).toHaveLength(2);
  expect(it.stream.hint(...ofGroup)).toBe('30');
  await it.pass(1);
  expect(store.commits).toHaveLength(1);
});

test('X1 a killed process and its successor leave the rows of one that lived on', async () => {
  const { it, store, member, rows } = await started();
  it.append(...drive(0, 25));
  await it.pass(1.2);
  it.append(...drive(25, 37));
  await turns();
  member.kill();
  const second = await it.join();
  it.stream.moveGroup(...ofGroup, second.subscription, { unnoticed: true });
  it.append(...drive(37, 60));
  await it.pass(2);
  expect(rows()).toEqual(uninterrupted(it.log(), settings).rows);
  expect(store.progress(0)?.counts).toEqual(uninterrupted(it.log(), settings).counts);
});

test('X2 an owner that slept through its loss is fenced at its next commit and drops its memory', async () => {
  const { it, store, member, rows } = await started();
  it.append(...drive(0, 25));
  await it.pass(1.2);
  const second = await it.join();
  it.stream.moveGroup(...ofGroup, second.subscription, { unnoticed: true });
  it.append(...drive(25, 60));
  await it.pass(3);
  expect(it.events.map(({ kind }) => kind)).toContain('fenced');
  expect(member.worker()?.session()).toBeNull();
  expect(rows()).toEqual(uninterrupted(it.log(), settings).rows);
  expect(store.progress(0)?.counts.read).toBe(60);
});

test('X2 a partition that a sleeper took over after its loss is taken back, once the group stands by us', async () => {
  const { it, store } = await started();
  it.append(...drive(0, 25));
  await it.pass(1.2);
  await store.takeOver(0, 'unused');
  it.append(...drive(25, 60));
  await it.pass(10);
  expect(it.events.map(({ kind }) => kind)).toContain('fenced');
  expect(store.progress(0)?.counts.read).toBe(25);
  await it.pass(6);
  expect(store.progress(0)?.counts).toEqual(uninterrupted(it.log(), settings).counts);
});

describe('the database', () => {
  test('D3 a commit of unknown outcome is not repeated: the partition is loaded anew', async () => {
    for (const outcome of ['lost_before', 'lost_after'] as const) {
      const { it, store, rows } = await started();
      it.append(...drive(0, 31));
      store.outcome = outcome;
      await it.pass(0.9);
      it.append(pulse(31));
      await it.pass(0.4);
      store.outcome = 'done';
      await it.pass(3);
      expect(it.events.filter(({ kind }) => kind === 'failed').length).toBeGreaterThan(0);
      expect(rows()).toEqual(uninterrupted(it.log(), settings).rows);
      expect(store.progress(0)?.counts.read).toBe(32);
    }
  });

  test('D3 reading stops when a commit is more than 2 s late and goes on when it is done', async () => {
    const { it, store, member } = await started();
    store.outcome = 'stalled';
    it.append(...drive(0, 5));
    await it.pass(3.4);
    it.append(...drive(5, 9));
    await it.pass(1);
    expect(member.worker()?.session()?.tally.counts.read).toBe(5);
    store.outcome = 'done';
    store.release();
    await it.pass(2);
    expect(store.progress(0)?.counts.read).toBe(9);
  });

  test('never more than 200,000 records are folded past the last commit', async () => {
    const store = memoryStore();
    const it = await world(store, 30_000);
    const member = await it.join();
    store.outcome = 'stalled';
    const records = Array.from({ length: 43_000 }, () => raw('{"type":"Any"}'));
    for (let i = 0; i < 5; i++) it.append(...records);
    await it.pass(0.4);
    expect(member.worker()?.session()?.tally.counts.read).toBe(200_000);
    store.outcome = 'done';
    store.release();
    await it.pass(2);
    expect(store.progress(0)?.counts.read).toBe(215_000);
  });

  test('a takeover that fails is tried again', async () => {
    const store = memoryStore();
    const it = await world(store);
    store.outcome = 'lost_before';
    await it.join();
    it.append(...drive(0, 31));
    await it.pass(1);
    store.outcome = 'done';
    await it.pass(2);
    expect(store.progress(0)?.counts.read).toBe(31);
  });
});

describe('X5 another log', () => {
  const theirs = drive(0, 31, 'bob');

  test('of fewer records is counted from its beginning under a name of its own', async () => {
    const { it, store, rows, logId } = await started();
    it.append(...drive(0, 60));
    await it.pass(1.2);
    const first = logId();
    const firstRows = new Map(rows());
    it.stream.replaceLog('ride-events');
    it.append(...theirs);
    await it.pass(8);
    expect(logId()).not.toBe(first);
    expect(store.rows(0, first)).toEqual(firstRows);
    expect(rows()).toEqual(uninterrupted(it.log(), settings).rows);
    expect(store.progress(0)?.counts).toEqual(uninterrupted(it.log(), settings).counts);
    expect(it.events.filter(({ kind }) => kind === 'another_log')).toHaveLength(1);
  });

  test('is found at the next start, whatever it holds at our position', async () => {
    for (const length of [3, 12, 31]) {
      const { it, member, store, rows } = await started();
      it.append(...drive(0, 13));
      await it.pass(1.2);
      await member.subscription.stop();
      it.stream.replaceLog('ride-events');
      it.append(...theirs.slice(0, length).map((record) => ({ ...record, arrivalMs: record.arrivalMs + 1 })));
      await it.join();
      await it.pass(10);
      expect(it.events.filter(({ kind }) => kind === 'another_log')).toHaveLength(1);
      expect(rows()).toEqual(uninterrupted(it.log(), settings).rows);
      expect(store.progress(0)?.counts.read).toBe(length);
    }
  });

  test('is not begun by a process that another one has replaced', async () => {
    const { it, store, member, logId } = await started();
    it.append(...drive(0, 13));
    await it.pass(1.2);
    const first = logId();
    member.kill();
    await store.takeOver(0, 'unused');
    it.stream.replaceLog('ride-events');
    await turns();
    expect(logId()).toBe(first);
  });

  test('is not begun because the end lags behind for a moment', async () => {
    const { it, member, logId } = await started();
    it.append(...drive(0, 13));
    await it.pass(1.2);
    const first = logId();
    await member.subscription.stop();
    const [records] = [it.log().slice()];
    it.stream.replaceLog('ride-events');
    it.append(...records.slice(0, 12));
    await it.join();
    await it.pass(3);
    it.append(...records.slice(12));
    await it.pass(5);
    expect(logId()).toBe(first);
  });
});

test('a log that lost records before they were read is gone on with, and one log gap is counted', async () => {
  const { it, store, member, rows } = await started();
  it.append(...drive(0, 25));
  await it.pass(1.2);
  await member.subscription.stop();
  it.append(...drive(25, 60));
  it.stream.truncateBefore('ride-events', 0, '40');
  await it.join();
  it.append(pulse(300));
  await it.pass(1.2);
  expect(store.progress(0)?.counts).toMatchObject({ read: 46, logGaps: 1 });
  expect([...rows().values()].map(({ fixes, partial }) => [fixes, partial])).toEqual([
    [10, false],
    [10, true],
    [10, true],
  ]);
});

describe('W10 silence', () => {
  test('closes the last windows on proof, 65 s after the last record', async () => {
    const { it, rows } = await started();
    it.append(...drive(0, 5));
    await it.pass(64);
    expect(rows().size).toBe(0);
    await it.pass(6);
    expect(rows().size).toBe(1);
  });

  test('a stall is no silence', async () => {
    const { it, rows } = await started();
    it.append(...drive(0, 5));
    await it.pass(5);
    await it.leap(300);
    await it.pass(60);
    expect(rows().size).toBe(0);
    await it.pass(10);
    expect(rows().size).toBe(1);
  });

  test('there is no proof while reading is paused', async () => {
    const { it, rows, member } = await started();
    it.append(...drive(0, 5));
    await it.pass(1.2);
    member.worker()?.setPaused(true);
    it.append(...drive(5, 6));
    await it.pass(100);
    expect(rows().size).toBe(0);
  });
});

test('W14 tells where open windows begin, and that the log was read to its end', async () => {
  const { it, store } = await started();
  await it.pass(4);
  expect(store.commits.at(-1)?.commit).toMatchObject({ openFromMs: null, atEnd: true, after: null });
  it.append(...drive(12, 18));
  await it.pass(1.2);
  expect(store.commits.at(-1)?.commit).toMatchObject({ atEnd: false });
  await it.pass(4);
  expect(store.commits.at(-1)?.commit).toMatchObject({ atEnd: true });
  expect(store.commits).toHaveLength(3);
});

test('a pause that was asked for holds reading, through a new assignment too, until it is lifted', async () => {
  const { it, store, member } = await started();
  member.worker()?.setPaused(true);
  it.append(...drive(0, 20));
  await it.pass(3);
  expect(member.subscription.lag()[0].lag).toBe(20);
  member.worker()?.setPaused(false);
  await it.pass(2);
  expect(store.progress(0)?.counts.read).toBe(20);
});

test('D4 finishing folds no more, commits what was folded and waits for it', async () => {
  const { it, store, member } = await started();
  it.append(...drive(0, 20));
  await turns();
  const finished = member.worker()?.finish();
  it.append(...drive(20, 30));
  await finished;
  expect(store.progress(0)?.counts.read).toBe(20);
});
