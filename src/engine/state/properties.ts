import type { Model } from '../../model/model.ts';
import type { MarkResult, PropertyResult } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Cause } from './actor.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Invariants that broke and those that hold again, by name. */
export interface Properties {
  breaks: string[];
  mends: string[];
}

interface MarkState {
  readonly watch: number;
  holds: boolean;
  /** When it last became true, if it still is. */
  since: number | null;
  sinceCause: Cause;
  /** Times at which it counted, with their causes: the last alone where that is asked for, else up to the one that is. */
  readonly times: { at: number; cause: Cause }[];
}

/**
 * Follows the marks, invariants and `reachable` conditions of a run. All are looked at between transitions, never
 * inside one.
 */
export class PropertyMonitor {
  private readonly model: Model;
  private readonly watches: Subscriptions;
  private readonly marks: MarkState[];
  private readonly invariants: { watch: number; holds: boolean; brokenAt: number | null }[];
  private readonly reachable: { watch: number; at: number | null }[];

  constructor(model: Model, watches: Subscriptions, s: readonly Value[]) {
    this.model = model;
    this.watches = watches;
    this.marks = model.marks.map((guard) => ({
      watch: watches.subscribe(guard.reads),
      // True at time 0 is no edge.
      holds: guard.test(s, 0, 0, [], s) === true,
      since: null,
      sinceCause: { input: false, observed: null },
      times: [],
    }));
    this.invariants = model.invariants.map((guard) => ({
      watch: watches.subscribe(guard.reads),
      holds: true,
      brokenAt: null,
    }));
    this.reachable = model.reachable.map((guard) => ({ watch: watches.subscribe(guard.reads), at: null }));
  }

  /** Looks at whatever may have changed; names the invariants that broke and those that hold again. */
  update(s: readonly Value[], now: number, cause: Cause): Properties {
    this.updateMarks(s, now, cause);
    const breaks: string[] = [];
    const mends: string[] = [];
    this.invariants.forEach((invariant, i) => {
      if (!this.watches.isStale(invariant.watch)) return;
      this.watches.fresh(invariant.watch);
      const holds = this.model.invariants[i]!.test(s, 0, now, [], s) === true;
      if (holds === invariant.holds) return;
      invariant.holds = holds;
      (holds ? mends : breaks).push(this.model.scenario.invariants[i]!.name);
      if (!holds) invariant.brokenAt ??= now;
    });
    this.reachable.forEach((property, i) => {
      if (property.at !== null || !this.watches.isStale(property.watch)) return;
      this.watches.fresh(property.watch);
      if (this.model.reachable[i]!.test(s, 0, now, [], s) === true) property.at = now;
    });
    return { breaks, mends };
  }

  private updateMarks(s: readonly Value[], now: number, cause: Cause): void {
    this.marks.forEach((mark, i) => {
      if (!this.watches.isStale(mark.watch)) return;
      this.watches.fresh(mark.watch);
      const holds = this.model.marks[i]!.test(s, 0, now, [], s) === true;
      if (holds && !mark.holds) {
        mark.since = now;
        mark.sinceCause = cause;
        if (this.model.scenario.marks[i]!.held === 0) this.count(i);
      } else if (!holds && mark.holds) {
        this.count(i, now);
        mark.since = null;
      }
      mark.holds = holds;
    });
  }

  /** Counts a rise: at once, or once it has lasted as long as the mark asks. Only behind the mark it comes after. */
  private count(i: number, until?: number): void {
    const mark = this.marks[i]!;
    const { held, after, which } = this.model.scenario.marks[i]!;
    if (mark.since === null) return;
    if (until !== undefined && (held === 0 || until - mark.since < held)) return;
    if (after !== null) {
      const other = this.timeOf(this.model.scenario.marks.findIndex(({ id }) => id === after));
      if (other === null || mark.since < other.at) return;
    }
    const time = { at: mark.since, cause: mark.sinceCause };
    // A condition may come true at every transition of a long run: what is not asked for is not kept.
    if (which === 'last') mark.times[0] = time;
    else if (mark.times.length < (which === 'first' ? 1 : which)) mark.times.push(time);
  }

  private timeOf(i: number): { at: number; cause: Cause } | null {
    const { which } = this.model.scenario.marks[i]!;
    const { times } = this.marks[i]!;
    const found = which === 'first' ? times[0] : which === 'last' ? times.at(-1) : times[which - 1];
    return found ?? null;
  }

  /** The marks at the end of the run, compared with the record. */
  markResults(end: number, idle: boolean): MarkResult[] {
    const { scenario } = this.model;
    this.marks.forEach((mark, i) => {
      if (mark.holds && scenario.marks[i]!.held > 0) this.count(i, end);
    });
    const fitted = new Set(scenario.constants.map((constant) => constant.fittedTo));
    return scenario.marks.map(({ id, text }, i): MarkResult => {
      const time = this.timeOf(i);
      const fact = scenario.observed.find((observed) => observed.id === id);
      const at = time?.at ?? null;
      return {
        id,
        is: text,
        at,
        status: at !== null ? 'happened' : idle ? 'never' : 'not-by-end',
        basis: fitted.has(id) ? 'fit' : time?.cause.input === true ? 'input' : 'prediction',
        observed: fact?.id ?? null,
        residual: fact === undefined || at === null ? null : at - fact.t,
        within: fact?.within ?? null,
      };
    });
  }

  propertyResults(): PropertyResult[] {
    const { scenario } = this.model;
    return [
      ...scenario.invariants.map(({ name, text }, i): PropertyResult => {
        const at = this.invariants[i]!.brokenAt;
        return { name, kind: 'invariant', is: text, verdict: at === null ? 'held' : 'violated', at };
      }),
      ...scenario.reachable.map(({ name, text }, i): PropertyResult => {
        const { at } = this.reachable[i]!;
        return { name, kind: 'reachable', is: text, verdict: at === null ? 'not reached' : 'reached', at };
      }),
    ];
  }
}
