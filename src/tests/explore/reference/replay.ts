import type { Violation } from '../../../explore/space/options.ts';
import { type Move, searchLayoutOf } from '../../../explore/space/search-state.ts';
import type { Model } from '../../../model/model.ts';
import type { Expr, Value } from '../../../scenario/ast/expr.ts';
import type { Scenario, Temporal } from '../../../scenario/ast/scenario.ts';
import { compareValues } from '../../../scenario/ast/value.ts';
import { demandsOf, flagsAlong } from './executions.ts';
import { evaluate, type PlainMove, type PlainState } from './expressions.ts';
import { initialStates, isStuck, movesOf } from './moves.ts';
import { textOf } from './search.ts';

/** In the mailboxes of a search, a sender is `process * INSTANCES + instance`. */
const INSTANCES = 131_072;

/**
 * Replays a counterexample with the reference transitions. Each state must follow from the previous one, and the last
 * state must violate the property.
 *
 * @returns the problem, or null
 */
export function replayError(model: Model, { property, start, moves, loop }: Violation): string | null {
  const { scenario } = model;
  const first = initialStates(scenario).find(({ shared }) =>
    (scenario.init?.choose ?? []).every(({ name }, i) => compareValues(shared[name]!, start[i]!) === 0),
  );
  if (first === undefined) return 'the counterexample starts in no initial state';
  let state = first;
  for (const [i, move] of moves.entries()) {
    const next = plainStateOf(model, move.state);
    const target = textOf(scenario, next);
    if (!movesOf(scenario, state).some((one) => textOf(scenario, one.state) === target)) {
      return `move ${i + 1} leads to a state that is not a successor: ${target}`;
    }
    state = next;
  }
  const temporal = scenario.temporal.find(({ name }) => name === property);
  if (temporal?.kind === 'holds_until') return untilError(model, temporal, first, moves);
  if (temporal !== undefined) return lassoError(model, temporal, { first, moves, loop });
  const steady = scenario.stepInvariants.find(({ name }) => name === property);
  if (steady !== undefined) {
    const before = moves.length < 2 ? first : plainStateOf(model, moves.at(-2)!.state);
    if (moves.length === 0) return 'no step breaks the step invariant';
    const kept = evaluate(steady.is, { scenario, state, before, self: null, variables: {} }) === true;
    return kept ? `the last step keeps ${property}` : null;
  }
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
 * Checks that the cycle is fair and violates the property. Without a cycle, checks that nothing has to move at the end.
 */
function lassoError(
  model: Model,
  property: Temporal,
  {
    first,
    moves,
    loop,
  }: { readonly first: PlainState; readonly moves: readonly Move[]; readonly loop: number | null },
): string | null {
  const { scenario } = model;
  const states = [first, ...moves.map((move) => plainStateOf(model, move.state))];
  const flags = flagsAlong(scenario, property, states);
  const start = loop ?? moves.length;
  const violates =
    property.kind === 'eventually_always'
      ? flags.slice(start).includes(true)
      : !flags.slice(start).includes(false);
  if (!violates) return 'the cycle keeps the property';
  if (loop !== null && textOf(scenario, states[loop]!) !== textOf(scenario, states.at(-1)!)) {
    return 'the cycle does not end where it started';
  }
  const cycle = states
    .slice(start)
    .map((state) => ({ text: textOf(scenario, state), moves: movesOf(scenario, state) }));
  const timers = new Set(
    cycle.flatMap((one) => one.moves.flatMap(({ agent }) => (agent.startsWith('timer') ? [agent] : []))),
  );
  const starved = demandsOf(scenario, [...timers]).filter(({ strong, covers }) => {
    const possible = cycle.map((one) => one.moves.some(covers));
    if (strong ? !possible.includes(true) : possible.includes(false)) return false;
    return !cycle
      .slice(1)
      .some(({ text }, i) =>
        cycle[i]!.moves.some(
          (move) =>
            covers(move) && textOf(scenario, move.state) === text && isBy(scenario, moves[start + i]!, move),
        ),
      );
  });
  return starved.length === 0
    ? null
    : `${starved.map(({ name }) => name).join(', ')} has to move and never does`;
}

/** Checks that `hold` is false at the end, and that `until` was never true before. */
function untilError(
  model: Model,
  { from, to }: Temporal,
  first: PlainState,
  moves: readonly Move[],
): string | null {
  const { scenario } = model;
  const states = [first, ...moves.map((move) => plainStateOf(model, move.state))];
  const holds = (is: Expr, state: PlainState): boolean =>
    evaluate(is, { scenario, state, self: null, variables: {} }) === true;
  if (states.some((state) => holds(to, state))) return 'the obligation has ended';
  return holds(from!, states.at(-1)!) ? 'the condition holds at the end' : null;
}

/** True if a move in a search can be the given move. Timers aren't distinguished. */
function isBy(
  { processes }: Scenario,
  { kind, process, subject, step, branch }: Move,
  move: PlainMove,
): boolean {
  if (kind === 'timer') return move.agent.startsWith('timer');
  if (process < 0 || move.agent !== `${processes[process]!.name}[${subject}]`) return false;
  return move.by!.step === step && move.by!.branch === branch && move.by!.happens === (kind === 'step');
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
