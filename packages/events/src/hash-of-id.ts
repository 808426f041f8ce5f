/** Another one in each process, so that ids can hardly be chosen to share a hash. */
export const hashSeed = (Math.random() * 2 ** 32) | 0;

/** A hash of an id's bytes, 32 bits with a sign (FNV-1a). */
export function hashOfId(bytes: Uint8Array): number {
  let hash = hashSeed;
  for (let i = 0; i < bytes.length; i++) hash = withByte(hash, bytes[i]);
  return hash;
}

export function withByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}
