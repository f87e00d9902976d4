import type { Value } from '../../scenario/ast/expr.ts';
import { movesFrom } from '../space/moves.ts';
import type { Move, SearchContext } from '../space/search-state.ts';

/** A counterexample: its states, the moves enabled in each state, and its segments. */
export interface ExecutionTrace {
  readonly moves: readonly Move[];
  readonly states: readonly (readonly Value[])[];
  readonly enabled: readonly (readonly Move[])[];
  readonly segments: readonly TraceSegment[];
}

/** The part of a trace in which an instance is at one step. Move `i` leads from state `i` to state `i + 1`. */
export interface TraceSegment {
  readonly process: number;
  readonly subject: number;
  readonly step: number;
  /** Index of the segment's first state. `rounds` is the number of loop rounds that the instance finished before it. */
  readonly arrival: number;
  readonly rounds: number;
  /** True if the segment starts with a new round, which means that the instance waits for the period. */
  readonly waitsForPeriod: boolean;
  /** Move that ends the segment; null if it lasts until the end of the trace. */
  readonly leaves: number | null;
  /** True if the segment ends because a fault takes the instance down. */
  readonly crashed: boolean;
}

export function traceOf(context: SearchContext, moves: readonly Move[]): ExecutionTrace {
  const states: Value[][] = [[...context.searchLayout.initial], ...moves.map(({ state }) => state)];
  const enabled = states.map((state) => movesFrom(context, state));
  const segments = context.model.processes.flatMap(({ process }) =>
    process.instances.flatMap((_, subject) => segmentsOf(context, moves, states, process.index, subject)),
  );
  return { moves, states, enabled, segments };
}

function segmentsOf(
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
    const isFault = move.process < 0 && move.kind !== 'timer';
    const down = isFault && model.scenario.faults[move.subject]!.down.includes(declared.name);
    const own = move.process === process && move.subject === subject && move.kind !== 'lose';
    if (!own && !down) return;
    close(i, down);
    arrival = i + 1;
    waitsForPeriod = own && (states[arrival]![b] as number) === 0 && declared.loop.kind === 'period';
    if (waitsForPeriod) rounds++;
  });
  close(null, false);
  return out;
}
