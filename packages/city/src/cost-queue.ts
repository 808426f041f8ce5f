/** A priority queue of small integers by cost, the cheapest first. It keeps its memory between searches. */
export interface CostQueue {
  readonly size: number;
  clear(): void;
  push(item: number, cost: number): void;
  /** Removes the cheapest item; −1 when there is none. */
  pop(): number;
}

export function costQueue(): CostQueue {
  let items = new Int32Array(1024);
  let costs = new Float64Array(1024);
  let size = 0;

  const grow = () => {
    const moreItems = new Int32Array(items.length * 2);
    const moreCosts = new Float64Array(items.length * 2);
    moreItems.set(items);
    moreCosts.set(costs);
    items = moreItems;
    costs = moreCosts;
  };

  return {
    get size() {
      return size;
    },
    clear: () => {
      size = 0;
    },
    push: (item, cost) => {
      if (size === items.length) grow();
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >> 2;
        if (costs[parent] <= cost) break;
        items[at] = items[parent];
        costs[at] = costs[parent];
        at = parent;
      }
      items[at] = item;
      costs[at] = cost;
    },
    pop: () => {
      if (size === 0) return -1;
      const cheapest = items[0];
      size--;
      const item = items[size];
      const cost = costs[size];
      // Four children a node: fewer levels to sink through than with two.
      let at = 0;
      for (let child = 1; child < size; child = 4 * at + 1) {
        const end = Math.min(child + 4, size);
        let least = child;
        for (let other = child + 1; other < end; other++) if (costs[other] < costs[least]) least = other;
        if (costs[least] >= cost) break;
        items[at] = items[least];
        costs[at] = costs[least];
        at = least;
      }
      items[at] = item;
      costs[at] = cost;
      return cheapest;
    },
  };
}
