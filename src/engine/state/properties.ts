import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { MarkResult, PropertyResult } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { type Property, type Scenario, TEMPORAL_WORDS } from '../../scenario/ast/scenario.ts';
import { residualFrom } from '../../time/observed-value.ts';
import type { Cause } from './actor.ts';
import { MarkTimes } from './mark-times.ts';
import { RunError } from './run-error.ts';
import type { StateWriter } from './state-writer.ts';
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
  /** The state after the last transition, if there are step invariants. */
  private readonly before: Value[];
  private readonly unsteadyAt: (number | null)[];
  private readonly untils: { subscriptions: readonly number[]; waits: boolean; brokenAt: number | null }[];
  private readonly reachable: { subscription: number; at: number | null }[];
  private readonly mostChecks: number;
  private checks = 0;
  /** The cost of looking for changed properties, relative to evaluating one. */
  private readonly lookCost: number;

  /** @param mostChecks how many times properties may be evaluated in total */
  constructor(model: Model, subscriptions: Subscriptions, s: readonly Value[], mostChecks: number) {
    this.model = model;
    this.mostChecks = mostChecks;
    const { marks, invariants, temporal, reachable } = model;
    this.lookCost = (marks.length + invariants.length + temporal.length + reachable.length) >> 5;
    this.subscriptions = subscriptions;
    this.marks = model.marks.map((guard) => ({
      subscription: subscriptions.subscribe(guard.reads),
      // A condition that is already true at time 0 doesn't count as becoming true.
      holds: guard.test(s, 0, 0, [], s) === true,
    }));
    this.times = new MarkTimes(model.scenario.marks);
    this.invariants = model.invariants.map((guard) => ({
      subscription: subscriptions.subscribe(guard.reads),
      holds: true,
      brokenAt: null,
    }));
    this.before = model.stepInvariants.length === 0 ? [] : [...s];
    this.unsteadyAt = model.stepInvariants.map(() => null);
    this.untils = model.temporal.map(({ from, to }, i) => {
      const waits = model.scenario.temporal[i]!.kind === 'holds_until';
      const reads = waits ? [from!.reads, to.reads] : [];
      return { subscriptions: reads.map((one) => subscriptions.subscribe(one)), waits, brokenAt: null };
    });
    this.reachable = model.reachable.map((guard) => ({
      subscription: subscriptions.subscribe(guard.reads),
      at: null,
    }));
  }

  /** Evaluates all properties that may have changed. */
  update(s: readonly Value[], now: number, cause: Cause): PropertyChanges {
    this.checks += this.lookCost;
    this.updateMarks(s, now, cause);
    const breaks: string[] = [];
    const restores: string[] = [];
    this.invariants.forEach((invariant, i) => {
      if (!this.subscriptions.isStale(invariant.subscription)) return;
      this.subscriptions.markFresh(invariant.subscription);
      this.countCheck(this.model.scenario.invariants[i]!);
      const holds = this.model.invariants[i]!.test(s, 0, now, [], s) === true;
      if (holds === invariant.holds) return;
      invariant.holds = holds;
      (holds ? restores : breaks).push(this.model.scenario.invariants[i]!.name);
      if (!holds) invariant.brokenAt ??= now;
    });
    this.updateUntils(s, now, breaks);
    this.reachable.forEach((property, i) => {
      if (property.at !== null || !this.subscriptions.isStale(property.subscription)) return;
      this.subscriptions.markFresh(property.subscription);
      this.countCheck(this.model.scenario.reachable[i]!);
      if (this.model.reachable[i]!.test(s, 0, now, [], s) === true) property.at = now;
    });
    return { breaks, restores };
  }

  /**
   * Checks the step invariants if the changes since the last commit are a step. In any case, saves the state.
   *
   * @returns names of the invariants that the step breaks
   */
  checkStep({ slots, logged, s }: StateWriter, now: number, isStep: boolean): string[] {
    const { before, model } = this;
    if (this.unsteadyAt.length === 0) return NONE;
    const broken = isStep
      ? model.scenario.stepInvariants.filter((property, i) => {
          this.countCheck(property);
          return model.stepInvariants[i]!.test(s, 0, now, [], before) !== true;
        })
      : [];
    for (let i = 0; i < logged; i++) before[slots[i]!] = s[slots[i]!]!;
    for (const property of broken) this.unsteadyAt[model.scenario.stepInvariants.indexOf(property)] ??= now;
    return broken.map(({ name }) => name);
  }

  /** Counts an evaluation of a mark or another property, and checks the limit. */
  private countCheck(property: { readonly span: Span; readonly id?: string; readonly name?: string }): void {
    if (++this.checks <= this.mostChecks) return;
    throw new RunError(
      'run/checks',
      property.span,
      `marks, invariants and other properties were evaluated more than ${this.mostChecks.toLocaleString('en-US')} times in total; the last of them was \`${property.id ?? property.name}\``,
      'reduce the number of properties that read a variable that changes often, or shorten `until`',
    );
  }

  private updateUntils(s: readonly Value[], now: number, breaks: string[]): void {
    this.untils.forEach((until, i) => {
      if (!until.waits || !until.subscriptions.some((one) => this.subscriptions.isStale(one))) return;
      for (const one of until.subscriptions) this.subscriptions.markFresh(one);
      const { from, to } = this.model.temporal[i]!;
      if (to.test(s, 0, now, [], s) === true) until.waits = false;
      else if (from!.test(s, 0, now, [], s) !== true) {
        until.waits = false;
        until.brokenAt = now;
        breaks.push(this.model.scenario.temporal[i]!.name);
      }
    });
  }

  private updateMarks(s: readonly Value[], now: number, cause: Cause): void {
    this.updates++;
    this.marks.forEach((mark, i) => {
      if (!this.subscriptions.isStale(mark.subscription)) return;
      this.subscriptions.markFresh(mark.subscription);
      this.countCheck(this.model.scenario.marks[i]!);
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
    return scenario.marks.map(({ id, text }, i): MarkResult => {
      const time = this.times.timeOf(i);
      const fact = scenario.observed.find((observed) => observed.id === id);
      const at = time?.at ?? null;
      return {
        id,
        is: text,
        at,
        status: at !== null ? 'happened' : idle && !this.mayStillHappen(i) ? 'never' : 'not-by-end',
        basis: basisOf(scenario, id, time?.cause.input === true),
        observed: fact?.id ?? null,
        residual: fact === undefined || at === null ? null : residualFrom(fact, at),
        within: fact?.within ?? null,
      };
    });
  }

  /** True if a mark depends on a measure, which can change even when nothing is left to do. */
  private mayStillHappen(mark: number): boolean {
    const { after } = this.model.scenario.marks[mark]!;
    const other = this.model.scenario.marks.findIndex(({ id }) => id === after);
    return this.model.marks[mark]!.reads.measures.length > 0 || (other >= 0 && this.mayStillHappen(other));
  }

  propertyResults(): PropertyResult[] {
    const { scenario } = this.model;
    const held = (at: number | null) => ({ verdict: at === null ? 'held' : 'violated', at }) as const;
    return [
      ...scenario.invariants.map(
        (property, i): PropertyResult => ({
          ...described(property, 'invariant'),
          ...held(this.invariants[i]!.brokenAt),
        }),
      ),
      ...scenario.stepInvariants.map(
        (property, i): PropertyResult => ({
          ...described(property, 'step invariant'),
          ...held(this.unsteadyAt[i]!),
        }),
      ),
      ...scenario.temporal.flatMap((property, i): PropertyResult[] => {
        if (property.kind === 'eventually') return [];
        const found = property.kind === 'holds_until' ? held(this.untils[i]!.brokenAt) : UNDECIDED;
        return [{ ...described(property, TEMPORAL_WORDS[property.kind]), ...found }];
      }),
      ...scenario.reachable.map((property, i): PropertyResult => {
        const { at } = this.reachable[i]!;
        return {
          ...described(property, 'reachable'),
          verdict: at === null ? 'not reached' : 'reached',
          at,
        };
      }),
    ];
  }
}

const NONE: string[] = [];

/** A run is finite, so it can't show that something is true infinitely often or forever. */
const UNDECIDED = { verdict: 'undecided', at: null } as const;

function described(
  { name, text, says }: Pick<Property, 'name' | 'text' | 'says'>,
  kind: PropertyResult['kind'],
): Pick<PropertyResult, 'name' | 'kind' | 'is' | 'says'> {
  return { name, kind, is: text, ...(says === null ? {} : { says }) };
}

/** Names of properties that have just been violated, and of invariants that hold again. */
export interface PropertyChanges {
  breaks: string[];
  restores: string[];
}

/**
 * What a comparison with an observed entry rests on. An entry counts as fitted if it's in a part of a series that numbers
 * were fitted to.
 */
function basisOf(
  { fitted, inFittedPart }: Pick<Scenario, 'fitted' | 'inFittedPart'>,
  id: string,
  followsFromInput: boolean,
): MarkResult['basis'] {
  if (fitted.has(id) || inFittedPart.has(id)) return 'fit';
  return followsFromInput ? 'input' : 'computed';
}
