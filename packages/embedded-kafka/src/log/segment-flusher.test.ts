import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemFiles } from './files.ts';
import { makeBatch } from './make-batch.ts';
import { placeBatch, readBatchHeader } from './record-batch.ts';
import { loadIndex, newSegment, takeIn } from './segment.ts';
import { segmentFlusher } from './segment-flusher.ts';
import { tailWriter } from './tail-writer.ts';

it('holds no index of a sealed segment in memory, and reads the same one back when it is asked for', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'rumo-seal-'));
  try {
    const segment = newSegment(folder, 100);
    segment.handle = systemFiles.open(segment.path);
    const writer = tailWriter(systemFiles);
    for (let i = 0; i < 50; i++) {
      const batch = makeBatch([{ value: 'v'.repeat(1_000) }], { timestampMs: i });
      placeBatch(batch, segment.nextOffset);
      writer.write(segment, batch);
      const header = readBatchHeader(batch);
      if (header !== null) takeIn(segment, header);
    }
    const { positions, lastOffsets, maxTimestampsMs } = loadIndex(systemFiles, segment);
    expect(positions.length).toBeGreaterThan(5);
    const flusher = segmentFlusher(systemFiles, folder, 100, (error) => {
      throw error;
    });
    await flusher.seal(segment);
    expect(segment.index).toBeNull();
    expect(loadIndex(systemFiles, segment)).toMatchObject({ positions, lastOffsets, maxTimestampsMs });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
