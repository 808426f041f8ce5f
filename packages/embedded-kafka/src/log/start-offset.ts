import fs from 'node:fs';
import { join } from 'node:path';

const fileName = 'log-start-offset';

/** The least offset of a log after records were deleted; 0 when none ever were. */
export function readStartOffset(folder: string): number {
  const path = join(folder, fileName);
  return fs.existsSync(path) ? Number(fs.readFileSync(path, 'utf8')) || 0 : 0;
}

export function writeStartOffset(folder: string, offset: number): void {
  const path = join(folder, fileName);
  fs.writeFileSync(`${path}.part`, String(offset), { flush: true });
  fs.renameSync(`${path}.part`, path);
}
