import type { Dependency } from '../result.ts';
import type { Scenario } from './scenario.ts';
import type { Edge } from './service.ts';

/** Who asks whom: loads and processes first, then services, each in the order of the text; no pair stands twice. */
export function dependenciesOf(scenario: Scenario): Dependency[] {
  const asked = (from: string, kind: Dependency['kind'], edges: readonly Edge[]): Dependency[] =>
    edges.map(({ to, required }) => ({ from, kind, to, required }));
  const all = [
    ...scenario.loads.flatMap((load) => asked(load.id, 'load', [load.asks])),
    ...scenario.processes.flatMap(({ name, steps }) =>
      asked(
        name,
        'process',
        steps.flatMap(({ branches }) => branches.flatMap(({ call }) => (call === null ? [] : [call.asks]))),
      ),
    ),
    ...scenario.services.flatMap((service) => asked(service.name, 'service', service.calls)),
  ];
  // A pair that asks twice needs the answer if one of its calls does.
  const pairs = new Map<string, Dependency>();
  for (const one of all) {
    const key = JSON.stringify([one.from, one.to]);
    const before = pairs.get(key);
    pairs.set(key, before === undefined ? one : { ...before, required: before.required || one.required });
  }
  return [...pairs.values()];
}
