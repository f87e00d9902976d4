import type { Guard } from '../../model/model.ts';
import type { FactResult, Recovery } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import type { Subscriptions } from '../state/subscriptions.ts';

/** A stretch of time in which a condition held. */
export interface HoldInterval {
  readonly from: number;
  /** Null if it held to the end of the run. */
  readonly to: number | null;
  /** Values of the counter at both ends. */
  readonly counted: readonly [number, number];
}

/**
 * When a condition held, as stretches of time. What holds for no time, because one instant both brought and took it, is
 * left out.
 */
export class FollowedCondition {
  private readonly guard: Guard;
  private readonly watches: Subscriptions;
  private readonly watch: number;
  private readonly counter: () => number;
  /** Times at which it became true and false in turn, and what was counted then. */
  private readonly edges: number[] = [];
  private readonly counts: number[] = [];
  private holds = false;

  /** @param counter what is counted while the condition holds */
  constructor(guard: Guard, watches: Subscriptions, counter: () => number = () => 0) {
    this.guard = guard;
    this.watches = watches;
    this.watch = watches.subscribe(guard.reads);
    this.counter = counter;
  }

  /** Looks again if something changed that the condition reads. */
  update(s: readonly Value[], now: number): void {
    if (!this.watches.isStale(this.watch)) return;
    this.watches.fresh(this.watch);
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

  stretches(): HoldInterval[] {
    const out: HoldInterval[] = [];
    for (let i = 0; i < this.edges.length; i += 2) {
      const to = this.edges[i + 1] ?? null;
      const count = this.counts[i + 1] ?? this.counter();
      out.push({ from: this.edges[i]!, to, counted: [this.counts[i]!, count] });
    }
    return out;
  }
}

/**
 * First time from `from` on at which none of the stretches holds, or null if they hold all the way to `to`.
 *
 * @param stretches in order, none touching another
 */
export function firstGap(stretches: readonly HoldInterval[], from: number, to: number): number | null {
  const over = stretches.find((one) => one.from <= from && (one.to === null || one.to > from));
  if (over === undefined) return from;
  return over.to === null || over.to >= to ? null : over.to;
}

/** A fault as it came. */
export interface FaultSpan {
  readonly id: string;
  readonly from: number;
  /** Null if it lasted to the end of the run. */
  readonly to: number | null;
}

/**
 * How a run came back. The trigger lasts from the start of the first fault to the end of the last. A run has recovered
 * at the moment from which the steady state holds to the end. It is metastable if the trigger is over and the steady
 * state is never met again.
 *
 * @param steady stretches in which the steady state held
 * @param end of the run in microseconds
 */
export function recoveryOf(
  text: string,
  steady: readonly HoldInterval[],
  faults: readonly FaultSpan[],
  end: number,
): Recovery {
  const trigger = triggerOf(faults);
  if (trigger === null) {
    const none = { trigger, recoveredAt: null, recoveredAfter: null, metastable: false };
    return { steadyState: text, steadyBefore: steady.length > 0, ...none };
  }
  const last = steady.at(-1);
  const recoveredAt = last?.to === null ? Math.max(last.from, trigger.from) : null;
  const { from, to } = trigger;
  return {
    steadyState: text,
    trigger,
    steadyBefore: steady.some((one) => one.from < from && (one.to === null || one.to >= from)),
    recoveredAt,
    recoveredAfter: recoveredAt === null ? null : recoveredAt - from,
    metastable: to !== null && to < end && steady.every((one) => one.to !== null && one.to <= to),
  };
}

function triggerOf(faults: readonly FaultSpan[]): Recovery['trigger'] {
  if (faults.length === 0) return null;
  const from = Math.min(...faults.map((fault) => fault.from));
  const to = faults.some((fault) => fault.to === null) ? null : Math.max(...faults.map((fault) => fault.to!));
  return { from, to };
}

/** Facts of the record that are states of affairs, held against a run of one variant. */
export function factsOf(
  { shown, constants }: Scenario,
  variant: string,
  stretchesOf: (index: number) => readonly HoldInterval[],
): FactResult[] {
  const fitted = new Set(constants.map((constant) => constant.fittedTo));
  return shown.flatMap((fact, i): FactResult[] => {
    if (fact.variant !== variant) return [];
    const { id, from, to, shows } = fact;
    const brokenAt = firstGap(stretchesOf(i), from, to);
    const verdict = brokenAt === null ? 'agrees' : 'disagrees';
    const basis = fitted.has(id) ? 'fit' : 'prediction';
    return [{ id, shows: shows.text, from, to, variant, verdict, brokenAt, basis }];
  });
}
