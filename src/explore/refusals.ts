import { RunError } from '../engine/run-error.ts';
import type { Model } from '../model/model.ts';
import { type Expr, walk } from '../scenario/expr.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** More variables than this make each state too large for a search to get anywhere. */
const MOST_VARIABLES = 2000;

/**
 * Tells what a search can't do.
 *
 * @throws RunError if the model is too large, or something hangs on how long a timer has left
 */
export function refuse({ scenario, layout }: Model): void {
  if (layout.slots.length > MOST_VARIABLES) {
    const largest = scenario.processes.toSorted((a, b) => b.instances.length - a.instances.length)[0];
    const size = largest?.instances.length ?? 0;
    throw new RunError(
      'explore/too-large',
      largest?.span ?? scenario.processes[0]!.span,
      `a state of this model has ${layout.slots.length} variables; a search takes at most ${MOST_VARIABLES}`,
      largest === undefined || size < 3
        ? 'make the model smaller'
        : `search it with fewer instances: \`explore: { instances: { ${largest.name}: 3 } }\``,
    );
  }
  for (const expr of expressionsOf(scenario)) {
    walk(expr, (part) => {
      if (part.op !== 'call' || part.fn !== 'timer-left') return;
      throw new RunError(
        'explore/time-left',
        part.span,
        'a search knows whether a timer is over, and not how long it has left',
        'let the condition ask for `.over`, with a timer of its own',
      );
    });
  }
}

/** Everything that a search evaluates, but for sentences. */
function expressionsOf({ processes, faults, invariants, reachable, eventually }: Scenario): Expr[] {
  const sets = (all: readonly { key: Expr | null; value: Expr }[]) =>
    all.flatMap(({ key, value }) => [key, value]);
  const branches = processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches));
  const all: (Expr | null)[] = [
    ...branches.flatMap((branch) => [
      ...branch.exits.map(({ test }) => test),
      branch.when,
      branch.receive?.where ?? null,
      ...branch.choose.map(({ from }) => from),
      ...sets(branch.set),
      ...branch.send.flatMap(({ to, body }) => [to, ...body]),
    ]),
    ...faults.flatMap(({ when, set }) => [when, ...sets(set)]),
    ...[...invariants, ...reachable].map(({ is }) => is),
    ...eventually.flatMap(({ from, to }) => [from, to]),
  ];
  return all.filter((expr) => expr !== null);
}
