import type { Stage } from './stage.ts';

/** A word for a call of a request within an attempt of another. */
export function mixed(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Who asks whom, as a name: an edge has the same draws in each variant that has it. */
export function nameOf({ model }: Stage, index: number): string {
  const { from, service } = model.edges[index]!;
  const { scenario } = model;
  const to = scenario.services[service]!.name;
  const names = { load: scenario.loads, service: scenario.services, process: scenario.processes };
  const one = names[from.kind][from.index]!;
  const name = 'id' in one ? one.id : one.name;
  const before = model.edges.slice(0, index).filter((other) => {
    const same = other.from.kind === from.kind && other.from.index === from.index;
    return same && other.service === service;
  });
  return `${name}>${to}#${before.length}`;
}
