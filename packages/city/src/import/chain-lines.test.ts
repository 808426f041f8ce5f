import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainLines } from './chain-lines.ts';

const lines = fc.array(
  fc.record({ nodes: fc.array(fc.nat(12), { minLength: 2, maxLength: 5 }), oneway: fc.boolean() }),
  { maxLength: 20 },
);
const pairs = (nodes: readonly number[]) => nodes.slice(1).map((node, i) => [nodes[i], node]);
const undirected = (all: number[][]) => all.map(([a, b]) => [Math.min(a, b), Math.max(a, b)].join()).sort();

test('chaining keeps every stretch once and turns no oneway round', () => {
  fc.assert(
    fc.property(lines, (some) => {
      const chains = chainLines(some, () => 0);
      const before = undirected(some.flatMap((line) => pairs(line.nodes)));
      expect(undirected(chains.flatMap((chain) => pairs(chain.nodes)))).toEqual(before);
      expect(chains.flatMap((chain) => chain.lines).sort((a, b) => a - b)).toEqual(some.map((_, i) => i));
      for (const chain of chains) {
        const text = ` ${chain.nodes.join(' ')} `;
        for (const line of chain.lines) {
          if (some[line].oneway) expect(text).toContain(` ${some[line].nodes.join(' ')} `);
        }
      }
    }),
  );
});

test('of several ways on, the cheapest is taken, and a forbidden one never', () => {
  const cross = [
    { nodes: [0, 1], oneway: false },
    { nodes: [1, 2], oneway: false },
    { nodes: [3, 1], oneway: false },
  ];
  expect(chainLines(cross, ({ after }) => (after === 3 ? 1 : 2))[0].nodes).toEqual([0, 1, 3]);
  expect(chainLines(cross, () => null).length).toBe(3);
});

test('a ring closes and stops growing', () => {
  const ring = [
    { nodes: [0, 1, 2], oneway: false },
    { nodes: [0, 3, 2], oneway: false },
    { nodes: [0, 9], oneway: false },
  ];
  const [first] = chainLines(ring, ({ next }) => (next === 1 ? 0 : 5));
  expect(first.nodes[0]).toBe(first.nodes.at(-1));
  expect(first.lines).toEqual([0, 1]);
});
