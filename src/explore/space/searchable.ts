import { RunError } from '../../engine/state/run-error.ts';
import type { Model } from '../../model/model.ts';
import { type Expr, walk } from '../../scenario/ast/expr.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';

/** A search with more variables per state would never finish. */
const MAX_VARIABLES = 2000;

/**
 * Checks that a model can be searched.
 *
 * @throws RunError if the model is too large, or if anything depends on how much time is left on a timer
 */
export function checkSearchable({ scenario, layout }: Model): void {
  if (layout.slots.length > MAX_VARIABLES) {
    const largest = scenario.processes.toSorted((a, b) => b.instances.length - a.instances.length)[0];
    const size = largest?.instances.length ?? 0;
    throw new RunError(
      'explore/too-large',
      (largest ?? scenario.state[0] ?? scenario.fields[0])!.span,
      `each state in this model has ${layout.slots.length.toLocaleString('en-US')} variables; the limit for a search is ${MAX_VARIABLES.toLocaleString('en-US')}`,
      largest === undefined || size < 3
        ? 'make the model smaller'
        : `search the model with fewer instances: \`explore: { instances: { ${largest.name}: 3 } }\``,
    );
  }
  const branches = scenario.processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches));
  const draw = branches.flatMap((branch) => branch.draw)[0];
  if (draw !== undefined) {
    throw new RunError(
      'explore/draw',
      draw.span,
      `a search can't draw \`${draw.name}\`: it would have to try every possible number`,
      'choose from a few values instead (`choose`), or use alternatives with `chance`',
    );
  }
  for (const expr of expressionsOf(scenario)) {
    walk(expr, (part) => {
      if (part.op !== 'call' || part.fn !== 'timer-left') return;
      throw new RunError(
        'explore/time-left',
        part.span,
        'a search ignores time, so a condition can check whether a timer has expired, but not how much time is left',
        'use `.over`; to react before this timer expires, add a second, shorter timer',
      );
    });
  }
}

/** All expressions that a search evaluates, except those in sentences. */
function expressionsOf(scenario: Scenario): Expr[] {
  const { processes, faults, invariants, stepInvariants, reachable, temporal } = scenario;
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
    ...[...invariants, ...stepInvariants, ...reachable].map(({ is }) => is),
    ...temporal.flatMap(({ from, to }) => [from, to]),
  ];
  return all.filter((expr) => expr !== null);
}
