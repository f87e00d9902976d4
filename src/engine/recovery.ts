import type { FactResult, Recovery } from '../result-services.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { firstGap, type Stretch } from './conditions.ts';

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
  steady: readonly Stretch[],
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
  stretchesOf: (index: number) => readonly Stretch[],
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
