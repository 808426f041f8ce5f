import fs from 'node:fs';

/** Replaces a file whole or not at all. With `isFlushed` also across a loss of power. A refusing disk leaves no part. */
export function replaceFile(path: string, data: string | Buffer, isFlushed = false): void {
  const part = `${path}.part`;
  try {
    fs.writeFileSync(part, data, { flush: isFlushed });
    fs.renameSync(part, path);
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}
