import fs from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './replace-file.ts';

const fileName = 'log-start-offset';

/** The least offset of a log after records were deleted; 0 when none ever were. */
export function readStartOffset(folder: string): number {
  const path = join(folder, fileName);
  return fs.existsSync(path) ? Number(fs.readFileSync(path, 'utf8')) || 0 : 0;
}

export function writeStartOffset(folder: string, offset: number): void {
  replaceFile(join(folder, fileName), String(offset), true);
}
