import type { DependencyEdge, DependencyGraph, DependencyNode } from './dependency-graph.ts';

/** A node with its box in pixels. */
export interface PlacedNode {
  node: DependencyNode;
  x: number;
  y: number;
}

/** A call with the points that it goes through, from who asks to who is asked. */
export interface PlacedEdge {
  edge: DependencyEdge;
  points: readonly (readonly [x: number, y: number])[];
}

export interface DependencyLayout {
  width: number;
  height: number;
  nodes: readonly PlacedNode[];
  edges: readonly PlacedEdge[];
}

/** Sizes of a layout. `across` lays layers from left to right, else they go from top to bottom. */
export interface LayoutSize {
  across: boolean;
  node: { width: number; height: number };
  /** Between two layers, and between two nodes of a layer. */
  gap: { layer: number; node: number };
  margin: number;
  /** Most nodes of a layer side by side; more go into further layers. */
  most: number;
}

/** A place in a layer: a node, or where a call passes through. */
interface Slot {
  id: string;
  node: DependencyNode | null;
  layer: number;
}

const SWEEPS = 4;

/** Lays a graph out in layers; within a layer everyone stands near those whom it asks and who ask it. */
export function layoutDependencies(graph: DependencyGraph, size: LayoutSize): DependencyLayout {
  const layerOf = spreadLayers(graph, size.most);
  const slots: Slot[] = graph.nodes.map((node) => ({ id: node.id, node, layer: layerOf.get(node.id)! }));
  const ways = graph.edges.map((edge) => ({ edge, way: wayOf(edge, layerOf, slots) }));
  const layers = orderLayers(
    slots,
    ways.map(({ way }) => way),
  );
  return place(graph, layers, ways, size);
}

/** Layers with more nodes than fit are split: those that come later go into layers of their own. */
function spreadLayers(graph: DependencyGraph, most: number): Map<string, number> {
  const out = new Map<string, number>();
  const depth = Math.max(0, ...graph.nodes.map(({ layer }) => layer));
  let next = 0;
  for (let layer = 0; layer <= depth; layer++) {
    const of = graph.nodes.filter((node) => node.layer === layer);
    of.forEach((node, i) => {
      out.set(node.id, next + Math.floor(i / most));
    });
    next += Math.max(1, Math.ceil(of.length / most));
  }
  return out;
}

/** Ids of the slots from one end of a call to the other; slots for the layers between are made. */
function wayOf(edge: DependencyEdge, layerOf: ReadonlyMap<string, number>, slots: Slot[]): string[] {
  const [from, to] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
  const way = [from];
  for (let layer = layerOf.get(from)! + 1; layer < layerOf.get(to)!; layer++) {
    const id = JSON.stringify([from, to, layer]);
    slots.push({ id, node: null, layer });
    way.push(id);
  }
  return [...way, to];
}

function orderLayers(slots: readonly Slot[], ways: readonly (readonly string[])[]): Slot[][] {
  const depth = Math.max(0, ...slots.map(({ layer }) => layer));
  const layers = Array.from({ length: depth + 1 }, (_, layer) =>
    slots.filter((slot) => slot.layer === layer),
  );
  const beside = new Map<string, string[]>(slots.map(({ id }) => [id, []]));
  for (const way of ways) {
    way.slice(1).forEach((id, i) => {
      beside.get(way[i]!)!.push(id);
      beside.get(id)!.push(way[i]!);
    });
  }
  for (let round = 0; round < SWEEPS; round++) {
    const order = round % 2 === 0 ? layers : [...layers].reverse();
    for (const layer of order) sortLayer(layer, layers, beside);
  }
  return layers;
}

/** Sorts a layer by the mean place of the neighbours; who has none stays where it is. */
function sortLayer(layer: Slot[], layers: readonly Slot[][], beside: ReadonlyMap<string, string[]>): void {
  const place = new Map<string, number>();
  for (const other of layers) {
    other.forEach((slot, i) => {
      place.set(slot.id, (i + 0.5) / other.length);
    });
  }
  const wish = new Map(
    layer.map((slot) => {
      const near = beside.get(slot.id)!;
      const sum = near.reduce((total, id) => total + place.get(id)!, 0);
      return [slot.id, near.length === 0 ? place.get(slot.id)! : sum / near.length];
    }),
  );
  const before = new Map(layer.map((slot, i) => [slot.id, i]));
  layer.sort((a, b) => wish.get(a.id)! - wish.get(b.id)! || before.get(a.id)! - before.get(b.id)!);
}

function place(
  graph: DependencyGraph,
  layers: readonly Slot[][],
  ways: readonly { edge: DependencyEdge; way: readonly string[] }[],
  { across, node, gap, margin }: LayoutSize,
): DependencyLayout {
  const [along, side] = across ? [node.width, node.height] : [node.height, node.width];
  // A call that passes takes less room than a node.
  const room = (slot: Slot) => (slot.node === null ? side / 3 : side);
  const lengths = layers.map((layer) => layer.reduce((sum, slot) => sum + room(slot) + gap.node, -gap.node));
  const widest = Math.max(0, ...lengths);
  const at = new Map<string, { start: number; middle: number }>();
  layers.forEach((layer, i) => {
    let free = margin + (widest - lengths[i]!) / 2;
    for (const slot of layer) {
      at.set(slot.id, { start: margin + i * (along + gap.layer), middle: free + room(slot) / 2 });
      free += room(slot) + gap.node;
    }
  });
  const point = (a: number, b: number): readonly [number, number] => (across ? [a, b] : [b, a]);
  const edges = ways.map(({ edge, way }) => {
    const points = way.flatMap((id, i) => {
      const { start, middle } = at.get(id)!;
      const passes = i > 0 && i < way.length - 1;
      if (passes) return [point(start, middle), point(start + along, middle)];
      return [point(i === 0 ? start + along : start, middle)];
    });
    return { edge, points: edge.back ? points.reverse() : points };
  });
  const whole = layers.length * (along + gap.layer) - gap.layer + 2 * margin;
  const [width, height] = point(whole, widest + 2 * margin);
  const nodes = graph.nodes.map((one) => {
    const { start, middle } = at.get(one.id)!;
    const [x, y] = point(start, middle - side / 2);
    return { node: one, x, y };
  });
  return { width, height, nodes, edges };
}
