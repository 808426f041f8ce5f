/** Whether a[from..to) are the bytes of `b` from `bFrom` on. */
export function isSameBytes(a: Uint8Array, from: number, to: number, b: Uint8Array, bFrom: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== b[bFrom + i - from]) return false;
  return true;
}
