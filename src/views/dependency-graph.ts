import type { Dependency, Micros, Run } from '../result.ts';
import { impactTime } from './variants.ts';

/** One who asks or is asked. */
export interface DependencyNode {
  id: string;
  kind: Dependency['kind'];
  /** Layer from those whom nobody asks, from 0. */
  layer: number;
  /** What the run says of a service; null for who has no impact of its own. */
  impact: { first: Micros; total: Micros; open: boolean; order: number } | null;
}

/** A call; several calls between the same two are one. */
export interface DependencyEdge {
  from: string;
  to: string;
  required: boolean;
  /** True for a call that closes a circle: it is drawn backwards. */
  back: boolean;
  /** True if the failure went along it: who is asked fails, and who needs it is in impact since then or asks from outside. */
  spread: boolean;
}

export interface DependencyGraph {
  nodes: readonly DependencyNode[];
  edges: readonly DependencyEdge[];
}

/** Who asks whom, in layers, with what the run says of it. Calls of a service to itself are left out. */
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

/** Who fails with a service: all who need it, directly or through others. `part` lose only what they can do without. */
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

/** Calls that lead back to one who is on the way to them: without these no circle is left. */
function backEdges(ids: readonly string[], calls: readonly Call[]): Set<Call> {
  const back = new Set<Call>();
  const done = new Set<string>();
  const way = new Set<string>();
  const visit = (id: string): void => {
    way.add(id);
    for (const call of calls) {
      if (call.from !== id) continue;
      if (way.has(call.to)) back.add(call);
      else if (!done.has(call.to)) visit(call.to);
    }
    way.delete(id);
    done.add(id);
  };
  // From those whom nobody asks first, so that circles are cut where they are entered.
  const sources = ids.filter((id) => calls.every(({ to }) => to !== id));
  for (const id of [...sources, ...ids]) if (!done.has(id)) visit(id);
  return back;
}

/** The longest way from those whom nobody asks. */
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
        // Those that come into impact in the same window share a number.
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
