import type { Dependency } from '../../result.ts';
import type { Edge, Scenario } from './scenario.ts';

/**
 * All calls to services: those from loads, then from processes, then from services, each in scenario order. Each pair
 * of caller and service is listed once.
 */
export function dependenciesOf(scenario: Scenario): Dependency[] {
  const from = (name: string, kind: Dependency['kind'], edges: readonly Edge[]): Dependency[] =>
    edges.map(({ to, required }) => ({ from: name, kind, to, required }));
  const all = [
    ...scenario.loads.flatMap((load) => from(load.id, 'load', [load.edge])),
    ...scenario.processes.flatMap(({ name, steps }) =>
      from(
        name,
        'process',
        steps.flatMap(({ branches }) => branches.flatMap(({ call }) => (call === null ? [] : [call.edge]))),
      ),
    ),
    ...scenario.services.flatMap((service) => from(service.name, 'service', service.calls)),
  ];
  // A dependency is required if any of its calls is required.
  const pairs = new Map<string, Dependency>();
  for (const one of all) {
    const key = JSON.stringify([one.from, one.to]);
    const before = pairs.get(key);
    pairs.set(key, before === undefined ? one : { ...before, required: before.required || one.required });
  }
  return [...pairs.values()];
}
