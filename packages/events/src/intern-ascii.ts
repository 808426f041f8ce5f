/** Slots of the cache; two texts that fall in one slot take turns. */
const slots = 2 ** 15;
const cache: (string | undefined)[] = new Array(slots);

/**
 * The text of ASCII bytes; the same bytes mostly give the very same string, without making one. A fleet sends the
 * same few thousand ids again and again.
 */
export function internAscii(bytes: Uint8Array, start: number, end: number): string {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  const slot = (hash ^ (hash >>> 15)) & (slots - 1);
  const known = cache[slot];
  if (known !== undefined && isSame(known, bytes, start, end)) return known;
  const made = String.fromCharCode(...bytes.subarray(start, end));
  cache[slot] = made;
  return made;
}

function isSame(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
