/** How many a second, as a mean over the last whole seconds. */
export interface EventRate {
  add(nowMs: number, events: number): void;
  perSecond(nowMs: number): number;
}

const seconds = 5;

export function createEventRate(): EventRate {
  const counts = new Map<number, number>();
  return {
    add(nowMs, events) {
      const second = Math.floor(nowMs / 1_000);
      counts.set(second, (counts.get(second) ?? 0) + events);
    },
    perSecond(nowMs) {
      const current = Math.floor(nowMs / 1_000);
      let sum = 0;
      for (const [second, count] of counts) {
        if (second < current - seconds) counts.delete(second);
        else if (second < current) sum += count;
      }
      return sum / seconds;
    },
  };
}
