const blockBytes = 512;

export interface TarEntry {
  readonly name: string;
  readonly data: Uint8Array;
}

/**
 * The regular files of an uncompressed tar archive in POSIX ustar format (IEEE Std 1003.1, "pax"): 512-byte headers
 * with name at 0, octal size at 124, type at 156, prefix at 345. Throws when the archive is cut off.
 */
export function* tarEntries(archive: Uint8Array): Generator<TarEntry> {
  const text = (from: number, length: number) =>
    Buffer.from(archive.subarray(from, from + length))
      .toString('utf8')
      .split('\0', 1)[0];
  for (let at = 0; at + blockBytes <= archive.length; ) {
    if (archive[at] === 0) return;
    const size = Number.parseInt(text(at + 124, 12), 8);
    const start = at + blockBytes;
    if (!(size >= 0) || start + size > archive.length) {
      throw new Error(
        `broken tar archive: entry at byte ${at} says ${size} bytes, ${archive.length - start} are left`,
      );
    }
    const type = text(at + 156, 1);
    const prefix = text(at + 345, 155);
    const name = text(at, 100);
    if (type === '0' || type === '') {
      yield { name: prefix ? `${prefix}/${name}` : name, data: archive.subarray(start, start + size) };
    }
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
}
