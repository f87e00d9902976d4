import type { Dependency, Micros, Run } from '../../result.ts';
import { impactTime } from '../trace/moments.ts';

export interface DependencyGraph {
  nodes: readonly DependencyNode[];
  edges: readonly DependencyEdge[];
}

/** A caller or callee. */
export interface DependencyNode {
  id: string;
  kind: Dependency['kind'];
  /** Layer number, starting from 0 at nodes without callers. */
  layer: number;
  /** The run's impact on a service; null if there is none. */
  impact: { first: Micros; total: Micros; open: boolean; order: number } | null;
}

/** All calls from one node to another. */
interface DependencyEdge {
  from: string;
  to: string;
  required: boolean;
  /** True if the call closes a cycle. Such calls are drawn backwards. */
  back: boolean;
  /**
   * True if impact may have spread along the call: the call is required, the called service was impacted, and the
   * caller is external or wasn't impacted before the called service.
   */
  spread: boolean;
}

/** The call graph in layers, with the impact in a run. Calls from a service to itself are left out. */
export function dependencyGraph(dependencies: readonly Dependency[], run: Run | null): DependencyGraph {
  const kinds = new Map<string, Dependency['kind']>();
  for (const { from, kind, to } of dependencies) {
    if (!kinds.has(from) || kind !== 'service') kinds.set(from, kind);
    if (!kinds.has(to)) kinds.set(to, 'service');
  }
  const calls = mergedCalls(dependencies);
  const back = backEdges([...kinds.keys()], calls);
  const layers = layersOf(
    [...kinds.keys()],
    calls.filter((call) => !back.has(call)),
  );
  const impacts = impactsOf(run);
  const nodes = [...kinds].map(
    ([id, kind]): DependencyNode => ({ id, kind, layer: layers.get(id)!, impact: impacts.get(id) ?? null }),
  );
  const edges = calls.map((call) => ({
    ...call,
    back: back.has(call),
    spread: spreads(call, kinds.get(call.from)!, impacts),
  }));
  return { nodes, edges };
}

type Call = Pick<DependencyEdge, 'from' | 'to' | 'required'>;

function mergedCalls(dependencies: readonly Dependency[]): Call[] {
  const calls = new Map<string, Call>();
  for (const { from, to, required } of dependencies) {
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    calls.set(key, { from, to, required: required || (calls.get(key)?.required ?? false) });
  }
  return [...calls.values()];
}

/** Back edges found by a depth-first search. Without them, the graph has no cycles. */
function backEdges(ids: readonly string[], calls: readonly Call[]): Set<Call> {
  const back = new Set<Call>();
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (id: string): void => {
    path.add(id);
    for (const call of calls) {
      if (call.from !== id) continue;
      if (path.has(call.to)) back.add(call);
      else if (!done.has(call.to)) visit(call.to);
    }
    path.delete(id);
    done.add(id);
  };
  // Start with nodes without callers, so that cycles are cut where they're entered.
  const sources = ids.filter((id) => calls.every(({ to }) => to !== id));
  for (const id of [...sources, ...ids]) if (!done.has(id)) visit(id);
  return back;
}

/** The length of the longest path to each node from a node without callers. */
function layersOf(ids: readonly string[], calls: readonly Call[]): Map<string, number> {
  const layers = new Map(ids.map((id) => [id, 0]));
  for (let round = 0; round < ids.length; round++) {
    let moved = false;
    for (const { from, to } of calls) {
      const layer = layers.get(from)! + 1;
      if (layers.get(to)! >= layer) continue;
      layers.set(to, layer);
      moved = true;
    }
    if (!moved) break;
  }
  return layers;
}

function impactsOf(run: Run | null): Map<string, NonNullable<DependencyNode['impact']>> {
  const hit = (run?.services ?? [])
    .filter(({ windows }) => windows.length > 0)
    .sort((a, b) => a.windows[0]!.from - b.windows[0]!.from);
  const firsts = [...new Set(hit.map(({ windows }) => windows[0]!.from))];
  return new Map(
    hit.map((service) => [
      service.service,
      {
        first: service.windows[0]!.from,
        total: impactTime(service, run!.ended.at),
        open: service.windows.at(-1)!.to === null,
        // Services impacted at the same time share a number.
        order: 1 + firsts.filter((first) => first < service.windows[0]!.from).length,
      },
    ]),
  );
}

function spreads(
  { from, to, required }: Call,
  kind: Dependency['kind'],
  impacts: ReadonlyMap<string, NonNullable<DependencyNode['impact']>>,
): boolean {
  const below = impacts.get(to);
  if (below === undefined || !required) return false;
  if (kind !== 'service') return true;
  const above = impacts.get(from);
  return above !== undefined && above.first >= below.first;
}

/**
 * The nodes affected if a service fails. Those in `fail` require it, directly or indirectly. Those in `part` only
 * make optional calls to it or to nodes in `fail`.
 */
export function blastRadius(graph: DependencyGraph, service: string): { fail: string[]; part: string[] } {
  const fail = new Set<string>();
  const open = [service];
  while (open.length > 0) {
    const down = open.pop()!;
    for (const edge of graph.edges) {
      if (edge.to !== down || !edge.required || fail.has(edge.from) || edge.from === service) continue;
      fail.add(edge.from);
      open.push(edge.from);
    }
  }
  const part = graph.edges
    .filter(({ from, to, required }) => !required && (to === service || fail.has(to)) && !fail.has(from))
    .map(({ from }) => from);
  const inOrder = graph.nodes.map(({ id }) => id);
  return {
    fail: inOrder.filter((id) => fail.has(id)),
    part: inOrder.filter((id) => part.includes(id) && id !== service),
  };
}

export interface DependencyLayout {
  width: number;
  height: number;
  nodes: readonly PlacedNode[];
  edges: readonly PlacedEdge[];
}

/** A node and its box, in pixels. */
export interface PlacedNode {
  node: DependencyNode;
  x: number;
  y: number;
}

/** A call and the points of its line, from caller to callee. */
export interface PlacedEdge {
  edge: DependencyEdge;
  points: readonly (readonly [x: number, y: number])[];
}

/** Sizes for a layout. Layers go from left to right if `across` is set, otherwise from top to bottom. */
export interface LayoutSize {
  across: boolean;
  node: { width: number; height: number };
  /** Distance between layers, and between nodes in a layer. */
  gap: { layer: number; node: number };
  margin: number;
  /** Maximum number of nodes side by side in a layer. If there are more, they go into additional layers. */
  most: number;
}

const SWEEPS = 4;

/** Lays out a graph in layers. Within a layer, nodes are placed near their callers and callees. */
export function layoutDependencies(graph: DependencyGraph, size: LayoutSize): DependencyLayout {
  const layerOf = spreadLayers(graph, size.most);
  const slots: Slot[] = graph.nodes.map((node) => ({ id: node.id, node, layer: layerOf.get(node.id)! }));
  const routes = graph.edges.map((edge) => ({ edge, route: routeOf(edge, layerOf, slots) }));
  const layers = orderLayers(
    slots,
    routes.map(({ route }) => route),
  );
  return place(graph, layers, routes, size);
}

/** Splits layers that have too many nodes. */
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

/** A position in a layer: a node, or a point where a call passes through. */
interface Slot {
  id: string;
  node: DependencyNode | null;
  layer: number;
}

/** The ids of the slots along a call. Adds slots in the layers between its two ends. */
function routeOf(edge: DependencyEdge, layerOf: ReadonlyMap<string, number>, slots: Slot[]): string[] {
  const [from, to] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
  const route = [from];
  for (let layer = layerOf.get(from)! + 1; layer < layerOf.get(to)!; layer++) {
    const id = JSON.stringify([from, to, layer]);
    slots.push({ id, node: null, layer });
    route.push(id);
  }
  return [...route, to];
}

function orderLayers(slots: readonly Slot[], routes: readonly (readonly string[])[]): Slot[][] {
  const depth = Math.max(0, ...slots.map(({ layer }) => layer));
  const layers = Array.from({ length: depth + 1 }, (_, layer) =>
    slots.filter((slot) => slot.layer === layer),
  );
  const beside = new Map<string, string[]>(slots.map(({ id }) => [id, []]));
  for (const route of routes) {
    route.slice(1).forEach((id, i) => {
      beside.get(route[i]!)!.push(id);
      beside.get(id)!.push(route[i]!);
    });
  }
  for (let round = 0; round < SWEEPS; round++) {
    const order = round % 2 === 0 ? layers : [...layers].reverse();
    for (const layer of order) sortLayer(layer, layers, beside);
  }
  return layers;
}

/** Sorts a layer by the mean position of each slot's neighbors. Slots without neighbors stay in place. */
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
  routes: readonly { edge: DependencyEdge; route: readonly string[] }[],
  { across, node, gap, margin }: LayoutSize,
): DependencyLayout {
  const [along, side] = across ? [node.width, node.height] : [node.height, node.width];
  // A call that passes through a layer takes less space than a node.
  const sizeOf = (slot: Slot) => (slot.node === null ? side / 3 : side);
  const lengths = layers.map((layer) =>
    layer.reduce((sum, slot) => sum + sizeOf(slot) + gap.node, -gap.node),
  );
  const widest = Math.max(0, ...lengths);
  const at = new Map<string, { start: number; middle: number }>();
  layers.forEach((layer, i) => {
    let free = margin + (widest - lengths[i]!) / 2;
    for (const slot of layer) {
      at.set(slot.id, { start: margin + i * (along + gap.layer), middle: free + sizeOf(slot) / 2 });
      free += sizeOf(slot) + gap.node;
    }
  });
  const point = (a: number, b: number): readonly [number, number] => (across ? [a, b] : [b, a]);
  const edges = routes.map(({ edge, route }) => {
    const points = route.flatMap((id, i) => {
      const { start, middle } = at.get(id)!;
      const passes = i > 0 && i < route.length - 1;
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
