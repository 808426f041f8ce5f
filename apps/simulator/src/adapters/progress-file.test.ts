import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Progress } from '../core/progress.ts';
import { openProgressFile, readProgress } from './progress-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rumo-progress-'));
  path = join(folder, 'world.progress');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (step: number): Progress => ({ name: 'w', step, acknowledgedStep: step - 1, offsets: [[0, 1]] });

test('what was written last is read, also by a file that is opened again and goes on', () => {
  expect(readProgress(path)).toBeNull();
  const file = openProgressFile(path);
  for (let step = 1; step <= 5; step++) {
    file.write(at(step));
    expect(readProgress(path)).toEqual(at(step));
  }
  file.close();
  const again = openProgressFile(path);
  expect(readProgress(path)).toEqual(at(5));
  again.write(at(6));
  again.close();
  expect(readProgress(path)).toEqual(at(6));
});

test('a write that was cut short anywhere leaves the one before', () => {
  const file = openProgressFile(path);
  file.write(at(1));
  file.write(at(2));
  file.close();
  const whole = readFileSync(path);
  const before = Buffer.from(whole);
  const other = openProgressFile(path);
  other.write(at(3));
  other.close();
  const after = readFileSync(path);
  for (const cut of [1, 5, 9, 40, 70]) {
    // The third write goes to the slot of the first, which is the second in the file.
    writeFileSync(
      path,
      Buffer.concat([
        before.subarray(0, 4_096),
        after.subarray(4_096, 4_096 + cut),
        before.subarray(4_096 + cut),
      ]),
    );
    expect(readProgress(path)).toEqual(at(2));
  }
});

test('a file of anything else holds nothing', () => {
  writeFileSync(path, 'x'.repeat(9_000));
  expect(readProgress(path)).toBeNull();
});
