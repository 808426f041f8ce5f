/** Counts by name; names come from this code, never from the outside. */
export interface Counts {
  /** Adds one and returns how many it is now. */
  add(name: string): number;
  all(): Readonly<Record<string, number>>;
  total(): number;
}

export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add(name) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count;
    },
    all: () => Object.fromEntries(counts),
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
