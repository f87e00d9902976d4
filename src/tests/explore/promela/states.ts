import { type Process, readProgram, type State } from './program.ts';

/** What all states of an exported model show. */
export interface VisitedStates {
  readonly states: number;
  /** Names of the properties in failed assertions, without their prefix. */
  readonly violated: readonly string[];
  /** Steps to the first violation, null if there is none. */
  readonly steps: number | null;
  readonly reached: readonly string[];
}

/** Visits all states of an exported model, breadth first. */
export function visitStates(text: string): VisitedStates {
  const { initial, starts, running, variables, processes } = readProgram(text);
  const monitor = processes.get('monitor')!;
  const moving = running.filter(({ process }) => process !== monitor);
  const depths = new Map<string, number>();
  const queue: State[] = [];
  const violated = new Set<string>();
  let steps: number | null = null;
  const add = (state: State, depth: number): void => {
    const key = state.join();
    if (depths.has(key)) return;
    depths.set(key, depth);
    queue.push(state);
  };
  const fails = (depth: number) => (name: string) => {
    const [, property] = /^holds_(\w+)$/.exec(name) ?? [];
    if (property === undefined || !variables.has(name)) throw new Error(`this assertion fails: ${name}`);
    violated.add(property);
    steps = Math.min(steps ?? depth, depth);
  };
  if (starts.length === 0) add(initial, 0);
  for (const start of starts) {
    const state = initial.slice();
    start(state, 0, fails(0));
    add(state, 0);
  }
  for (const state of queue) {
    const depth = depths.get(state.join())!;
    const checks = enabled(monitor, state, 0, false);
    for (const check of checks) check.action(state.slice(), 0, fails(depth));
    const moves = moving.flatMap(({ process, self }) =>
      enabled(process, state, self, false).map((move) => ({ move, self })),
    );
    if (moves.length + checks.length === 0) {
      for (const check of enabled(monitor, state, 0, true)) check.action(state.slice(), 0, fails(depth));
    }
    for (const { move, self } of moves) {
      const next = state.slice();
      move.action(next, self, fails(depth + 1));
      add(next, depth + 1);
    }
  }
  return { states: queue.length, violated: [...violated].sort(), steps, reached: reachedIn(text, queue) };
}

/** Names of the conditions that are true in some state. */
function reachedIn(text: string, states: readonly State[]): string[] {
  const monitor = readProgram(text, ['REACHABLE']).processes.get('monitor')!;
  const reached = new Set<string>();
  for (const state of states) {
    for (const check of enabled(monitor, state, 0, false)) {
      check.action(state.slice(), 0, (name) => {
        if (name.startsWith('unreached_')) reached.add(name.slice('unreached_'.length));
      });
    }
  }
  return [...reached].sort();
}

/** The alternatives of a process that can happen; with `timeout`, the ones that wait for it. */
function enabled({ alternatives }: Process, state: State, self: number, timeout: boolean) {
  return alternatives.filter(({ isTimeout, guard }) => isTimeout === timeout && guard(state, self) !== 0);
}
