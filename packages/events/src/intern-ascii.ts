/** Two slots for each hash; the texts of a full pair take turns. Room for the ids of 100,000 drivers in 2 MB. */
const pairBits = 17;
const pairs = 2 ** pairBits;
const cache: string[] = new Array(2 * pairs).fill('');

/**
 * The text of ASCII bytes; the same bytes mostly give the very same string, without making one. A fleet sends the
 * same ids again and again.
 */
export function internAscii(bytes: Uint8Array, start: number, end: number): string {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]) | 0;
  const slot = 2 * (Math.imul(hash, 0x9e3779b1) >>> (32 - pairBits));
  const first = cache[slot];
  if (isSame(first, bytes, start, end)) return first;
  const second = cache[slot + 1];
  if (isSame(second, bytes, start, end)) return second;
  let made = '';
  for (let i = start; i < end; i++) made += String.fromCharCode(bytes[i]);
  cache[slot + 1] = first;
  cache[slot] = made;
  return made;
}

function isSame(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
