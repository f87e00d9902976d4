import type { MarkResult, Run } from '../result.ts';
import type { Process, Scenario } from '../scenario/ast/scenario.ts';

/** A step that no instance has executed. */
export interface WaitingStep {
  readonly process: string;
  readonly step: string;
  /** Line number of the step's `when`. */
  readonly line: number;
}

/**
 * The step that keeps a mark from being reached, in the simplest case: a step that sets a variable in the mark's
 * condition never happened, because that step or an earlier step waits only for its `when`. Null in all other cases.
 */
export function waitingStep(scenario: Scenario, run: Run, mark: MarkResult): WaitingStep | null {
  if (mark.at !== null || run.traceDropped > 0) return null;
  const words = new Set(mark.is.match(/[A-Za-z_]\w*/g));
  for (const process of scenario.processes) {
    if (process.fleet || run.trace.some((event) => event.kind === 'crash')) continue;
    const taken = new Set(run.trace.flatMap((event) => (event.process === process.name ? [event.step] : [])));
    const index = process.steps.findIndex(({ branches }) => branches.every(({ id }) => !taken.has(id)));
    const setters = process.steps.slice(Math.max(index, 0));
    const sets = setters.some(({ branches }) =>
      branches.some(({ id, set }) => !taken.has(id) && set.some(({ name }) => words.has(name))),
    );
    const found = index < 0 || !sets ? null : onlyWaits(process, index, mark.status === 'never');
    if (found !== null) return found;
  }
  return null;
}

/** Returns the step if an instance reaches it and waits only for the step's `when`. */
function onlyWaits(process: Process, index: number, idle: boolean): WaitingStep | null {
  const { id, branches, group } = process.steps[index]!;
  const [branch, ...others] = branches;
  const before = process.steps[index - 1]?.branches ?? [];
  if (branch === undefined || branch.when === null || others.length > 0 || group !== null) return null;
  if (branch.exits.length + branch.choose.length + branch.send.length > 0) return null;
  if (branch.receive !== null || branch.call !== null || branch.at !== null) return null;
  if (before.some(({ next }) => next !== index) || (branch.delay !== null && !idle)) return null;
  return { process: process.name, step: id, line: branch.when.span.start.line };
}
