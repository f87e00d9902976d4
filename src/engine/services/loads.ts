/**
 * Numbers by position, with fast access to the smallest. This is a tree over the positions: each node has the minimum
 * of its two children, so a change or a query takes logarithmic time.
 */
export class Loads {
  /**
   * Node 1 is the root, and the children of node n are 2n and 2n + 1. The second half of the array contains the
   * numbers.
   */
  private tree = new Float64Array(2);
  private leaves = 1;
  private size = 0;

  reset(loads: readonly number[]): void {
    this.size = loads.length;
    this.leaves = 1;
    while (this.leaves < this.size) this.leaves *= 2;
    this.tree = new Float64Array(2 * this.leaves).fill(Number.POSITIVE_INFINITY);
    this.tree.set(loads, this.leaves);
    for (let node = this.leaves - 1; node > 0; node--) this.refresh(node);
  }

  set(position: number, load: number): void {
    let node = this.leaves + position;
    this.tree[node] = load;
    for (node >>= 1; node > 0; node >>= 1) this.refresh(node);
  }

  private refresh(node: number): void {
    this.tree[node] = Math.min(this.tree[2 * node]!, this.tree[2 * node + 1]!);
  }

  /** The first position at or after `from` that has the smallest number; if there is none, the first one before it. */
  firstLeast(from: number): number {
    const least = this.tree[1]!;
    const found = this.first(1, 0, this.leaves, from, least);
    return found >= 0 ? found : this.first(1, 0, this.leaves, 0, least);
  }

  /**
   * The first position at or after `from` whose number is at most `least`, below a node that covers `low` to `high`; -1
   * if there is none.
   */
  private first(node: number, low: number, high: number, from: number, least: number): number {
    if (high <= from || this.tree[node]! > least) return -1;
    if (high - low === 1) return low;
    const middle = (low + high) / 2;
    const left = this.first(2 * node, low, middle, from, least);
    return left >= 0 ? left : this.first(2 * node + 1, middle, high, from, least);
  }
}
