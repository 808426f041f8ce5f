import fs from 'node:fs';
import { crc32c } from '../log/crc32c.ts';
import type { Files } from '../log/files.ts';

/** A file of JSON lines, each with its CRC in front, appended to and now and then written anew. */
export interface OffsetJournal {
  sizeBytes(): number;
  /** With the operating system on return; throws, with nothing written, when the disk refuses. */
  append(entries: readonly unknown[]): void;
  /** Puts `entries` in the place of all there was. */
  rewrite(entries: readonly unknown[]): void;
  close(): void;
}

/** Opens the journal; `onEntry` gets what it holds, `onDamage` the number of lines that are not whole. */
export function openOffsetJournal(
  files: Files,
  path: string,
  onEntry: (entry: unknown) => void,
  onDamage: (lines: number) => void,
): OffsetJournal {
  const text = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '';
  const lines = text.split('\n');
  const isTorn = lines.pop() !== '';
  let damaged = isTorn ? 1 : 0;
  for (const line of lines) {
    const entry = decodeLine(line);
    if (entry === undefined) damaged++;
    else onEntry(entry);
  }
  if (damaged > 0) onDamage(damaged);
  let handle = files.open(path);
  let size = files.sizeBytes(handle);
  if (isTorn) {
    size = Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1));
    files.truncate(handle, size);
  }

  function append(entries: readonly unknown[]): void {
    const data = Buffer.from(entries.map(encodeLine).join(''));
    try {
      let written = 0;
      while (written < data.length) {
        written += files.write(handle, data.subarray(written), size + written);
      }
    } catch (error) {
      files.truncate(handle, size);
      throw error;
    }
    size += data.length;
  }

  return {
    sizeBytes: () => size,
    append,
    rewrite(entries) {
      fs.writeFileSync(`${path}.part`, entries.map(encodeLine).join(''), { flush: true });
      files.close(handle);
      fs.renameSync(`${path}.part`, path);
      handle = files.open(path);
      size = files.sizeBytes(handle);
    },
    close() {
      files.flushNow(handle);
      files.close(handle);
    },
  };
}

function encodeLine(entry: unknown): string {
  const json = JSON.stringify(entry);
  return `${crcOf(json)} ${json}\n`;
}

function decodeLine(line: string): unknown {
  const json = line.slice(9);
  return line.slice(0, 8) === crcOf(json) ? JSON.parse(json) : undefined;
}

function crcOf(text: string): string {
  return crc32c(Buffer.from(text)).toString(16).padStart(8, '0');
}
