import type { Model } from '../../model/model.ts';
import type { MarkResult, PropertyResult } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Cause } from './actor.ts';
import { MarkTimes } from './mark-times.ts';
import type { Subscriptions } from './subscriptions.ts';

/**
 * Monitors a run's marks, invariants and `reachable` conditions. They are evaluated between transitions, never in the
 * middle of an atomic one.
 */
export class PropertyMonitor {
  private readonly model: Model;
  private readonly subscriptions: Subscriptions;
  private readonly marks: { readonly subscription: number; holds: boolean }[];
  private readonly times: MarkTimes;
  /** Number of updates so far. */
  private updates = 0;
  private readonly invariants: { subscription: number; holds: boolean; brokenAt: number | null }[];
  private readonly reachable: { subscription: number; at: number | null }[];

  constructor(model: Model, subscriptions: Subscriptions, s: readonly Value[]) {
    this.model = model;
    this.subscriptions = subscriptions;
    this.marks = model.marks.map((guard) => ({
      subscription: subscriptions.subscribe(guard.reads),
      // A condition that is already true at time 0 doesn't become true then.
      holds: guard.test(s, 0, 0, [], s) === true,
    }));
    this.times = new MarkTimes(model.scenario.marks);
    this.invariants = model.invariants.map((guard) => ({
      subscription: subscriptions.subscribe(guard.reads),
      holds: true,
      brokenAt: null,
    }));
    this.reachable = model.reachable.map((guard) => ({
      subscription: subscriptions.subscribe(guard.reads),
      at: null,
    }));
  }

  /** Evaluates all properties that can have changed. */
  update(s: readonly Value[], now: number, cause: Cause): PropertyChanges {
    this.updateMarks(s, now, cause);
    const breaks: string[] = [];
    const restores: string[] = [];
    this.invariants.forEach((invariant, i) => {
      if (!this.subscriptions.isStale(invariant.subscription)) return;
      this.subscriptions.markFresh(invariant.subscription);
      const holds = this.model.invariants[i]!.test(s, 0, now, [], s) === true;
      if (holds === invariant.holds) return;
      invariant.holds = holds;
      (holds ? restores : breaks).push(this.model.scenario.invariants[i]!.name);
      if (!holds) invariant.brokenAt ??= now;
    });
    this.reachable.forEach((property, i) => {
      if (property.at !== null || !this.subscriptions.isStale(property.subscription)) return;
      this.subscriptions.markFresh(property.subscription);
      if (this.model.reachable[i]!.test(s, 0, now, [], s) === true) property.at = now;
    });
    return { breaks, restores };
  }

  private updateMarks(s: readonly Value[], now: number, cause: Cause): void {
    this.updates++;
    this.marks.forEach((mark, i) => {
      if (!this.subscriptions.isStale(mark.subscription)) return;
      this.subscriptions.markFresh(mark.subscription);
      const holds = this.model.marks[i]!.test(s, 0, now, [], s) === true;
      if (holds && !mark.holds) this.times.rise(i, { at: now, cause, number: this.updates });
      else if (!holds && mark.holds) this.times.fall(i, now);
      mark.holds = holds;
    });
  }

  /** The marks at the end of the run, with their differences from the observed times. */
  markResults(end: number, idle: boolean): MarkResult[] {
    const { scenario } = this.model;
    for (const i of this.marks.keys()) this.times.fall(i, end);
    const fitted = new Set(scenario.constants.map((constant) => constant.fittedTo));
    return scenario.marks.map(({ id, text }, i): MarkResult => {
      const time = this.times.timeOf(i);
      const fact = scenario.observed.find((observed) => observed.id === id);
      const at = time?.at ?? null;
      return {
        id,
        is: text,
        at,
        status: at !== null ? 'happened' : idle && !this.mayStillHappen(i) ? 'never' : 'not-by-end',
        basis: fitted.has(id) ? 'fit' : time?.cause.input === true ? 'input' : 'prediction',
        observed: fact?.id ?? null,
        residual: fact === undefined || at === null ? null : at - fact.t,
        within: fact?.within ?? null,
      };
    });
  }

  /** True if a mark depends on a measure, which can change although nothing is left to do. */
  private mayStillHappen(mark: number): boolean {
    const { after } = this.model.scenario.marks[mark]!;
    const other = this.model.scenario.marks.findIndex(({ id }) => id === after);
    return this.model.marks[mark]!.reads.measures.length > 0 || (other >= 0 && this.mayStillHappen(other));
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

/** Names of invariants that broke, and names of invariants that hold again. */
export interface PropertyChanges {
  breaks: string[];
  restores: string[];
}
