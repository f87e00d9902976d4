import type { Violation } from '../../../explore/space/options.ts';
import { type Move, searchLayoutOf } from '../../../explore/space/search-state.ts';
import type { Model } from '../../../model/model.ts';
import type { Expr, Value } from '../../../scenario/ast/expr.ts';
import type { LeadsTo, Scenario } from '../../../scenario/ast/scenario.ts';
import { evaluate, type PlainState } from './expressions.ts';
import { initialState, isStuck, movesOf } from './moves.ts';
import { textOf } from './search.ts';

/** In the mailboxes of a search, a sender is `process * INSTANCES + instance`. */
const INSTANCES = 131_072;

/**
 * Replays a counterexample with the reference transitions. Each state must follow from the previous one, and the last
 * state must violate the property.
 *
 * @returns the problem, or null
 */
export function replayError(model: Model, { property, moves, loop }: Violation): string | null {
  const { scenario } = model;
  let state = initialState(scenario);
  for (const [i, move] of moves.entries()) {
    const next = plainStateOf(model, move.state);
    const target = textOf(scenario, next);
    if (!movesOf(scenario, state).some((one) => textOf(scenario, one.state) === target)) {
      return `move ${i + 1} leads to a state that is not a successor: ${target}`;
    }
    state = next;
  }
  const eventually = scenario.eventually.find(({ name }) => name === property);
  if (eventually !== undefined) return lassoError(model, eventually, moves, loop);
  if (property === 'deadlock') {
    return movesOf(scenario, state).length === 0 && isStuck(scenario, state)
      ? null
      : 'the last state is not a deadlock';
  }
  const invariant = scenario.invariants.find(({ name }) => name === property);
  if (invariant === undefined) return `there is no property ${property}`;
  const holds = evaluate(invariant.is, { scenario, state, self: null, variables: {} }) === true;
  return holds ? `${property} holds at the end` : null;
}

/**
 * Checks that the cycle is fair and keeps the obligation open. If there is no cycle, checks that no agent has to
 * move at the end.
 */
function lassoError(
  model: Model,
  { from, to }: LeadsTo,
  moves: readonly Move[],
  loop: number | null,
): string | null {
  const { scenario } = model;
  const states = [initialState(scenario), ...moves.map((move) => plainStateOf(model, move.state))];
  const holds = (is: Expr, state: PlainState): boolean =>
    evaluate(is, { scenario, state, self: null, variables: {} }) === true;
  let open = false;
  const opens = states.map((state, i) => {
    open = (open || (from === null ? i === 0 : holds(from, state))) && !holds(to, state);
    return open;
  });
  const start = loop ?? moves.length;
  if (opens.slice(start).includes(false)) return 'the obligation is fulfilled in the cycle';
  if (loop !== null && textOf(scenario, states[loop]!) !== textOf(scenario, states.at(-1)!)) {
    return 'the cycle does not end where it started';
  }
  const cycle = states.slice(start).map((state) => ({
    text: textOf(scenario, state),
    moves: movesOf(scenario, state).map((move) => ({ ...move, text: textOf(scenario, move.state) })),
  }));
  const isFair = (agent: string): boolean =>
    agent.startsWith('timer') ||
    scenario.processes.some((one) => one.fair !== 'none' && agent.startsWith(`${one.name}[`));
  const agents = new Set(cycle.flatMap((state) => state.moves.map(({ agent }) => agent)).filter(isFair));
  const starved = [...agents].filter(
    (agent) =>
      cycle.every((state) => state.moves.some((move) => move.agent === agent)) &&
      !cycle
        .slice(1)
        .some(
          ({ text }, i) =>
            isBy(scenario, moves[start + i]!, agent) &&
            cycle[i]!.moves.some((move) => move.agent === agent && move.text === text),
        ),
  );
  return starved.length === 0 ? null : `${starved.join(', ')} could always move and never does`;
}

/** True if an agent may have made a given move in a search. Timers are indistinguishable. */
function isBy({ processes }: Scenario, { kind, process, subject }: Move, agent: string): boolean {
  if (kind === 'timer') return agent.startsWith('timer');
  return process >= 0 && agent === `${processes[process]!.name}[${subject}]`;
}

/** Converts a search state to a reference state. */
function plainStateOf(model: Model, values: readonly Value[]): PlainState {
  const { scenario, layout } = model;
  const { faults, restored, overlaps, mail } = searchLayoutOf(model);
  const phases = ['before', 'on', 'over'] as const;
  return {
    shared: Object.fromEntries(scenario.state.map(({ name }) => [name, values[layout.state.get(name)!]!])),
    processes: Object.fromEntries(
      scenario.processes.map((process, p) => {
        const { base, stride, offsets } = layout.blocks[p]!;
        const instances = process.instances.map((_, i) => ({
          step: values[base + i * stride] as number,
          locals: Object.fromEntries(
            process.locals.map(({ name }) => [name, values[base + i * stride + offsets.get(name)!]!]),
          ),
        }));
        return [process.name, instances];
      }),
    ),
    messages: scenario.processes.flatMap((process, p) =>
      mail[p]! < 0
        ? []
        : process.instances.flatMap((_, receiver) =>
            (values[mail[p]! + receiver] as readonly (readonly [number, number, readonly Value[]])[]).map(
              ([via, sender, fields]) => ({
                process: process.name,
                receiver,
                sender: scenario.processes[Math.floor(sender / INSTANCES)]!.instances[sender % INSTANCES]!,
                via: via < 0 ? null : via,
                values: fields,
              }),
            ),
          ),
    ),
    faults: scenario.faults.map((_, i) => {
      const phase = phases[values[faults[i]!] as number]!;
      if (phase !== 'on') return { phase, found: {}, since: [] };
      const nameOf = (slot: number): string => layout.slots[slot]!.name;
      return {
        phase,
        found: Object.fromEntries(
          restored[i]!.filter(({ written }) => written < 0 || values[written] === false).map(
            ({ slot, before }) => [nameOf(slot), values[before]!],
          ),
        ),
        since: overlaps.flatMap(({ first, second, slot }) => {
          const other = first === i ? second : second === i ? first : -1;
          const later =
            other >= 0 && values[faults[other]!] === 1 && (first === i) === (values[slot] === false);
          return later ? [other] : [];
        }),
      };
    }),
  };
}
