import type { Fault, Scenario } from '../../scenario/scenario.ts';
import { evaluate, type PlainMove, type PlainScope, type PlainState, same } from './plain-eval.ts';
import { assign, copyOf, freshLocals } from './plain-state.ts';

/** A fault begins once, at any moment or while its condition holds, and ends at any moment behind that. */
export function faultMoves(scenario: Scenario, state: PlainState): PlainMove[] {
  return scenario.faults.flatMap((fault, i): PlainMove[] => {
    const { phase } = state.faults[i]!;
    const scope: PlainScope = { scenario, state, self: null, variables: {} };
    const agent = `fault ${fault.id}`;
    if (phase === 'before') {
      if (fault.when !== null && evaluate(fault.when, scope) !== true) return [];
      return [{ agent, state: begun(scenario, state, i, scope) }];
    }
    return phase === 'on' && ends(fault) ? [{ agent, state: over(scenario, state, i) }] : [];
  });
}

function ends({ until, lasts }: Fault): boolean {
  return until !== null || lasts !== null;
}

function begun(scenario: Scenario, state: PlainState, index: number, scope: PlainScope): PlainState {
  const fault = scenario.faults[index]!;
  const after = copyOf(state);
  assign(after, fault.set, scope);
  const names = ends(fault) ? namesOf(scenario, fault) : [];
  after.faults[index] = {
    phase: 'on',
    found: Object.fromEntries(names.map((name) => [name, state.shared[name]!])),
    made: Object.fromEntries(names.map((name) => [name, after.shared[name]!])),
    since: [],
  };
  scenario.faults.forEach((other, i) => {
    const meet = other.set.some(({ name }) => fault.set.some((write) => write.name === name));
    if (i === index || state.faults[i]!.phase !== 'on' || !meet || !(ends(other) || ends(fault))) return;
    after.faults[i]!.since = [...state.faults[i]!.since, index].sort((a, b) => a - b);
  });
  for (const name of fault.down) {
    const process = scenario.processes.find((one) => one.name === name);
    if (process === undefined) continue;
    for (const one of after.processes[name]!) {
      one.step = 0;
      one.locals = freshLocals(process);
    }
    // What is still on its way may come after the restart; what came the instant way is lost.
    after.messages = after.messages.filter((message) => message.process !== name || message.via !== null);
  }
  return after;
}

/** What a fault puts back: not timers, which run on by themselves. */
function namesOf({ state }: Scenario, { set }: Fault): string[] {
  const timed = new Set(state.filter(({ type }) => type.kind === 'timer').map(({ name }) => name));
  return set.map(({ name }) => name).filter((name) => !timed.has(name));
}

function over(scenario: Scenario, state: PlainState, index: number): PlainState {
  const after = copyOf(state);
  const { found, made, since } = state.faults[index]!;
  for (const [name, was] of Object.entries(found)) {
    const later = since.filter((i) => scenario.faults[i]!.set.some((write) => write.name === name));
    // The one of them behind which all the others began.
    const next = later.find((i) => later.every((j) => i === j || state.faults[i]!.since.includes(j)));
    if (next === undefined) {
      if (same(state.shared[name]!, made[name]!)) after.shared[name] = was;
    } else if (ends(scenario.faults[next]!) && same(state.faults[next]!.found[name]!, made[name]!)) {
      after.faults[next]!.found[name] = was;
    }
  }
  after.faults[index] = { phase: 'over', found: {}, made: {}, since: [] };
  for (const fault of after.faults) fault.since = fault.since.filter((i) => i !== index);
  return after;
}
