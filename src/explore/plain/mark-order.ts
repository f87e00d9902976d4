import type { Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Mark } from '../../scenario/ast/scenario.ts';

/** A mark with an observed time. */
export interface OrderedMark {
  readonly mark: Mark;
  /** Marks that were observed before this one, as indices in the sequence. */
  readonly earlier: readonly number[];
}

/** The marks that have an observed time, sorted by that time. Marks whose time ranges overlap aren't ordered. */
export function observedMarks({ marks, observed }: Model['scenario']): OrderedMark[] {
  const timed = marks
    .flatMap((mark) => {
      const fact = observed.find(({ id }) => id === mark.id);
      return fact === undefined ? [] : [{ mark, from: fact.t, to: fact.latest ?? fact.t }];
    })
    .sort((a, b) => a.from - b.from);
  return timed.map(({ mark, from }) => ({
    mark,
    earlier: timed.flatMap(({ to }, i) => (to < from ? [i] : [])),
  }));
}

/**
 * Follows an execution and decides whether its marks come in the observed order. A mark's moment is defined as in runs:
 * when its condition becomes true, as selected by `which` and `after`, as of the end of the execution. Marks made true by
 * the same step happen at the same moment, so they fit any order.
 *
 * The progress so far is a few small numbers, so a search can make it part of its states.
 */
export class MarkOrder {
  readonly sequence: readonly OrderedMark[];
  /** Number of words that the progress takes up. */
  readonly words: number;
  private readonly watched: readonly Watched[];
  /** For each mark in the sequence, its index in `watched`. */
  private readonly places: readonly number[];

  constructor({ scenario, marks }: Model, sequence: readonly OrderedMark[]) {
    this.sequence = sequence;
    const needed = new Set<string | null>(sequence.map(({ mark }) => mark.id));
    // `after` always names a mark that is defined earlier, so one pass from the last mark to the first is enough.
    for (const { id, after } of scenario.marks.toReversed()) if (needed.has(id)) needed.add(after);
    const all = scenario.marks.filter(({ id }) => needed.has(id));
    const watched: Watched[] = [];
    for (const { id, after, which } of all) {
      const place = all.findIndex((other) => other.id === after);
      const guard = marks[scenario.marks.findIndex((other) => other.id === id)]!;
      watched.push({
        holds: (s) => guard.test(s, 0, 0, [], s) === true,
        after: place,
        last: which === 'last',
        needed: typeof which === 'number' ? which : 1,
        movable: which === 'last' || (place >= 0 && watched[place]!.movable),
      });
    }
    this.watched = watched;
    this.places = sequence.map(({ mark }) => all.findIndex(({ id }) => id === mark.id));
    this.words = watched.length + sequence.length;
  }

  /**
   * The progress after a step. Null if no continuation of the execution can have the observed order.
   *
   * @param early receives the indices of marks that came too early, if the result is null
   */
  after(
    progress: readonly number[],
    before: readonly Value[],
    state: readonly Value[],
    early: Set<number>,
  ): number[] | null {
    const next = [...progress];
    const moved = this.countRises(next, before, state);
    let possible = true;
    for (const [i, { earlier }] of this.sequence.entries()) {
      const place = this.places[i]!;
      const { needed, movable } = this.watched[place]!;
      const happened = next[place] === needed;
      const word = this.watched.length + i;
      if (!happened) next[word] = 0;
      else if (moved[place]) next[word] = earlier.every((one) => this.isInOrder(next, one)) ? 1 : 0;
      else if (earlier.some((one) => moved[this.places[one]!])) next[word] = 0;
      if (!happened || movable || next[word] === 1) continue;
      possible = false;
      early.add(i);
    }
    return possible ? next : null;
  }

  /** Counts the rises of all conditions, and returns for each watched mark whether its moment has changed. */
  private countRises(next: number[], before: readonly Value[], state: readonly Value[]): boolean[] {
    const moved: boolean[] = [];
    for (const [i, { holds, after, last, needed }] of this.watched.entries()) {
      const had = next[i]!;
      const isAfter = after < 0 || next[after] === this.watched[after]!.needed;
      // The mark that this one comes after has a new moment, so earlier rises no longer count.
      const restarts = after >= 0 && moved[after]!;
      if (restarts) next[i] = 0;
      const rose = isAfter && holds(state) && !holds(before);
      if (rose) next[i] = Math.min(needed, next[i]! + 1);
      moved[i] = restarts
        ? had === needed || next[i] === needed
        : rose && next[i] === needed && (last || had < needed);
    }
    return moved;
  }

  /**
   * For each mark in the sequence, the number of steps after which it happened in an execution; null if it didn't.
   *
   * @param states the states of the execution, including the initial one
   */
  moments(states: readonly (readonly Value[])[]): (number | null)[] {
    const progress: number[] = this.watched.map(() => 0);
    const at = this.watched.map(() => 0);
    for (const [step, state] of states.entries()) {
      if (step === 0) continue;
      for (const [i, moved] of this.countRises(progress, states[step - 1]!, state).entries()) {
        if (moved) at[i] = step;
      }
    }
    return this.places.map((place) => (progress[place] === this.watched[place]!.needed ? at[place]! : null));
  }

  /** True if a mark of the sequence has happened after all marks that were observed before it. */
  isInOrder(progress: readonly number[], index: number): boolean {
    return progress[this.watched.length + index] === 1;
  }

  /** True if a mark hasn't happened in the observed order, but all marks that were observed before it have. */
  isNext(progress: readonly number[], index: number): boolean {
    const isShown = (one: number): boolean => this.isInOrder(progress, one);
    return !isShown(index) && this.sequence[index]!.earlier.every(isShown);
  }

  /** Number of marks that have happened in the observed order. */
  reached(progress: readonly number[]): number {
    return this.sequence.filter((_, i) => this.isInOrder(progress, i)).length;
  }
}

/** A mark whose rises are counted: it's in the sequence, or another counted mark names it under `after`. */
interface Watched {
  readonly holds: (s: readonly Value[]) => boolean;
  /** Index of the mark that this one comes after, or -1. */
  readonly after: number;
  readonly last: boolean;
  /** The mark happens at this rise of its condition, counting from 1. */
  readonly needed: number;
  /** True if the mark's moment can still change after the mark has happened. */
  readonly movable: boolean;
}
