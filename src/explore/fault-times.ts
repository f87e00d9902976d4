import type { Model } from '../model/model.ts';
import type { Constraint } from './difference-constraints.ts';
import type { Course } from './visits.ts';

/** Faults begin and end at their times, or at the very moment when their condition comes true. */
export function faultTimes(model: Model, { moves, states }: Course): Constraint[] {
  const out: Constraint[] = [];
  /** A move at an exact time behind a variable; one that is not among the moves may not come before the last of them. */
  const pin = (from: number, move: number, gap: number, because: string, late: string): void => {
    if (move < 0) {
      out.push({ earlier: moves.length, later: from, gap: -gap, because: late });
      return;
    }
    out.push(
      { earlier: from, later: move + 1, gap, because },
      { earlier: move + 1, later: from, gap: -gap, because },
    );
  };
  model.scenario.faults.forEach(({ id, at, until, lasts }, i) => {
    const find = (kind: 'start' | 'end'): number =>
      moves.findIndex((one) => one.process < 0 && one.kind === kind && one.subject === i);
    const start = find('start');
    const end = find('end');
    const late = `${id} would come first`;
    const own = `${id} comes at its own time`;
    if (at !== null) pin(0, start, at.t, own, late);
    else {
      const { when } = model.faults[i]!;
      const since = states.findIndex((s) => when!.test(s, 0, 0, [], s) === true);
      if (since >= 0) pin(since, start, 0, `${id} comes as soon as it can`, late);
    }
    if (start < 0) return;
    if (until !== null) pin(0, end, Math.max(until.t, at?.t ?? 0), own, late);
    else if (lasts !== null) pin(start + 1, end, lasts, `${id} lasts its time`, late);
  });
  return out;
}
