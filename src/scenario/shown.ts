import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { VIEW_NAMES } from '../result-views.ts';
import { nearest } from '../yaml/suggest.ts';
import type { Named } from './claimed.ts';
import type { Context } from './context.ts';
import * as say from './diagnostics.ts';
import type { Fault, Process, Scenario } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import type { Service } from './service.ts';

/** Names of views under `show` with their places. */
export function namesToShow(context: Context, raw: RawScenario): Named[] {
  return (raw.show ?? []).map((name, i) => ({ name, span: context.span(['show', i]) }));
}

/** Findings about names under `show` that are no views. They stand beside a result, which is as good without a picture. */
export function unknownViews({ show }: Pick<Scenario, 'show'>): Diagnostic[] {
  return show
    .filter(({ name }) => !(VIEW_NAMES as readonly string[]).includes(name))
    .map(({ name, span }) => say.unknownView(span, name, nearest(name, VIEW_NAMES), VIEW_NAMES));
}

/** Names under `lanes`: whoever acts, serves, is addressed or goes wrong in the scenario. */
export function checkLanes(
  context: Context,
  raw: RawScenario,
  parts: {
    readonly processes: readonly Process[];
    readonly services: readonly Service[];
    readonly faults: readonly Fault[];
  },
): string[] {
  const lanes = raw.lanes ?? [];
  const known = new Set([
    ...parts.processes.flatMap(({ name, fleet, instances }) => (fleet ? [name] : [name, ...instances])),
    ...parts.processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches.flatMap(({ to }) => to))),
    ...parts.services.map(({ name }) => name),
    ...parts.faults.map(({ id }) => id),
  ]);
  for (const [i, name] of lanes.entries()) {
    if (known.has(name)) continue;
    context.report(say.unknownThing(context.span(['lanes', i]), name, 'participant', nearest(name, known)));
  }
  return lanes;
}
