import type { Course, Visit } from './visits.ts';

/** States from one on, to before another, in which a branch can go; at first by an exit, or by firing. */
export interface Stretch {
  readonly from: number;
  to: number;
  readonly exit: boolean;
}

/** Runs of states in which a branch can fire or leave by an exit, until the stay ends. */
export function stretchesOf({ enabled, moves }: Course, visit: Visit, branch: number): Stretch[] {
  const out: Stretch[] = [];
  for (let k = visit.arrival; k <= (visit.leaves ?? moves.length); k++) {
    const here = enabled[k]!.find(
      (move) =>
        move.process === visit.process &&
        move.subject === visit.subject &&
        move.step === visit.step &&
        move.branch === branch &&
        move.kind !== 'lose',
    );
    if (here === undefined) continue;
    const open = out.at(-1);
    if (open !== undefined && open.to === k) open.to = k + 1;
    else out.push({ from: k, to: k + 1, exit: here.kind === 'skip' });
  }
  return out;
}
