/** A directed graph as compressed sparse rows: the successors of node `i` are `targets[starts[i] .. starts[i + 1]]`. */
export interface Graph {
  readonly starts: readonly number[];
  readonly targets: readonly number[];
}

/**
 * Strongly connected components of a subgraph, without recursion.
 *
 * Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972, https://doi.org/10.1137/0201010
 *
 * @param inside nodes of the subgraph
 */
export function components(graph: Graph, inside: (node: number) => boolean): number[][] {
  const count = graph.starts.length - 1;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const edge = new Int32Array(count);
  const stack: number[] = [];
  const found: number[][] = [];
  let next = 0;
  const open = (node: number): void => {
    index[node] = next;
    low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    edge[node] = graph.starts[node]!;
  };
  const close = (root: number): void => {
    const component: number[] = [];
    for (;;) {
      const node = stack.pop()!;
      onStack[node] = 0;
      component.push(node);
      if (node === root) break;
    }
    found.push(component.sort((a, b) => a - b));
  };
  for (let start = 0; start < count; start++) {
    if (index[start] !== -1 || !inside(start)) continue;
    const path = [start];
    open(start);
    while (path.length > 0) {
      const node = path.at(-1)!;
      if (edge[node]! < graph.starts[node + 1]!) {
        const target = graph.targets[edge[node]!++]!;
        if (!inside(target)) continue;
        if (index[target] === -1) {
          open(target);
          path.push(target);
        } else if (onStack[target] === 1) low[node] = Math.min(low[node]!, index[target]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] === index[node]) close(node);
    }
  }
  return found;
}
