/** What drawing costs the page's thread. */
export interface FrameStats {
  readonly pictures: number;
  readonly fps: number;
  /** ms of the page's thread for each picture of the cars: mean and worst of the last second. */
  readonly meanMs: number;
  readonly worstMs: number;
}

export interface FrameMeter {
  picture(): void;
  /** Work of `ms` was done for the current picture. */
  frame(ms: number): void;
  /** Pictures since the start. */
  pictures(): number;
  /** Since the last call. */
  take(nowMs: number): FrameStats;
}

export function createFrameMeter(): FrameMeter {
  let pictures = 0;
  let before = { pictures: 0, atMs: 0 };
  let sumMs = 0;
  let worstMs = 0;
  return {
    picture: () => void pictures++,
    frame(ms) {
      sumMs += ms;
      worstMs = Math.max(worstMs, ms);
    },
    pictures: () => pictures,
    take(nowMs) {
      const drawn = pictures - before.pictures;
      const stats = {
        pictures,
        fps: before.atMs === 0 ? 0 : (drawn * 1_000) / Math.max(1, nowMs - before.atMs),
        meanMs: drawn === 0 ? 0 : sumMs / drawn,
        worstMs,
      };
      before = { pictures, atMs: nowMs };
      sumMs = 0;
      worstMs = 0;
      return stats;
    },
  };
}
