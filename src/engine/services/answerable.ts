import { EVENT } from '../state/event-queue.ts';
import { type Attempt, PHASE, PROBE } from './request-pool.ts';

/**
 * True if a pending service event may lead to the response to a call. Health checks and autoscalers never stop, but a
 * probe helps only if it's in service and a request is queued after it.
 *
 * @param subject the event's subject, which is an attempt if the event belongs to one
 */
export function mayAnswer(
  attempts: readonly Attempt[],
  { kind, subject, stamp }: { readonly kind: number; readonly subject: number; readonly stamp: number },
): boolean {
  switch (kind) {
    case EVENT.arrival:
    case EVENT.probe:
    case EVENT.autoscale:
    case EVENT.memberStarts:
      return false;
    case EVENT.work:
    case EVENT.reply:
    case EVENT.probeTimeout: {
      const a = attempts[subject]!;
      if (a.gen !== stamp) return false;
      const origin = originOf(a);
      return (
        origin.probe === PROBE.none ||
        (isInService(origin) && attempts.some((other) => waitsBehind(other, origin)))
      );
    }
    default:
      return true;
  }
}

/** The attempt whose request an attempt ultimately serves: itself, or the first one in its chain of callers. */
function originOf(a: Attempt): Attempt {
  let origin = a;
  for (let caller = a.request?.parent ?? null; caller !== null; caller = caller.request?.parent ?? null)
    origin = caller;
  return origin;
}

function isInService({ phase }: Attempt): boolean {
  return phase === PHASE.working || phase === PHASE.calling || phase === PHASE.dropping;
}

function waitsBehind({ service, probe, phase }: Attempt, a: Attempt): boolean {
  const waits = phase === PHASE.waiting || phase === PHASE.pooled;
  return waits && service === a.service && probe === PROBE.none;
}
