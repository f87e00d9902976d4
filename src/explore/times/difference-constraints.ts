/**
 * Solves a system of difference constraints. A variable's earliest time is the longest path to it from the origin.
 * If there is a cycle of positive length, there is no solution.
 *
 * Source: Cormen, Leiserson, Rivest, Stein: Introduction to Algorithms, chapter on difference constraints
 * (Bellman-Ford)
 */
export function solve(variables: number, constraints: readonly Constraint[]): Solution {
  const times = new Array<number>(variables).fill(0);
  const raisedBy = new Array<Constraint | null>(variables).fill(null);
  for (let round = 0; ; round++) {
    let last: Constraint | null = null;
    for (const constraint of constraints) {
      const least = times[constraint.earlier]! + constraint.gap;
      if (least <= times[constraint.later]!) continue;
      times[constraint.later] = least;
      raisedBy[constraint.later] = constraint;
      last = constraint;
    }
    if (last === null) return { times };
    // The origin is fixed at 0, so raising it closes a cycle. Any other cycle is found after as many rounds as
    // there are variables.
    if (times[0]! > 0) return { conflict: cycle(raisedBy, 0) };
    if (round >= variables) return { conflict: cycle(raisedBy, last.later) };
  }
}

/** `T[later] >= T[earlier] + gap`. Variable 0 is the origin, at time 0. */
export interface Constraint {
  readonly earlier: number;
  readonly later: number;
  readonly gap: number;
  /** A description of the constraint. */
  readonly reason: string;
}

/** The earliest times that satisfy all constraints, or a cycle of constraints that contradict each other. */
export type Solution = { readonly times: number[] } | { readonly conflict: readonly Constraint[] };

/** The constraints in the cycle that leads back from a variable. */
function cycle(raisedBy: readonly (Constraint | null)[], from: number): Constraint[] {
  const trail: Constraint[] = [];
  const seen = new Map<number, number>();
  let at = from;
  for (;;) {
    const known = seen.get(at);
    if (known !== undefined) return trail.slice(known);
    const constraint = raisedBy[at];
    if (constraint === null || constraint === undefined) return trail;
    seen.set(at, trail.length);
    trail.push(constraint);
    at = constraint.earlier;
  }
}
