/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78) over `buffer[start, end)`, as Kafka's record batches
 * carry it. Eight bytes a step by eight tables ("slicing-by-8", Kounavis and Berry 2005). Unsigned.
 */
export function crc32c(buffer: Uint8Array, start = 0, end = buffer.length): number {
  let crc = 0xffffffff;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    const low = crc ^ (buffer[at] | (buffer[at + 1] << 8) | (buffer[at + 2] << 16) | (buffer[at + 3] << 24));
    crc =
      tables[1792 + (low & 0xff)] ^
      tables[1536 + ((low >>> 8) & 0xff)] ^
      tables[1280 + ((low >>> 16) & 0xff)] ^
      tables[1024 + (low >>> 24)] ^
      tables[768 + buffer[at + 4]] ^
      tables[512 + buffer[at + 5]] ^
      tables[256 + buffer[at + 6]] ^
      tables[buffer[at + 7]];
  }
  for (; at < end; at++) crc = tables[(crc ^ buffer[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const tables = makeTables();

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    made[byte] = crc;
  }
  for (let i = 256; i < made.length; i++) {
    const previous = made[i - 256];
    made[i] = made[previous & 0xff] ^ (previous >>> 8);
  }
  return made;
}
