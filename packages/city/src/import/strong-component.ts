/**
 * The largest strongly connected component of a directed graph: every node in it reaches every other. R. Tarjan,
 * "Depth-first search and linear graph algorithms", SIAM J. Comput. 1, 1972, with a stack of its own, since a city
 * is deeper than the call stack. Of equally large ones the first found.
 */
export function largestStrongComponent(
  nodeCount: number,
  arcs: readonly { readonly from: number; readonly to: number }[],
): ReadonlySet<number> {
  const firstOut = new Uint32Array(nodeCount + 1);
  for (const arc of arcs) firstOut[arc.from + 1]++;
  for (let node = 0; node < nodeCount; node++) firstOut[node + 1] += firstOut[node];
  const heads = new Uint32Array(arcs.length);
  const filled = firstOut.slice();
  for (const arc of arcs) heads[filled[arc.from]++] = arc.to;

  const visited = new Int32Array(nodeCount).fill(-1);
  const lowest = new Int32Array(nodeCount);
  const nextArc = firstOut.slice();
  const open = new Uint8Array(nodeCount);
  const stack: number[] = [];
  const path: number[] = [];
  let visits = 0;
  let largest: number[] = [];

  for (let root = 0; root < nodeCount; root++) {
    if (visited[root] >= 0) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (visited[node] < 0) {
        visited[node] = lowest[node] = visits++;
        stack.push(node);
        open[node] = 1;
      }
      if (nextArc[node] < firstOut[node + 1]) {
        const head = heads[nextArc[node]++];
        if (visited[head] < 0) path.push(head);
        else if (open[head]) lowest[node] = Math.min(lowest[node], visited[head]);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1];
        lowest[parent] = Math.min(lowest[parent], lowest[node]);
      }
      if (lowest[node] !== visited[node]) continue;
      const component = stack.splice(stack.lastIndexOf(node));
      for (const member of component) open[member] = 0;
      if (component.length > largest.length) largest = component;
    }
  }
  return new Set(largest);
}
