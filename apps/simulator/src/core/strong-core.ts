import type { StreetGraph } from '@rumo/city';

/**
 * By edge, 1 where both ends lie in the graph's largest strongly connected part: from each such edge every other
 * one can be reached. Algorithm of Tarjan ("Depth-first search and linear graph algorithms", 1972), without
 * recursion.
 */
export function strongCore(graph: StreetGraph): Uint8Array {
  const { nodeCount, firstOut, edgeTo } = graph;
  const index = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const component = new Int32Array(nodeCount).fill(-1);
  const nextEdge = firstOut.slice(0, nodeCount);
  const open: number[] = [];
  const sizes: number[] = [];
  let visited = 0;
  for (let root = 0; root < nodeCount; root++) {
    if (index[root] >= 0) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (index[node] < 0) {
        index[node] = low[node] = visited++;
        open.push(node);
      }
      if (nextEdge[node] < firstOut[node + 1]) {
        const to = edgeTo[nextEdge[node]++];
        if (index[to] < 0) path.push(to);
        else if (component[to] < 0) low[node] = Math.min(low[node], index[to]);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent], low[node]);
      if (low[node] !== index[node]) continue;
      let size = 0;
      let member: number;
      do {
        member = open.pop() as number;
        component[member] = sizes.length;
        size++;
      } while (member !== node);
      sizes.push(size);
    }
  }
  const largest = sizes.indexOf(largestOf(sizes));
  return Uint8Array.from({ length: graph.edgeCount }, (_, edge) =>
    component[graph.edgeFrom[edge]] === largest && component[edgeTo[edge]] === largest ? 1 : 0,
  );
}

// Spreading many thousand sizes into Math.max would overflow the stack.
function largestOf(sizes: readonly number[]): number {
  return sizes.reduce((most, size) => Math.max(most, size), 0);
}
