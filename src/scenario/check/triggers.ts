import { nearest } from '../../yaml/suggest.ts';
import type { Process, Trigger } from '../ast/scenario.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';

const OBSERVED = 'observed.';

/** Checks `trigger`: faults, steps (`process.step`) and observed entries (`observed.id`). */
export function checkTriggers(
  context: Context,
  raw: RawScenario,
  processes: readonly Process[],
  record: Observations,
): Trigger[] {
  const { trigger } = raw;
  if (trigger === undefined) return [];
  if (raw.steady_state === undefined)
    context.report(say.needsSteady(context.keySpan(['trigger']), 'trigger'));
  const faults = (raw.faults ?? []).map(({ id }) => id);
  const steps = processes.flatMap(({ name, steps: all }) =>
    all.flatMap(({ id, branches }) =>
      [...new Set([id, ...branches.map((branch) => branch.id)])].map((step) => ({
        name: `${name}.${step}`,
        process: name,
        step,
      })),
    ),
  );
  return [trigger].flat().flatMap((name, i): Trigger[] => {
    const span = context.span(Array.isArray(trigger) ? ['trigger', i] : ['trigger']);
    if (faults.includes(name)) return [{ kind: 'fault', name }];
    const step = steps.find((one) => one.name === name);
    if (step !== undefined) return [{ kind: 'step', ...step }];
    const id = name.startsWith(OBSERVED) ? name.slice(OBSERVED.length) : null;
    const fact = id === null ? undefined : record.facts.get(id);
    if (fact !== undefined) return [{ kind: 'observed', name, t: fact.t }];
    if (id !== null && record.broken.has(id)) return [];
    if (id !== null && record.unplaced.has(id)) {
      context.reportOnce(say.needsClock(span));
      return [];
    }
    const known = [
      ...faults,
      ...steps.map((one) => one.name),
      ...[...record.facts.keys()].map((key) => `${OBSERVED}${key}`),
    ];
    context.report(say.unknownTrigger(span, name, nearest(name, known)));
    return [];
  });
}
