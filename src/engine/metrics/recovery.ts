import type { Guard } from '../../model/model.ts';
import type { FactResult, Recovery } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import type { Subscriptions } from '../state/subscriptions.ts';

/**
 * Records the intervals during which a condition holds. If the condition becomes true and false at the same
 * instant, that empty interval is skipped.
 */
export class ConditionMonitor {
  private readonly guard: Guard;
  private readonly subscriptions: Subscriptions;
  private readonly subscription: number;
  private readonly counter: () => number;
  /** Times when the condition became true and false, alternating, and the counter's value at each. */
  private readonly edges: number[] = [];
  private readonly counts: number[] = [];
  holds = false;

  /** @param counter returns the counter's value; called at both ends of each interval */
  constructor(guard: Guard, subscriptions: Subscriptions, counter: () => number = () => 0) {
    this.guard = guard;
    this.subscriptions = subscriptions;
    this.subscription = subscriptions.subscribe(guard.reads);
    this.counter = counter;
  }

  /** Evaluates the condition if any of its inputs have changed. */
  update(s: readonly Value[], now: number): void {
    if (!this.subscriptions.isStale(this.subscription)) return;
    this.subscriptions.markFresh(this.subscription);
    const holds = this.guard.test(s, 0, now, [], s) === true;
    if (holds === this.holds) return;
    this.holds = holds;
    if (this.edges.at(-1) === now) {
      this.edges.pop();
      this.counts.pop();
      return;
    }
    this.edges.push(now);
    this.counts.push(this.counter());
  }

  /** Number of intervals so far. */
  get started(): number {
    return Math.ceil(this.edges.length / 2);
  }

  intervals(): HoldInterval[] {
    const out: HoldInterval[] = [];
    for (let i = 0; i < this.edges.length; i += 2) {
      const to = this.edges[i + 1] ?? null;
      const count = this.counts[i + 1] ?? this.counter();
      out.push({ from: this.edges[i]!, to, counts: [this.counts[i]!, count] });
    }
    return out;
  }
}

/** An interval during which a condition held. */
export interface HoldInterval {
  readonly from: number;
  /** Null if the condition held until the end of the run. */
  readonly to: number | null;
  /** The counter's values at the start and the end. */
  readonly counts: readonly [number, number];
}

/**
 * Describes how a run recovered. The trigger lasts from the start of its first part to the end of the last one. The run
 * recovers at the time from which the steady state holds until the end. It's metastable if the steady state never holds
 * again after the trigger. A step takes no time, so the steady state is usually lost only afterward. If it still held
 * when a named trigger ended, that doesn't count as a return to the steady state.
 *
 * @param steady intervals during which the steady state held
 * @param end end of the run, in microseconds
 */
export function recoveryOf(
  text: string,
  steady: readonly HoldInterval[],
  { spans, named }: TriggerParts,
  end: number,
): Recovery {
  const trigger = triggerOf(spans);
  const parts = named === null ? {} : { triggers: named };
  if (trigger === null) {
    const none = { trigger, recoveredAt: null, recoveredAfter: null, metastable: false };
    return { steadyState: text, steadyBefore: steady.length > 0, ...none, ...parts };
  }
  const last = steady.at(-1);
  const recoveredAt = last?.to === null ? Math.max(last.from, trigger.from) : null;
  const { from, to } = trigger;
  const isBefore = (one: HoldInterval): boolean =>
    one.to !== null && (named === null ? one.to : one.from) <= to!;
  return {
    steadyState: text,
    trigger,
    steadyBefore: steady.some((one) => one.from < from && (one.to === null || one.to >= from)),
    recoveredAt,
    recoveredAfter: recoveredAt === null ? null : recoveredAt - from,
    metastable: to !== null && to < end && steady.every(isBefore),
    ...parts,
  };
}

/** One of a scenario's triggers, as in the Result. */
export type TriggerResult = NonNullable<Recovery['triggers']>[number];

/** The parts of the trigger that happened, and all named triggers if the scenario names any. */
export interface TriggerParts {
  readonly spans: readonly Pick<FaultSpan, 'from' | 'to'>[];
  readonly named: TriggerResult[] | null;
}

/** Start and end of a trigger that didn't happen. */
export const NEVER = { from: null, to: null } as const;

function triggerOf(spans: TriggerParts['spans']): Recovery['trigger'] {
  if (spans.length === 0) return null;
  const from = Math.min(...spans.map((span) => span.from));
  const to = spans.some((span) => span.to === null) ? null : Math.max(...spans.map((span) => span.to!));
  return { from, to };
}

/** From the start of the first span to the end of the last one. */
export function spanOf(spans: TriggerParts['spans']): Pick<TriggerResult, 'from' | 'to'> {
  return triggerOf(spans) ?? NEVER;
}

/** When a fault was active. */
export interface FaultSpan {
  readonly id: string;
  readonly from: number;
  /** Null if the fault lasted until the end of the run. */
  readonly to: number | null;
}

/** Checks whether one variant's run meets the conditions that were observed to hold over an interval. */
export function factsOf(
  scenario: Scenario,
  variant: string,
  intervalsOf: (index: number) => readonly HoldInterval[],
): FactResult[] {
  return scenario.shown.flatMap((fact, i): FactResult[] => {
    if (fact.variant !== variant) return [];
    const { id, from, to, shows } = fact;
    const brokenAt = firstGap(intervalsOf(i), from, to);
    const verdict = brokenAt === null ? 'agrees' : 'disagrees';
    const basis = scenario.fitted.has(id) || scenario.inFittedPart.has(id) ? 'fit' : 'computed';
    return [{ id, shows: shows.text, from, to, variant, verdict, brokenAt, basis }];
  });
}

/**
 * First time at or after `from` that isn't in any interval; null if the intervals cover everything up to `to`.
 *
 * @param intervals sorted, with gaps between them
 */
export function firstGap(intervals: readonly HoldInterval[], from: number, to: number): number | null {
  const over = intervals.find((one) => one.from <= from && (one.to === null || one.to > from));
  if (over === undefined) return from;
  return over.to === null || over.to >= to ? null : over.to;
}
