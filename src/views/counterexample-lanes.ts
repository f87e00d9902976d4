import type { Exploration, ExploredStep, Result } from '../result.ts';

/** More than this many participants make no readable diagram. */
const MOST_LANES = 12;

/**
 * Names of a counterexample's lanes from left to right: each instance that moves, and each record, service or process
 * that a step is addressed to. Those that the scenario names under `lanes` come first, in its order; then instances and
 * then records as they come. Of more than 12 the busiest are kept.
 */
export function counterexampleLanes(result: Result, { trace }: Exploration): string[] {
  const movers = distinct(trace.flatMap((step) => (step.process === null ? [] : [step.actor])));
  const addressed = distinct(trace.flatMap((step) => receiversOf(step, trace)));
  const all = distinct([...movers, ...addressed]);
  const processes = new Map(trace.map((step) => [step.actor, step.process]));
  const named = result.lanes.flatMap((name) => {
    return all.includes(name) ? [name] : movers.filter((actor) => processes.get(actor) === name);
  });
  const ordered = distinct([...named, ...all]);
  const weight = new Map(ordered.map((name) => [name, 0]));
  for (const step of trace) {
    for (const name of [step.actor, ...receiversOf(step, trace)]) {
      weight.set(name, (weight.get(name) ?? 0) + 1);
    }
  }
  const busiest = [...ordered].sort((a, b) => weight.get(b)! - weight.get(a)!).slice(0, MOST_LANES);
  return ordered.filter((name) => busiest.includes(name));
}

/**
 * Whom a step is addressed to, but for the one who takes it. A process with one other instance in the counterexample
 * stands for that instance.
 */
export function receiversOf(step: ExploredStep, trace: readonly ExploredStep[]): string[] {
  const names = step.to.map((name) => {
    const members = distinct(trace.filter((one) => one.process === name).map((one) => one.actor));
    const others = members.filter((member) => member !== step.actor);
    return others.length === 1 ? others[0]! : name;
  });
  return distinct(names).filter((name) => name !== step.actor);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
