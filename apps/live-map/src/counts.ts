/** Counts by name; names come from this code, never from the outside. */
export interface Counts {
  /** Adds one, or so many, and returns how many it is now. */
  add(name: string, times?: number): number;
  all(): Readonly<Record<string, number>>;
  total(): number;
}

export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add(name, times = 1) {
      const count = (counts.get(name) ?? 0) + times;
      counts.set(name, count);
      return count;
    },
    all: () => Object.fromEntries(counts),
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
