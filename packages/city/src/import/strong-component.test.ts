import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestStrongComponent } from './strong-component.ts';

const digraph = fc.integer({ min: 1, max: 12 }).chain((nodeCount) =>
  fc.record({
    nodeCount: fc.constant(nodeCount),
    arcs: fc.array(fc.record({ from: fc.nat(nodeCount - 1), to: fc.nat(nodeCount - 1) }), { maxLength: 40 }),
  }),
);

function reachable(start: number, arcs: readonly { from: number; to: number }[]): Set<number> {
  const reached = new Set([start]);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const arc of arcs) if (reached.has(arc.from)) reached.add(arc.to);
  }
  return reached;
}

test('in the component every node reaches every other, none can be added, and none is larger', () => {
  fc.assert(
    fc.property(digraph, ({ nodeCount, arcs }) => {
      const found = largestStrongComponent(nodeCount, arcs);
      const nodes = Array.from({ length: nodeCount }, (_, node) => node);
      const reach = nodes.map((node) => reachable(node, arcs));
      const componentOf = (node: number) =>
        nodes.filter((other) => reach[node].has(other) && reach[other].has(node));
      const sizes = nodes.map((node) => componentOf(node).length);
      const [some] = found;
      expect([...found].sort((a, b) => a - b)).toEqual(componentOf(some));
      expect(found.size).toBe(Math.max(...sizes));
    }),
  );
});

test('a long street does not overflow the stack', () => {
  const arcs = Array.from({ length: 200_000 }, (_, i) => ({ from: i, to: (i + 1) % 200_000 }));
  expect(largestStrongComponent(200_000, arcs).size).toBe(200_000);
});

test('a graph without nodes has an empty component', () => {
  expect(largestStrongComponent(0, []).size).toBe(0);
});
