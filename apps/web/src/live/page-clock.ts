/** Epoch ms that never steps back while the page lives, the same in its threads. */
export function pageNowMs(): number {
  return performance.timeOrigin + performance.now();
}
