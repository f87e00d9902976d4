import type { FactResult, MarkResult, PropertyResult, Recovery } from '../../result.ts';
import type { Expr } from '../../scenario/ast/expr.ts';
import type { Scenario, Trigger } from '../../scenario/ast/scenario.ts';
import { PlainConditions } from './conditions.ts';
import { dependsOnMeasure, holds, type PlainScope, type PlainState } from './expressions.ts';
import type { Interval, Meter } from './meters.ts';
import { PlainOutcomes } from './outcomes.ts';
import type { Cause } from './state.ts';

type TriggerResult = NonNullable<Recovery['triggers']>[number];

/** A fault, from its start to its end. */
export interface FaultSpan {
  readonly id: string;
  readonly from: number;
  to: number | null;
}

/** An interval in which a mark's condition was true. */
interface Rise {
  readonly from: number;
  to: number | null;
  readonly count: number;
  readonly cause: Cause;
}

/** Marks, properties and conditions in a run. All are evaluated after each event. */
export class PlainWatch {
  private readonly scenario: Scenario;
  private readonly variant: string;
  private readonly meters: Readonly<Record<string, Meter>>;
  /** For each mark, the intervals during which its condition was true. */
  private readonly rises: Rise[][];
  /** Number of observations so far, which orders conditions that become true at the same instant. */
  private count = 0;
  private readonly markHolds: boolean[];
  private readonly broken: (number | null)[];
  private readonly invariantHolds: boolean[];
  private readonly reached: (number | null)[];
  /** The state at the last observation. */
  private before: PlainState;
  /** Indexed by step invariant. The next two are indexed by property of whole executions. */
  private readonly unsteady: (number | null)[];
  private readonly released: boolean[];
  private readonly brokenBefore: (number | null)[];
  private readonly intervals = new Map<Expr, Interval[]>();
  readonly outcomes: PlainOutcomes;
  readonly conditions: PlainConditions;

  constructor(scope: PlainScope, variant: string, meters: Readonly<Record<string, Meter>>) {
    const { scenario } = scope;
    this.scenario = scenario;
    this.variant = variant;
    this.meters = meters;
    this.outcomes = new PlainOutcomes(scenario);
    this.conditions = new PlainConditions(scenario);
    this.rises = scenario.marks.map(() => []);
    // A condition that is already true at time 0 doesn't become true then.
    this.markHolds = scenario.marks.map(({ is }) => holds(is, scope));
    this.broken = scenario.invariants.map(() => null);
    this.invariantHolds = scenario.invariants.map(() => true);
    this.reached = scenario.reachable.map(() => null);
    this.before = frozen(scope.state);
    this.unsteady = scenario.stepInvariants.map(() => null);
    this.released = scenario.temporal.map(({ kind }) => kind !== 'holds_until');
    this.brokenBefore = scenario.temporal.map(() => null);
  }

  /**
   * Evaluates all marks, properties and conditions. Returns the properties that broke and those that hold again.
   *
   * @param isStep true after a step, or after a fault starts or ends
   */
  observe(scope: PlainScope, cause: Cause, isStep: boolean): { breaks: string[]; restores: string[] } {
    const { now } = scope;
    this.count++;
    for (const [i, { is }] of this.scenario.marks.entries()) {
      const is_true = holds(is, scope);
      if (is_true && !this.markHolds[i]!)
        this.rises[i]!.push({ from: now, to: null, count: this.count, cause });
      if (!is_true && this.rises[i]!.length > 0) this.rises[i]!.at(-1)!.to ??= now;
      this.markHolds[i] = is_true;
    }
    const breaks: string[] = [];
    const restores: string[] = [];
    for (const [i, { name, is }] of this.scenario.invariants.entries()) {
      const is_true = holds(is, scope, true);
      if (is_true === this.invariantHolds[i]) continue;
      this.invariantHolds[i] = is_true;
      (is_true ? restores : breaks).push(name);
      if (!is_true) this.broken[i] ??= now;
    }
    for (const [i, { kind, name, from, to }] of this.scenario.temporal.entries()) {
      if (this.released[i]) continue;
      if (holds(to, scope)) this.released[i] = true;
      else if (kind === 'holds_until' && !holds(from!, scope, true)) {
        this.released[i] = true;
        this.brokenBefore[i] = now;
        breaks.push(name);
      }
    }
    for (const [i, { name, is }] of this.scenario.stepInvariants.entries()) {
      if (!isStep || holds(is, { ...scope, old: this.before }, true)) continue;
      this.unsteady[i] ??= now;
      breaks.push(name);
    }
    this.before = frozen(scope.state);
    for (const [i, { is }] of this.scenario.reachable.entries()) {
      if (this.reached[i] === null && holds(is, scope)) this.reached[i] = now;
    }
    for (const is of this.watched()) this.watch(is, scope);
    this.outcomes.observe(scope);
    this.conditions.observe(scope);
    return { breaks, restores };
  }

  /** Conditions whose periods are reported: the steady state, impact and observed periods. */
  private watched(): Expr[] {
    const { steady, services, shown } = this.scenario;
    return [
      ...(steady === null ? [] : [steady.is]),
      ...services.flatMap(({ name }) => this.impactOf(name) ?? []),
      ...shown.filter(({ variant }) => variant === this.variant).map(({ shows }) => shows.is),
    ];
  }

  /**
   * The condition that counts as impact on a service. A condition for the whole scenario applies to services called by
   * loads.
   */
  impactOf(service: string): Expr | null {
    const { impact, loads } = this.scenario;
    const own = impact.services.get(service);
    if (own?.while != null) return own.while.is;
    const general = own?.threshold == null && (loads.length === 0 || loads.some(({ to }) => to === service));
    return general ? (impact.while?.is ?? null) : null;
  }

  private watch(is: Expr, scope: PlainScope): void {
    const { now } = scope;
    const list = this.intervals.get(is) ?? [];
    this.intervals.set(is, list);
    const last = list.at(-1);
    const open = last !== undefined && last.to === null;
    const is_true = holds(is, scope);
    if (is_true === open) return;
    const errors = Object.fromEntries(
      Object.entries(this.meters).map(([name, { totals }]) => [name, totals.errors]),
    );
    if (!is_true) {
      // A zero-length period doesn't count.
      if (last!.from === now) list.pop();
      else Object.assign(last!, { to: now, errorsAfter: errors });
    } else if (last?.to === now) Object.assign(last, { to: null, errorsAfter: null });
    else list.push({ from: now, to: null, errors, errorsAfter: null });
  }

  /** A rise counts if the condition held long enough, and if the rise isn't before the mark that must precede it. */
  private markTime(i: number): Rise | null {
    const { held, after, which } = this.scenario.marks[i]!;
    const other =
      after === null ? null : this.markTime(this.scenario.marks.findIndex(({ id }) => id === after));
    if (after !== null && other === null) return null;
    const counted = this.rises[i]!.filter(
      ({ from, to, count }) =>
        (held === 0 || (to ?? this.scenario.until ?? 0) - from >= held) &&
        (other === null || count >= other.count),
    );
    return (which === 'first' ? counted[0] : which === 'last' ? counted.at(-1) : counted[which - 1]) ?? null;
  }

  markResults(idle: boolean): MarkResult[] {
    const { marks, observed, fitted: all, inFittedPart } = this.scenario;
    return marks.map(({ id, text }, i): MarkResult => {
      const time = this.markTime(i);
      const at = time?.from ?? null;
      const fact = observed.find((one) => one.id === id);
      const isInput = time?.cause.input === true;
      const fitted = all.has(id) || inFittedPart.has(id);
      return {
        id,
        is: text,
        at,
        status: at !== null ? 'happened' : idle && !this.readsMeasure(i) ? 'never' : 'not-by-end',
        basis: fitted ? 'fit' : isInput ? 'input' : 'computed',
        observed: fact?.id ?? null,
        residual: fact === undefined || at === null ? null : offBy(at, fact.t, fact.latest ?? fact.t),
        within: fact?.within ?? null,
      };
    });
  }

  /** True if a mark, or one that must precede it, reads a measure. */
  private readsMeasure(i: number): boolean {
    const { is, after } = this.scenario.marks[i]!;
    if (dependsOnMeasure(is)) return true;
    return after !== null && this.readsMeasure(this.scenario.marks.findIndex(({ id }) => id === after));
  }

  propertyResults(): PropertyResult[] {
    return [
      ...this.scenario.invariants.map(({ name, text }, i): PropertyResult => {
        const at = this.broken[i]!;
        return { name, kind: 'invariant', is: text, verdict: at === null ? 'held' : 'violated', at };
      }),
      ...this.scenario.stepInvariants.map(({ name, text }, i): PropertyResult => {
        const at = this.unsteady[i]!;
        return { name, kind: 'step invariant', is: text, verdict: at === null ? 'held' : 'violated', at };
      }),
      ...this.scenario.temporal.flatMap(({ name, kind, text }, i): PropertyResult[] => {
        if (kind === 'eventually') return [];
        const at = this.brokenBefore[i]!;
        if (kind === 'holds_until')
          return [{ name, kind: 'holds until', is: text, verdict: at === null ? 'held' : 'violated', at }];
        const words = kind === 'always_eventually' ? 'always eventually' : 'eventually always';
        return [{ name, kind: words, is: text, verdict: 'undecided', at: null }];
      }),
      ...this.scenario.reachable.map(({ name, text }, i): PropertyResult => {
        const at = this.reached[i]!;
        return { name, kind: 'reachable', is: text, verdict: at === null ? 'not reached' : 'reached', at };
      }),
    ];
  }

  /** @param stepTimes for each trigger that is a step, the times when it happened, in order */
  recovery(
    allFaults: readonly FaultSpan[],
    stepTimes: ReadonlyMap<Trigger, readonly number[]>,
    end: number,
  ): Recovery | null {
    const { steady } = this.scenario;
    if (steady === null) return null;
    const held = this.intervals.get(steady.is) ?? [];
    const steadyState = steady.text;
    const triggers = this.scenario.triggers.map((trigger): TriggerResult => {
      const { name, kind } = trigger;
      const spans =
        kind === 'fault'
          ? allFaults.filter(({ id }) => id === name)
          : (kind === 'step'
              ? (stepTimes.get(trigger) ?? [])
              : trigger.t < this.scenario.until!
                ? [trigger.t]
                : []
            ).map((t) => ({
              from: t,
              to: t,
            }));
      if (spans.length === 0) return { name, kind, from: null, to: null };
      const over = spans.every(({ to }) => to !== null);
      return { name, kind, from: spans[0]!.from, to: over ? spans.at(-1)!.to : null };
    });
    const named = triggers.length > 0;
    const parts = named ? { triggers } : {};
    const faultSpans = named ? triggers.filter(({ from }) => from !== null) : allFaults;
    if (faultSpans.length === 0) {
      return {
        steadyState,
        trigger: null,
        steadyBefore: held.length > 0,
        recoveredAt: null,
        recoveredAfter: null,
        metastable: false,
        ...parts,
      };
    }
    const from = Math.min(...faultSpans.map((span) => span.from!));
    const ends = faultSpans.map(({ to }) => to);
    const to = ends.includes(null) ? null : Math.max(...(ends as number[]));
    const last = held.at(-1);
    const recoveredAt = last?.to === null ? Math.max(last.from, from) : null;
    return {
      steadyState,
      trigger: { from, to },
      steadyBefore: held.some((one) => one.from < from && (one.to === null || one.to >= from)),
      recoveredAt,
      recoveredAfter: recoveredAt === null ? null : recoveredAt - from,
      metastable:
        to !== null &&
        to < end &&
        held.every((one) => one.to !== null && (named ? one.from <= to : one.to <= to)),
      ...parts,
    };
  }

  facts(): FactResult[] {
    const { shown, fitted, inFittedPart } = this.scenario;
    return shown.flatMap(({ id, from, to, variant, shows }): FactResult[] => {
      if (variant !== this.variant) return [];
      const over = (this.intervals.get(shows.is) ?? []).find(
        (one) => one.from <= from && (one.to === null || one.to > from),
      );
      const brokenAt = over === undefined ? from : over.to === null || over.to >= to ? null : over.to;
      const basis = fitted.has(id) || inFittedPart.has(id) ? 'fit' : 'computed';
      return [
        {
          id,
          shows: shows.text,
          from,
          to,
          variant,
          verdict: brokenAt === null ? 'agrees' : 'disagrees',
          brokenAt,
          basis,
        },
      ];
    });
  }

  intervalsOf(is: Expr): readonly Interval[] {
    return this.intervals.get(is) ?? [];
  }
}

/** A snapshot of a state, which later changes don't affect. */
function frozen({ shared, processes }: PlainState): PlainState {
  return {
    shared: { ...shared },
    processes: Object.fromEntries(
      Object.entries(processes).map(([name, all]) => [
        name,
        all.map(({ step, locals }) => ({ step, locals: { ...locals } })),
      ]),
    ),
  };
}

/** 0 if `at` is between the earliest and latest observed times, otherwise the distance from the nearer one. */
function offBy(at: number, earliest: number, latest: number): number {
  if (at >= earliest && at <= latest) return 0;
  return at < earliest ? at - earliest : at - latest;
}
