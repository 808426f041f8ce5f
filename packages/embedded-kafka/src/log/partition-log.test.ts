import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { errorCode } from '../protocol/error-code.ts';
import { type Files, systemFiles } from './files.ts';
import type { LogConfig } from './log-config.ts';
import { type BatchOptions, makeBatch } from './make-batch.ts';
import { openPartitionLog, type PartitionLog } from './partition-log.ts';
import { readBatchHeader } from './record-batch.ts';
import type { Cut, Damage } from './repair.ts';

const config: LogConfig = {
  segmentBytes: 1_000,
  segmentMs: 1e12,
  retentionMs: -1,
  retentionBytes: -1,
  maxBatchBytes: 100_000,
  timestampType: 'CreateTime',
  timestampAheadMs: 1e15,
};

const folders: string[] = [];
const opened: PartitionLog[] = [];
const cuts: Cut[] = [];
const damages: Damage[] = [];
const renamed: { from: string; to: string }[] = [];
const failures: Error[] = [];

afterEach(() => {
  for (const log of opened.splice(0)) log.abandon();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  cuts.length = 0;
  damages.length = 0;
  renamed.length = 0;
  failures.length = 0;
});

function makeFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-log-'));
  folders.push(folder);
  return folder;
}

function open(folder: string, changes: Partial<LogConfig> = {}, files: Files = systemFiles): PartitionLog {
  const events = {
    cut: (cut: Cut) => cuts.push(cut),
    damaged: (damage: Damage) => damages.push(damage),
    renamed: (file: { from: string; to: string }) => renamed.push(file),
    stored: () => undefined,
    storageFailed: (error: Error) => failures.push(error),
  };
  const log = openPartitionLog({ folder, config: { ...config, ...changes }, files, events });
  opened.push(log);
  return log;
}

/** What a crash leaves: the files as they are, the process's knowledge gone. */
function crash(log: PartitionLog): void {
  log.abandon();
  opened.splice(opened.indexOf(log), 1);
}

async function close(log: PartitionLog): Promise<void> {
  opened.splice(opened.indexOf(log), 1);
  await log.close();
}

function append(log: PartitionLog, values: readonly string[], options: BatchOptions = {}, nowMs = 0) {
  return log.append(
    makeBatch(
      values.map((value) => ({ value })),
      options,
    ),
    nowMs,
  );
}

/** Walks the whole log as a consumer does; batches as base offset and bytes from the magic byte on. */
function readAll(
  log: PartitionLog,
  maxBytes = 300,
): { baseOffset: number; lastOffset: number; body: string }[] {
  const batches: { baseOffset: number; lastOffset: number; body: string }[] = [];
  let offset = log.startOffset();
  while (offset < log.nextOffset()) {
    const result = log.read(offset, maxBytes, true);
    if (result.kind !== 'records' || result.records.length === 0) throw new Error(`nothing at ${offset}`);
    for (let at = 0; at < result.records.length; ) {
      const header = readBatchHeader(result.records, at);
      if (header === null) throw new Error('half a batch');
      const body = result.records.toString('latin1', at + 16, at + header.sizeBytes);
      batches.push({ baseOffset: header.baseOffset, lastOffset: header.lastOffset, body });
      at += header.sizeBytes;
      offset = header.lastOffset + 1;
    }
  }
  return batches;
}

const segmentFiles = (folder: string) => fs.readdirSync(folder).filter((name) => name.endsWith('.log'));

describe('a partition log', () => {
  const batches = fc.array(fc.array(fc.string({ maxLength: 200 }), { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 30,
  });

  it('B3 gives back what was appended, densely numbered, over any cuts into segments and restarts', async () => {
    const run = fc.asyncProperty(
      batches,
      fc.integer({ min: 62, max: 4000 }),
      fc.nat(29),
      async (values, segmentBytes, at) => {
        const folder = makeFolder();
        let log = open(folder, { segmentBytes });
        const expected: { baseOffset: number; lastOffset: number; body: string }[] = [];
        let next = 0;
        for (const [i, batch] of values.entries()) {
          if (i === at) {
            if (at % 2 === 0) crash(log);
            else await close(log);
            log = open(folder, { segmentBytes });
          }
          expect(append(log, batch)).toMatchObject({ kind: 'appended', baseOffset: next });
          const body = makeBatch(batch.map((value) => ({ value }))).toString('latin1', 16);
          expected.push({ baseOffset: next, lastOffset: next + batch.length - 1, body });
          next += batch.length;
        }
        expect(log.nextOffset()).toBe(next);
        expect(readAll(log)).toEqual(expected);
        const size = segmentFiles(folder).reduce(
          (sum, name) => sum + fs.statSync(join(folder, name)).size,
          0,
        );
        expect(log.sizeBytes()).toBe(size);
        expect(cuts).toEqual([]);
        crash(log);
      },
    );
    await fc.assert(run, { numRuns: 40 });
  });

  it('looks only at the ends of a segment again after an orderly close, and only the rest after a checkpoint', async () => {
    const folder = makeFolder();
    const checked: number[] = [];
    const checkedAtMostBytes = 8_192;
    const counting: Files = {
      ...systemFiles,
      read: (handle, target, lengthBytes, position) => {
        checked.push(lengthBytes);
        return systemFiles.read(handle, target, lengthBytes, position);
      },
    };
    let log = open(folder, { segmentBytes: 1e9 });
    for (let i = 0; i < 50; i++) append(log, [`value ${i}`.repeat(200)]);
    await close(log);
    log = open(folder, { segmentBytes: 1e9 }, counting);
    expect(checked.reduce((sum, lengthBytes) => sum + lengthBytes, 0)).toBeLessThan(checkedAtMostBytes);
    expect(log.nextOffset()).toBe(50);
    append(log, ['more']);
    await log.checkpoint();
    const path = join(folder, segmentFiles(folder)[0]);
    const checkpointBytes = fs.statSync(path).size;
    append(log, ['after the checkpoint']);
    crash(log);
    const bytes = fs.readFileSync(path);
    bytes[checkpointBytes - 1] ^= 1;
    fs.writeFileSync(path, bytes);
    // Damage before the checkpoint is not looked for; after it, it is.
    log = open(folder, { segmentBytes: 1e9 });
    expect(log.nextOffset()).toBe(52);
    crash(log);
    bytes[bytes.length - 1] ^= 1;
    fs.writeFileSync(path, bytes);
    log = open(folder, { segmentBytes: 1e9 });
    // The batch was all there, so it was acknowledged: its offset is not given out again.
    expect(log.nextOffset()).toBe(52);
    expect(damages).toMatchObject([{ firstOffset: 51, nextOffset: 52 }]);
    expect(cuts).toMatchObject([{ keptBytes: checkpointBytes }]);
  });

  it('B3 never gives an offset twice after its records were deleted or outlived', async () => {
    const folder = makeFolder();
    let log = open(folder, { segmentBytes: 200 });
    for (let i = 0; i < 10; i++) append(log, ['v'.repeat(80)], { timestampMs: i });
    expect(log.deleteBefore(4)).toBe(4);
    expect(log.deleteBefore(2)).toBe(4);
    expect(log.read(3, 1000, true)).toEqual({ kind: 'outOfRange' });
    crash(log);
    log = open(folder, { segmentBytes: 200, retentionMs: 5 });
    expect(log.startOffset()).toBe(4);
    expect(log.retain(1000)).toBeGreaterThan(0);
    expect([log.startOffset(), log.nextOffset()]).toEqual([10, 10]);
    expect(log.read(10, 1000, true)).toMatchObject({ kind: 'records', records: Buffer.alloc(0) });
    expect(segmentFiles(folder)).toHaveLength(1);
    crash(log);
    log = open(folder, { segmentBytes: 200 });
    expect([log.startOffset(), log.nextOffset()]).toEqual([10, 10]);
    expect(append(log, ['next'])).toMatchObject({ baseOffset: 10 });
    await close(log);
    expect(open(folder).nextOffset()).toBe(11);
  });

  it('B3 removes only whole segments when it grows beyond retention.bytes', () => {
    const folder = makeFolder();
    const log = open(folder, { segmentBytes: 500, retentionBytes: 1200 });
    for (let i = 0; i < 40; i++) append(log, ['v'.repeat(60)]);
    const before = log.sizeBytes();
    expect(log.retain(0)).toBeGreaterThan(0);
    expect(log.sizeBytes()).toBeGreaterThanOrEqual(1200);
    expect(log.sizeBytes()).toBeLessThan(1700);
    expect(log.sizeBytes()).toBeLessThan(before);
    expect(readAll(log).at(0)?.baseOffset).toBe(log.startOffset());
    expect(readAll(log).at(-1)?.lastOffset).toBe(39);
  });

  it('starts behind a start that its own files no longer reach', () => {
    const folder = makeFolder();
    let log = open(folder, { segmentBytes: 1e9 });
    for (let i = 0; i < 5; i++) append(log, ['v']);
    log.deleteBefore(5);
    crash(log);
    fs.truncateSync(join(folder, segmentFiles(folder)[0]), 0);
    log = open(folder);
    expect([log.startOffset(), log.nextOffset()]).toEqual([5, 5]);
    expect(append(log, ['next'])).toMatchObject({ baseOffset: 5 });
  });

  it('knows a duplicate again after a crash and after an orderly close', async () => {
    const folder = makeFolder();
    const sent = (baseSequence: number) => ({ producerId: 3, producerEpoch: 0, baseSequence });
    let log = open(folder, { segmentBytes: 300 });
    for (let i = 0; i < 8; i++) append(log, ['v'.repeat(50)], sent(i));
    crash(log);
    log = open(folder, { segmentBytes: 300 });
    expect(append(log, ['v'.repeat(50)], sent(7))).toMatchObject({ kind: 'duplicate', baseOffset: 7 });
    expect(append(log, ['v'.repeat(50)], sent(5))).toMatchObject({ kind: 'duplicate', baseOffset: 5 });
    expect(append(log, ['gap'], sent(9))).toMatchObject({ error: errorCode.outOfOrderSequence });
    await close(log);
    log = open(folder, { segmentBytes: 300 });
    expect(append(log, ['v'.repeat(50)], sent(7))).toMatchObject({ kind: 'duplicate', baseOffset: 7 });
    expect(append(log, ['on'], sent(8))).toMatchObject({ kind: 'appended', baseOffset: 8 });
  });

  it('stamps the time of the append and signs the batch anew where the topic says so', () => {
    const log = open(makeFolder(), { timestampType: 'LogAppendTime' });
    expect(append(log, ['a', 'b'], { timestampMs: 5 }, 1234)).toMatchObject({ appendTimeMs: 1234 });
    const result = log.read(0, 1000, true);
    const header = result.kind === 'records' ? readBatchHeader(result.records) : null;
    expect(header).toMatchObject({ isLogAppendTime: true, maxTimestampMs: 1234 });
    expect(log.findTime(1234)).toEqual({ offset: 0, timestampMs: 1234 });
    expect(log.findTime(1235)).toBeNull();
  });

  it('finds the first record of a time, in any segment, before and after a restart', async () => {
    const folder = makeFolder();
    let log = open(folder, { segmentBytes: 400 });
    const times = [10, 30, 20, 50, 40, 60, 80, 70, 90];
    for (const timestampMs of times) append(log, ['v'.repeat(100)], { timestampMs });
    const check = () => {
      for (let timeMs = 0; timeMs <= 95; timeMs += 5) {
        const offset = times.findIndex((each) => each >= timeMs);
        expect(log.findTime(timeMs)).toEqual(offset < 0 ? null : { offset, timestampMs: times[offset] });
      }
    };
    check();
    await close(log);
    log = open(folder, { segmentBytes: 400 });
    check();
    log.deleteBefore(3);
    expect(log.findTime(0)?.offset).toBe(3);
  });

  it('tells a full disk, keeps nothing of what did not fit, and goes on when there is room', () => {
    let roomBytes = 0;
    const small: Files = {
      ...systemFiles,
      write(handle, data, position) {
        const part = data.subarray(0, Math.min(data.length, roomBytes));
        if (part.length === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        roomBytes -= part.length;
        return systemFiles.write(handle, part, position);
      },
    };
    const folder = makeFolder();
    const log = open(folder, {}, small);
    roomBytes = 250;
    expect(append(log, ['v'.repeat(100)])).toMatchObject({ kind: 'appended', baseOffset: 0 });
    const sizeBytes = log.sizeBytes();
    const refused = { kind: 'refused', error: errorCode.kafkaStorageError };
    expect(append(log, ['w'.repeat(100)])).toMatchObject(refused);
    expect(failures).toHaveLength(1);
    expect(log.nextOffset()).toBe(1);
    expect(fs.statSync(join(folder, segmentFiles(folder)[0])).size).toBe(sizeBytes);
    roomBytes = 1e6;
    expect(append(log, ['x'])).toMatchObject({ kind: 'appended', baseOffset: 1 });
    crash(log);
    expect(readAll(open(folder)).map(({ baseOffset }) => baseOffset)).toEqual([0, 1]);
    expect(cuts).toEqual([]);
  });

  it('overwrites what a failed write left when it could not even be cut off', () => {
    let isBroken = true;
    const broken: Files = {
      ...systemFiles,
      write(handle, data, position) {
        if (!isBroken) return systemFiles.write(handle, data, position);
        systemFiles.write(handle, data.subarray(0, 30), position);
        throw new Error('input/output error');
      },
      truncate(handle, sizeBytes) {
        if (isBroken) throw new Error('input/output error');
        systemFiles.truncate(handle, sizeBytes);
      },
    };
    const folder = makeFolder();
    const log = open(folder, {}, broken);
    expect(append(log, ['lost'])).toMatchObject({ kind: 'refused' });
    expect(append(log, ['lost'])).toMatchObject({ kind: 'refused' });
    isBroken = false;
    expect(append(log, ['kept'])).toMatchObject({ kind: 'appended', baseOffset: 0 });
    crash(log);
    expect(readAll(open(folder))).toHaveLength(1);
    expect(cuts).toEqual([]);
  });

  it('rolls by age as well as by size', () => {
    const folder = makeFolder();
    const log = open(folder, { segmentMs: 100 });
    append(log, ['a'], {}, 1000);
    append(log, ['b'], {}, 1100);
    append(log, ['c'], {}, 1101);
    expect(segmentFiles(folder)).toEqual(['00000000000000000000.log', '00000000000000000002.log']);
  });

  it('tells who listens how much was appended', () => {
    const log = open(makeFolder());
    const heard: number[] = [];
    const stop = log.onAppend((sizeBytes) => heard.push(sizeBytes));
    append(log, ['a']);
    stop();
    append(log, ['b']);
    expect(heard).toEqual([makeBatch([{ value: 'a' }]).length]);
  });
});
