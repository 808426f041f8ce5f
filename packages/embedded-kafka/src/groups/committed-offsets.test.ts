import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Files, systemFiles } from '../log/files.ts';
import { type CommittedOffsets, openCommittedOffsets } from './committed-offsets.ts';

const folders: string[] = [];
const opened: CommittedOffsets[] = [];
let damagedLines = 0;

afterEach(() => {
  for (const offsets of opened.splice(0)) offsets.close();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  damagedLines = 0;
});

function makePath(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-offsets-'));
  folders.push(folder);
  return join(folder, 'offsets.log');
}

function open(path: string, files: Files = systemFiles): CommittedOffsets {
  const offsets = openCommittedOffsets(files, path, (lines) => {
    damagedLines = lines;
  });
  opened.push(offsets);
  return offsets;
}

const commit = (topic: string, partition: number, offset: bigint) => ({
  topic,
  partition,
  offset,
  leaderEpoch: -1,
  metadata: 'quote " and \n line',
  committedMs: 5,
});

describe('committed offsets', () => {
  it('are there again after a crash, the newest of each partition', () => {
    const path = makePath();
    const offsets = open(path);
    offsets.commit('g', [commit('a', 0, 1n), commit('a', 1, 2n ** 63n - 1n)]);
    offsets.commit('g', [commit('a', 0, -2n)]);
    offsets.commit('__proto__', [commit('constructor', 0, 7n)]);
    const again = open(path);
    expect(again.of('g')).toEqual([commit('a', 0, -2n), commit('a', 1, 2n ** 63n - 1n)]);
    expect(again.get('__proto__', 'constructor', 0)?.offset).toBe(7n);
    expect(again.get('g', 'b', 0)).toBeUndefined();
    expect(again.groupIds()).toEqual(['g', '__proto__']);
  });

  it('are forgotten by partition, topic and group, for good', () => {
    const path = makePath();
    const offsets = open(path);
    offsets.commit('g', [commit('a', 0, 1n), commit('a', 1, 1n), commit('b', 0, 1n)]);
    offsets.commit('h', [commit('b', 0, 1n)]);
    offsets.forget('g', [{ topic: 'a', partition: 0 }]);
    offsets.forgetTopic('b');
    expect(open(path).of('g')).toEqual([commit('a', 1, 1n)]);
    expect(offsets.groupIds()).toEqual(['g']);
    offsets.forgetGroup('g');
    expect(open(path).groupIds()).toEqual([]);
  });

  it('survive a torn last line and a damaged one, which are counted', () => {
    const path = makePath();
    const offsets = open(path);
    for (let i = 0; i < 3; i++) offsets.commit('g', [commit('a', i, BigInt(i))]);
    const lines = fs.readFileSync(path, 'utf8').split('\n');
    lines[1] = lines[1].replace('"a"', '"z"');
    fs.writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n${lines[2].slice(0, 20)}`);
    const again = open(path);
    expect(damagedLines).toBe(2);
    expect(again.of('g')).toEqual([commit('a', 0, 0n)]);
    again.commit('g', [commit('a', 5, 5n)]);
    expect(open(path).of('g')).toEqual([commit('a', 0, 0n), commit('a', 5, 5n)]);
  });

  it('do not let their file grow without end', () => {
    const path = makePath();
    const offsets = open(path);
    for (let i = 0; i < 20_000; i++) offsets.commit('g', [commit('a', i % 6, BigInt(i))]);
    expect(fs.statSync(path).size).toBeLessThan(1024 * 1024 + 1000);
    expect(open(path).of('g')).toEqual(offsets.of('g'));
  });

  it('stay as they were when the disk refuses', () => {
    const path = makePath();
    let isFull = false;
    const files: Files = {
      ...systemFiles,
      write(handle, data, position) {
        if (!isFull) return systemFiles.write(handle, data, position);
        systemFiles.write(handle, data.subarray(0, 10), position);
        throw new Error('no space left');
      },
    };
    const offsets = open(path, files);
    offsets.commit('g', [commit('a', 0, 1n)]);
    isFull = true;
    expect(() => offsets.commit('g', [commit('a', 0, 2n)])).toThrow('no space left');
    expect(offsets.get('g', 'a', 0)?.offset).toBe(1n);
    isFull = false;
    offsets.commit('g', [commit('a', 0, 3n)]);
    expect(open(path).get('g', 'a', 0)?.offset).toBe(3n);
    expect(damagedLines).toBe(0);
  });
});
