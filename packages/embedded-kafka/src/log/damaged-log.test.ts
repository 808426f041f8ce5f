import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Files, systemFiles } from './files.ts';
import type { LogConfig } from './log-config.ts';
import { makeBatch } from './make-batch.ts';
import { openPartitionLog, type PartitionLog } from './partition-log.ts';
import { batchHeaderBytes, readBatchHeader } from './record-batch.ts';
import type { Cut, Damage } from './repair.ts';

const config: LogConfig = {
  segmentBytes: 1e9,
  segmentMs: 1e12,
  retentionMs: -1,
  retentionBytes: -1,
  maxBatchBytes: 100_000,
  timestampType: 'CreateTime',
  timestampAheadMs: 1e15,
};

/** What a test writes need not reach the medium. */
const unflushed: Files = { ...systemFiles, flush: async () => undefined, flushNow: () => undefined };

const folders: string[] = [];
const opened = new Set<PartitionLog>();
const cuts: Cut[] = [];
const damages: Damage[] = [];
const renamed: object[] = [];

afterEach(() => {
  for (const log of opened) log.abandon();
  opened.clear();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  forgetEvents();
});

function forgetEvents(): void {
  cuts.length = 0;
  damages.length = 0;
  renamed.length = 0;
}

function open(folder: string, segmentBytes = config.segmentBytes): PartitionLog {
  const events = {
    cut: (cut: Cut) => cuts.push(cut),
    damaged: (damage: Damage) => damages.push(damage),
    renamed: (file: object) => renamed.push(file),
    stored: () => undefined,
    storageFailed: (error: Error) => {
      throw error;
    },
  };
  const log = openPartitionLog({ folder, config: { ...config, segmentBytes }, files: unflushed, events });
  opened.add(log);
  return log;
}

function crash(log: PartitionLog): void {
  opened.delete(log);
  log.abandon();
}

async function close(log: PartitionLog): Promise<void> {
  opened.delete(log);
  await log.close();
}

function append(log: PartitionLog, values: readonly string[]) {
  return log.append(makeBatch(values.map((value) => ({ value }))), 0);
}

interface Batch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly body: string;
}

/** Every batch a consumer gets until there is nothing more; then it is at the end that the log tells. */
function readAll(log: PartitionLog): readonly Batch[] {
  const batches: Batch[] = [];
  let offset = log.startOffset();
  while (offset < log.nextOffset()) {
    const result = log.read(offset, 100_000, true);
    if (result.kind !== 'records') throw new Error(`out of range at ${offset}`);
    if (result.records.length === 0) break;
    for (let at = 0; at < result.records.length; ) {
      const header = readBatchHeader(result.records, at);
      if (header === null) throw new Error('half a batch');
      const body = result.records.toString('latin1', at + 16, at + header.sizeBytes);
      batches.push({ baseOffset: header.baseOffset, lastOffset: header.lastOffset, body });
      at += header.sizeBytes;
      offset = header.lastOffset + 1;
    }
  }
  expect(offset).toBe(log.highWatermark());
  return batches;
}

/** Five batches of 1, 2, 3, 4 and 5 records in one segment, as a crash leaves them. */
function crashedLog(): {
  folder: string;
  path: string;
  bytes: Buffer;
  starts: readonly number[];
  batches: readonly Batch[];
} {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-damage-'));
  folders.push(folder);
  const log = open(folder);
  const starts: number[] = [];
  for (let i = 1; i <= 5; i++) {
    starts.push(log.sizeBytes());
    append(
      log,
      Array.from({ length: i }, (_, n) => `value ${i}/${n}`),
    );
  }
  const batches = readAll(log);
  crash(log);
  const path = join(folder, '00000000000000000000.log');
  return { folder, path, bytes: fs.readFileSync(path), starts, batches };
}

/** A log of many sealed segments, closed in order or crashed. */
async function sealedLog(
  isCrashed: boolean,
): Promise<{ folder: string; paths: readonly string[]; batches: readonly Batch[] }> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-damage-'));
  folders.push(folder);
  const log = open(folder, 1_000);
  for (let i = 0; i < 40; i++) append(log, [`first of ${i}`, 'v'.repeat(150)]);
  const batches = readAll(log);
  if (isCrashed) crash(log);
  else await close(log);
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.log'));
  return { folder, paths: names.map((name) => join(folder, name)), batches };
}

/** Appending goes on, and another start finds nothing further to cut. */
async function expectGoesOn(log: PartitionLog, folder: string): Promise<void> {
  const before = readAll(log);
  const next = log.nextOffset();
  expect(append(log, ['goes on'])).toMatchObject({ kind: 'appended', baseOffset: next });
  expect(readAll(log).slice(0, before.length)).toEqual(before);
  await close(log);
  forgetEvents();
  const again = open(folder);
  expect(cuts).toEqual([]);
  expect([again.nextOffset(), readAll(again).at(-1)?.lastOffset]).toEqual([next + 1, next]);
  crash(again);
}

describe('a log whose tail is damaged', () => {
  it('B2 keeps every batch before the one that is torn, wherever in it, and says what it cut', () => {
    const { folder, path, bytes, starts, batches } = crashedLog();
    for (let size = starts[4]; size < bytes.length; size++) {
      fs.writeFileSync(path, bytes.subarray(0, size));
      fs.rmSync(join(folder, 'checkpoint.json'), { force: true });
      forgetEvents();
      const log = open(folder);
      expect(readAll(log)).toEqual(batches.slice(0, 4));
      const cut = { path, keptBytes: starts[4], cutBytes: size - starts[4] };
      expect(cuts).toMatchObject(size === starts[4] ? [] : [cut]);
      expect(damages).toEqual([]);
      expect(append(log, ['in its place'])).toMatchObject({ baseOffset: 10 });
      crash(log);
    }
  });

  it('B2 B3 leaves out a last batch of which any byte is wrong, and gives out its offsets no more', () => {
    const { folder, path, bytes, starts, batches } = crashedLog();
    const leaderEpoch = [12, 13, 14, 15];
    for (let at = starts[4]; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 0x10;
      fs.writeFileSync(path, damaged);
      for (const name of fs.readdirSync(folder))
        if (join(folder, name) !== path) fs.rmSync(join(folder, name));
      forgetEvents();
      const log = open(folder);
      const inBatch = at - starts[4];
      if (leaderEpoch.includes(inBatch)) {
        // No CRC covers it, and nothing depends on it.
        expect(readAll(log)).toEqual(batches);
      } else {
        expect(readAll(log)).toEqual(batches.slice(0, 4));
        expect(cuts).toMatchObject([{ keptBytes: starts[4], cutBytes: bytes.length - starts[4] }]);
        // Its header still tells how many records there were.
        if (inBatch >= batchHeaderBytes) {
          expect([log.highWatermark(), log.nextOffset()]).toEqual([10, 15]);
          expect(damages).toMatchObject([{ firstOffset: 10, nextOffset: 15 }]);
        }
      }
      crash(log);
    }
  });

  it('B2 cuts off what was never a batch: zeros, garbage, half a header', async () => {
    for (const tail of [
      Buffer.alloc(5_000),
      Buffer.alloc(700, 0xa5),
      Buffer.alloc(20, 2),
      Buffer.from('garbage'),
    ]) {
      const { folder, path, bytes, batches } = crashedLog();
      fs.writeFileSync(path, Buffer.concat([bytes, tail]));
      forgetEvents();
      const log = open(folder);
      expect(readAll(log)).toEqual(batches);
      expect(log.nextOffset()).toBe(15);
      expect(cuts).toMatchObject([{ keptBytes: bytes.length, cutBytes: tail.length }]);
      await expectGoesOn(log, folder);
    }
  });

  it('B3 gives out no offset again that a checkpoint has seen, also when the file is cut short or empty', async () => {
    for (const keptBatches of [0, 2]) {
      const { folder, path, bytes, starts, batches } = crashedLog();
      const flushed = open(folder);
      await flushed.checkpoint();
      crash(flushed);
      fs.writeFileSync(path, bytes.subarray(0, starts[keptBatches]));
      forgetEvents();
      const log = open(folder);
      expect(readAll(log)).toEqual(batches.slice(0, keptBatches));
      expect(log.nextOffset()).toBe(15);
      expect(damages).toMatchObject([{ firstOffset: [0, 1, 3][keptBatches], nextOffset: 15 }]);
      await expectGoesOn(log, folder);
    }
  });

  it('starts without its checkpoint, and with one that is damaged', async () => {
    for (const text of [null, '', '{"segmentBaseOffset":0,"position":40,"nextOffset":3,"producers":[]}']) {
      const { folder, batches } = crashedLog();
      const log = open(folder);
      await close(log);
      const path = join(folder, 'checkpoint.json');
      if (text === null) fs.rmSync(path);
      else fs.writeFileSync(path, text);
      const again = open(folder);
      expect(readAll(again)).toEqual(batches);
      expect([...cuts, ...damages]).toEqual([]);
      await expectGoesOn(again, folder);
    }
  });
});

describe('a log damaged before its end', () => {
  it('keeps all whole batches behind a middle one of which any byte is wrong, tells the offsets and sets the bytes aside', async () => {
    const { folder, path, bytes, starts, batches } = crashedLog();
    for (let at = starts[2]; at < starts[3]; at++) {
      if (at - starts[2] >= 12 && at - starts[2] < 16) continue;
      for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name));
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 0x10;
      fs.writeFileSync(path, damaged);
      forgetEvents();
      const log = open(folder);
      expect(readAll(log)).toEqual(batches.filter((_, i) => i !== 2));
      expect(log.nextOffset()).toBe(15);
      expect(damages).toMatchObject([{ path, firstOffset: 3, nextOffset: 6 }]);
      expect(fs.readFileSync(damages[0].setAside as string)).toEqual(damaged.subarray(starts[2], starts[3]));
      expect(cuts).toEqual([]);
      await expectGoesOn(log, folder);
    }
  });

  it('loses at most the batches it hits to any damage anywhere, in any number of places', () => {
    const batchValues = fc.array(fc.array(fc.string({ maxLength: 50 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 12,
    });
    const flips = fc.array(fc.record({ at: fc.nat(), bit: fc.nat(7) }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(batchValues, flips, fc.integer({ min: 100, max: 2_000 }), (values, hits, segmentBytes) => {
        const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-damage-'));
        folders.push(folder);
        const log = open(folder, segmentBytes);
        for (const batch of values) append(log, batch);
        const before = readAll(log);
        crash(log);
        // As a loss of power leaves it: nothing says that a segment is on the medium.
        for (const name of fs.readdirSync(folder)) if (!name.endsWith('.log')) fs.rmSync(join(folder, name));
        const names = fs.readdirSync(folder).sort();
        const files = names.map((name) => fs.readFileSync(join(folder, name)));
        const hitBatches = new Set<number>();
        for (const { at, bit } of hits) {
          let position = at % files.reduce((sum, file) => sum + file.length, 0);
          const file = files.findIndex((one) => {
            if (position < one.length) return true;
            position -= one.length;
            return false;
          });
          const { batch, inBatch } = batchAt(names[file], position, before);
          // No CRC covers a base offset: with two of them wrong a batch can look well placed where it is not.
          if (hits.length > 1 && inBatch < 8) continue;
          files[file][position] ^= 1 << bit;
          hitBatches.add(batch);
        }
        for (const [i, name] of names.entries()) fs.writeFileSync(join(folder, name), files[i]);
        const recovered = open(folder, segmentBytes);
        const after = readAll(recovered);
        for (const [i, batch] of before.entries())
          if (!hitBatches.has(i)) expect(after).toContainEqual(batch);
        for (const batch of after) expect(before).toContainEqual(batch);
        const next = recovered.nextOffset();
        expect(append(recovered, ['goes on'])).toMatchObject({ kind: 'appended', baseOffset: next });
        crash(recovered);
      }),
      { numRuns: 100, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('goes on behind a segment that is empty or gone, and tells the offsets that went with it', async () => {
    for (const isEmpty of [true, false]) {
      const { folder, paths, batches } = await sealedLog(false);
      if (isEmpty) fs.truncateSync(paths[2], 0);
      else fs.rmSync(paths[2]);
      const [from, to] = [paths[2], paths[3]].map(baseOf);
      forgetEvents();
      const log = open(folder, 1_000);
      expect(damages).toMatchObject([{ firstOffset: from, nextOffset: to }]);
      expect(readAll(log)).toEqual(batches.filter(({ baseOffset }) => baseOffset < from || baseOffset >= to));
      expect(log.nextOffset()).toBe(80);
      await expectGoesOn(log, folder);
    }
  });

  it('tells of a sealed segment that was cut short, after a crash and after an orderly stop', async () => {
    for (const isCrashed of [true, false]) {
      const { folder, paths, batches } = await sealedLog(isCrashed);
      fs.truncateSync(paths[1], fs.statSync(paths[1]).size - 10);
      forgetEvents();
      const log = open(folder, 1_000);
      const lost = baseOf(paths[2]) - 2;
      expect(cuts).toMatchObject([{ path: paths[1], reason: 'a torn batch' }]);
      expect(damages).toMatchObject([{ firstOffset: lost, nextOffset: lost + 2 }]);
      expect(readAll(log)).toEqual(batches.filter(({ baseOffset }) => baseOffset !== lost));
      await expectGoesOn(log, folder);
    }
  });

  it('makes index files anew that are missing, empty or do not fit', async () => {
    for (const spoil of [
      (path: string) => fs.rmSync(path),
      (path: string) => fs.writeFileSync(path, ''),
      (path: string) => fs.writeFileSync(path, Buffer.alloc(24, 0x7f)),
    ]) {
      for (const ending of ['.index', '.timeindex']) {
        const { folder, batches } = await sealedLog(false);
        for (const name of fs.readdirSync(folder)) if (name.endsWith(ending)) spoil(join(folder, name));
        forgetEvents();
        const log = open(folder, 1_000);
        expect(readAll(log)).toEqual(batches);
        expect([...cuts, ...damages]).toEqual([]);
        await expectGoesOn(log, folder);
      }
    }
  });

  it('gives a segment the name its batches ask for', async () => {
    for (const isLast of [false, true]) {
      const { folder, paths, batches } = await sealedLog(true);
      const path = isLast ? paths[paths.length - 1] : paths[3];
      const wrong = join(folder, `${String(baseOf(path) + 1_000).padStart(20, '0')}.log`);
      fs.renameSync(path, wrong);
      forgetEvents();
      const log = open(folder, 1_000);
      expect(renamed).toEqual([{ from: wrong, to: path.slice(folder.length + 1) }]);
      expect(readAll(log)).toEqual(batches);
      expect([...cuts, ...damages]).toEqual([]);
      await expectGoesOn(log, folder);
    }
  });
});

function baseOf(path: string): number {
  return Number(path.slice(-24, -4));
}

/** Which of the batches stands at a position of a segment file, and where in it the position is. */
function batchAt(
  name: string,
  position: number,
  batches: readonly Batch[],
): { batch: number; inBatch: number } {
  let batch = batches.findIndex(({ baseOffset }) => baseOffset === baseOf(name));
  let inBatch = position;
  for (; inBatch >= batches[batch].body.length + 16; batch++) inBatch -= batches[batch].body.length + 16;
  return { batch, inBatch };
}
