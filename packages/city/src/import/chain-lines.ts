/** A line to be chained: its points as node numbers. A oneway line is never turned round. */
export interface ChainableLine {
  readonly nodes: readonly number[];
  readonly oneway: boolean;
}

/**
 * How well line `next` continues line `at` in node `node`; lower is better, null forbids it. `before` and `after`
 * are the nodes next to `node` on either side.
 */
export type JoinCost = (join: {
  readonly line: number;
  readonly next: number;
  readonly before: number;
  readonly node: number;
  readonly after: number;
}) => number | null;

interface LineUse {
  readonly line: number;
  readonly reversed: boolean;
}

/**
 * Joins lines end to end into longer ones, each line used once, the cheapest join first at each end. Returns for
 * each chain its nodes and the lines it is made of. The result depends only on the order of the lines.
 */
export function chainLines(
  lines: readonly ChainableLine[],
  joinCost: JoinCost,
): { readonly nodes: number[]; readonly lines: number[] }[] {
  const linesAt = new Map<number, number[]>();
  const addAt = (node: number, line: number) => {
    const there = linesAt.get(node);
    if (there) there.push(line);
    else linesAt.set(node, [line]);
  };
  lines.forEach((line, i) => {
    addAt(line.nodes[0], i);
    if (line.nodes[0] !== line.nodes[line.nodes.length - 1]) addAt(line.nodes[line.nodes.length - 1], i);
  });
  const used = new Uint8Array(lines.length);

  /** The best unused line on from `node`; `towardsEnd` tells which way oneway lines must run. */
  const continuation = (from: number, before: number, node: number, towardsEnd: boolean): LineUse | null => {
    let best: LineUse | null = null;
    let bestCost = Infinity;
    for (const line of linesAt.get(node) ?? []) {
      if (used[line]) continue;
      const { nodes, oneway } = lines[line];
      for (const reversed of [false, true]) {
        const entered = reversed ? nodes.length - 1 : 0;
        if (nodes[entered] !== node || (oneway && reversed === towardsEnd)) continue;
        const after = nodes[reversed ? entered - 1 : 1];
        const cost = joinCost({ line: from, next: line, before, node, after });
        if (cost === null || cost >= bestCost) continue;
        best = { line, reversed };
        bestCost = cost;
      }
    }
    return best;
  };

  const grow = (start: number, nodes: number[], members: number[], towardsEnd: boolean) => {
    let last = start;
    for (;;) {
      const node = nodes[nodes.length - 1];
      if (node === nodes[0]) return;
      const next = continuation(last, nodes[nodes.length - 2], node, towardsEnd);
      if (!next) return;
      used[next.line] = 1;
      const added = lines[next.line].nodes;
      nodes.push(...(next.reversed ? added.toReversed() : added).slice(1));
      members.push(next.line);
      last = next.line;
    }
  };

  return lines.flatMap((line, i) => {
    if (used[i]) return [];
    used[i] = 1;
    const nodes = [...line.nodes];
    const members = [i];
    grow(i, nodes, members, true);
    nodes.reverse();
    grow(i, nodes, members, false);
    return [{ nodes: nodes.reverse(), lines: members }];
  });
}
