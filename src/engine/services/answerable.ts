import { EVENT } from '../state/event-queue.ts';
import { type Attempt, PHASE, PROBE } from './request-pool.ts';

/**
 * True if a pending event of a service may lead to the answer of a call. Health checks and autoscalers go on forever, but
 * a probe helps only if it's in service and a request is queued after it.
 *
 * @param subject the event's subject, which is an attempt for the kinds that belong to one
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
      return a.probe === PROBE.none || (isInService(a) && attempts.some((other) => waitsBehind(other, a)));
    }
    default:
      return true;
  }
}

function isInService({ phase }: Attempt): boolean {
  return phase === PHASE.working || phase === PHASE.calling || phase === PHASE.dropping;
}

function waitsBehind({ service, probe, phase }: Attempt, a: Attempt): boolean {
  const waits = phase === PHASE.waiting || phase === PHASE.pooled;
  return waits && service === a.service && probe === PROBE.none;
}
