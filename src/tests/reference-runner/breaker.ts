import type { Breaker } from '../../scenario/ast/scenario.ts';
import type { BreakerState } from './requests.ts';

export const CLOSED: BreakerState = {
  state: 'closed',
  epoch: 0,
  openUntil: 0,
  outcomes: [],
  inRow: 0,
  probesLeft: 0,
  succeeded: 0,
};

/** The epoch in which a breaker admits an attempt, or null if it rejects the attempt. */
export function admit(b: BreakerState, breaker: Breaker, now: number): number | null {
  if (b.state === 'open' && now >= b.openUntil) {
    Object.assign(b, { state: 'probing', epoch: b.epoch + 1, probesLeft: breaker.probes, succeeded: 0 });
  }
  if (b.state === 'open' || (b.state === 'probing' && b.probesLeft === 0)) return null;
  if (b.state === 'probing') b.probesLeft--;
  return b.epoch;
}

/**
 * Records the outcome of an attempt. Attempts admitted before a state change don't count.
 *
 * @param numbers the breaker's settings, with their current values
 */
export function recordOutcome(
  b: BreakerState,
  { window, probes }: Breaker,
  numbers: { readonly failures: number; readonly rate: number; readonly openFor: number },
  attempt: { readonly ok: boolean; readonly epoch: number; readonly now: number },
): void {
  const { ok, epoch, now } = attempt;
  if (epoch !== b.epoch) return;
  const open = { state: 'open', epoch: b.epoch + 1, openUntil: now + numbers.openFor };
  if (b.state === 'probing') {
    if (!ok) Object.assign(b, open);
    else if (++b.succeeded === probes) {
      Object.assign(b, { state: 'closed', epoch: b.epoch + 1, outcomes: [], inRow: 0 });
    }
    return;
  }
  b.inRow = ok ? 0 : b.inRow + 1;
  b.outcomes.push(ok);
  const last = b.outcomes.slice(-window);
  const failed = last.filter((one) => !one).length;
  const tooMany =
    window === 0 ? b.inRow >= numbers.failures : last.length === window && failed >= numbers.rate * window;
  if (tooMany) Object.assign(b, open);
}
