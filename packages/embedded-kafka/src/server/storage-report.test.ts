import { describe, expect, it } from 'vitest';
import { storageReport } from './storage-report.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

describe('the report on storage', () => {
  it('says once that the disk is full, again only after a minute, and once that it stores again', () => {
    let nowMs = 0;
    const lines: string[] = [];
    const note = (level: string) => (details: object, message: string) =>
      lines.push(`${level} ${message.split(';')[0]} ${JSON.stringify(details)}`);
    const logger = { info: note('info'), warn: note('warn'), error: note('error') };
    const report = storageReport(logger, 'data', () => nowMs);
    report.stored();
    for (; nowMs < 61_000; nowMs += 500) {
      report.failed(full);
      // A small write still fits: that is no recovery.
      report.stored();
    }
    expect(lines).toEqual([
      `error the disk is full: make room {"dataDir":"data","reason":"${full.message}","failures":1}`,
      `error the disk is full: make room {"dataDir":"data","reason":"${full.message}","failures":121}`,
    ]);
    nowMs += 5_000;
    report.stored();
    report.stored();
    expect(lines.slice(2)).toEqual(['info the disk stores again {"dataDir":"data","failures":122}']);
    report.failed(new Error('EIO: i/o error, write'));
    expect(lines[3]).toContain('error the disk refuses to store');
  });
});
