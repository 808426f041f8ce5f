/** How many a second, as a mean over the last whole seconds. */
export interface EventRate {
  add(count: number, nowMs: number): void;
  perSecond(nowMs: number): number;
}

const seconds = 5;

/** Times are by any monotonic clock, ms. */
export function eventRate(): EventRate {
  const bySecond = new Map<number, number>();
  const forgetBefore = (second: number) => {
    for (const key of bySecond.keys()) if (key < second) bySecond.delete(key);
  };
  return {
    add(count, nowMs) {
      const second = Math.floor(nowMs / 1_000);
      if (!bySecond.has(second)) forgetBefore(second - seconds);
      bySecond.set(second, (bySecond.get(second) ?? 0) + count);
    },
    perSecond(nowMs) {
      const second = Math.floor(nowMs / 1_000);
      forgetBefore(second - seconds);
      let sum = 0;
      for (const [key, count] of bySecond) if (key < second) sum += count;
      return sum / seconds;
    },
  };
}
