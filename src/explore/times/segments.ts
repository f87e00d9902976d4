import type { Value } from '../../scenario/ast/expr.ts';
import { movesFrom } from '../space/moves.ts';
import type { Move, SearchContext } from '../space/search-state.ts';

/**
 * A stay of an instance at a step. States are counted by the moves before them: state 0 is the first one, and the move
 * of index `i` leads from state `i` to state `i + 1`.
 */
export interface TraceSegment {
  readonly process: number;
  readonly subject: number;
  readonly step: number;
  /** State in which it came, and rounds of its loop that it had finished by then. */
  readonly arrival: number;
  readonly rounds: number;
  /** It came by the end of a round, so that a period holds it up. */
  readonly waitsForPeriod: boolean;
  /** Move by which it leaves; null if it is still there at the end. */
  readonly leaves: number | null;
  /** A fault took the instance down with that move. */
  readonly crashed: boolean;
}

/** What a counterexample runs through: its states, and what could move in each. */
export interface ExecutionTrace {
  readonly moves: readonly Move[];
  readonly states: readonly (readonly Value[])[];
  readonly enabled: readonly (readonly Move[])[];
  readonly visits: readonly TraceSegment[];
}

export function courseOf(context: SearchContext, moves: readonly Move[]): ExecutionTrace {
  const states: Value[][] = [[...context.extended.initial], ...moves.map(({ state }) => state)];
  const enabled = states.map((state) => movesFrom(context, state));
  const visits = context.model.processes.flatMap(({ process }) =>
    process.instances.flatMap((_, subject) => visitsOf(context, moves, states, process.index, subject)),
  );
  return { moves, states, enabled, visits };
}

function visitsOf(
  { model }: SearchContext,
  moves: readonly Move[],
  states: readonly (readonly Value[])[],
  process: number,
  subject: number,
): TraceSegment[] {
  const { block, process: declared, steps } = model.processes[process]!;
  const b = block.base + subject * block.stride;
  const out: TraceSegment[] = [];
  let arrival = 0;
  let rounds = 0;
  let waitsForPeriod = false;
  const close = (leaves: number | null, crashed: boolean): void => {
    const step = states[arrival]![b] as number;
    if (step < steps.length) {
      out.push({ process, subject, step, arrival, rounds, waitsForPeriod, leaves, crashed });
    }
  };
  moves.forEach((move, i) => {
    const hit = move.process < 0 && move.kind !== 'timer';
    const down = hit && model.scenario.faults[move.subject]!.down.includes(declared.name);
    const own = move.process === process && move.subject === subject && move.kind !== 'lose';
    if (!own && !down) return;
    close(i, down);
    arrival = i + 1;
    const again = own && (states[arrival]![b] as number) === 0 && declared.loop.kind === 'period';
    waitsForPeriod = again;
    if (again) rounds++;
  });
  close(null, false);
  return out;
}
