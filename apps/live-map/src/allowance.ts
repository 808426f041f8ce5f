/** A token bucket: `burst` at once, then `perSecond`. */
export interface Allowance {
  /** Takes one, or says false when none is left. */
  take(nowMs: number): boolean;
}

export function createAllowance(perSecond: number, burst: number, startMs: number): Allowance {
  let left = burst;
  let atMs = startMs;
  return {
    take(nowMs) {
      left = Math.min(burst, left + (Math.max(0, nowMs - atMs) / 1_000) * perSecond);
      atMs = nowMs;
      if (left < 1) return false;
      left--;
      return true;
    },
  };
}
