import type { Mark } from '../../scenario/ast/scenario.ts';
import type { Cause } from './actor.ts';

/**
 * Times of marks. A mark with `after` can't be decided when its condition becomes true: the `held` duration of the
 * other mark may not be over yet, or the other mark may happen again if its `which` is `last`. So every rise that
 * may still count is kept.
 */
export class MarkTimes {
  private readonly marks: readonly Mark[];
  /**
   * For each mark, the index of the mark that it comes after, or -1. The other mark's index is always lower, so there
   * are no cycles.
   */
  private readonly after: readonly number[];
  /** For each mark, the rises that held long enough and may still count, in order. */
  private readonly rises: Rise[][];
  /** For each mark, the rise that hasn't held long enough yet. */
  private readonly pending: (Rise | null)[];
  /** For each mark, the number of kept rises at which obsolete rises are next dropped. */
  private readonly dropAt: number[];

  constructor(marks: readonly Mark[]) {
    this.marks = marks;
    this.after = marks.map(({ after }) => marks.findIndex(({ id }) => id === after));
    this.rises = marks.map(() => []);
    this.pending = marks.map(() => null);
    this.dropAt = marks.map(() => FIRST_DROP);
  }

  /** Call this when a mark's condition becomes true. */
  rise(mark: number, rise: Rise): void {
    if (this.marks[mark]!.held === 0) this.count(mark, rise);
    else this.pending[mark] = rise;
  }

  /** Call this when a mark's condition becomes false, or when the run ends, at time `at`. */
  fall(mark: number, at: number): void {
    const rise = this.pending[mark]!;
    this.pending[mark] = null;
    if (rise !== null && at - rise.at >= this.marks[mark]!.held) this.count(mark, rise);
  }

  /** The rise that counts, once the run has ended. */
  timeOf(mark: number): Rise | null {
    const { which } = this.marks[mark]!;
    const other = this.after[mark]!;
    const bound = other < 0 ? null : this.timeOf(other);
    if (other >= 0 && bound === null) return null;
    const rises = bound === null ? this.rises[mark]! : this.risesFrom(mark, bound.number);
    return (which === 'last' ? rises.at(-1) : rises[neededOf(which) - 1]) ?? null;
  }

  private risesFrom(mark: number, number: number): Rise[] {
    return this.rises[mark]!.filter((rise) => rise.number >= number);
  }

  /**
   * Counts a rise. In a long run, a condition can become true at every transition, so rises that aren't needed are
   * dropped.
   */
  private count(mark: number, rise: Rise): void {
    const { which } = this.marks[mark]!;
    const rises = this.rises[mark]!;
    if (which === 'last') rises[0] = rise;
    else if (this.after[mark]! >= 0) {
      rises.push(rise);
      if (rises.length >= this.dropAt[mark]!) this.drop(mark, which);
    } else if (rises.length < neededOf(which)) rises.push(rise);
  }

  /** Keeps the rises that count for any possible time of the other mark, and those in the latest transition. */
  private drop(mark: number, which: 'first' | number): void {
    const rises = this.rises[mark]!;
    const kept = new Set<Rise>();
    for (const { number } of this.candidates(this.after[mark]!)) {
      for (const rise of this.risesFrom(mark, number).slice(0, neededOf(which))) kept.add(rise);
    }
    // The other mark may still become true at this instant.
    const last = rises.at(-1)!;
    const left = rises.filter((rise) => kept.has(rise) || rise.number === last.number);
    this.rises[mark] = left;
    this.dropAt[mark] = FIRST_DROP + 2 * left.length;
  }

  /** The rises so far that may turn out to determine the mark's time. */
  private candidates(mark: number): Rise[] {
    const { which } = this.marks[mark]!;
    const pending = this.pending[mark]!;
    const all = pending === null ? this.rises[mark]! : [...this.rises[mark]!, pending];
    if (which === 'last') return all;
    const needed = neededOf(which);
    const other = this.after[mark]!;
    if (other < 0) return all.slice(needed - 1, needed);
    return this.candidates(other).flatMap(({ number }) =>
      all.filter((rise) => rise.number >= number).slice(needed - 1, needed),
    );
  }
}

/** Number of kept rises at which obsolete rises are dropped for the first time. */
const FIRST_DROP = 64;

function neededOf(which: 'first' | number): number {
  return which === 'first' ? 1 : which;
}

/** A moment when a mark's condition became true. */
export interface Rise {
  readonly at: number;
  readonly cause: Cause;
  /** Order of rises across all marks. Rises in the same transition have the same number. */
  readonly number: number;
}
