const scratch = new Uint8Array(256);

/** The partition of a key, as Kafka's default partitioner: murmur2 of its UTF-8 bytes, sign bit cleared. */
export function keyPartition(key: string, partitionCount: number): number {
  return (murmur2(utf8(key)) & 0x7fffffff) % partitionCount;
}

/** The bytes of the key, valid until the next call: keys are short ASCII nearly always. */
function utf8(key: string): Uint8Array {
  if (key.length > scratch.length) return Buffer.from(key);
  for (let i = 0; i < key.length; i += 1) {
    const code = key.charCodeAt(i);
    if (code > 127) return Buffer.from(key);
    scratch[i] = code;
  }
  return scratch.subarray(0, key.length);
}

/** MurmurHash2, 32 bits, with the seed of Kafka's Utils.murmur2. */
function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ data.length;
  const whole = data.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const rest = data.length & 3;
  if (rest === 3) h ^= data[whole + 2] << 16;
  if (rest >= 2) h ^= data[whole + 1] << 8;
  if (rest >= 1) h = Math.imul(h ^ data[whole], m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}
