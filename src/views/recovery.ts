import type { Run } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import type { Precision, Times } from './time-format.ts';

/** How the run came back, or did not: one sentence. */
export function recoveryWords(run: Run, times: Times, precision: Precision): string {
  const { recovery } = run;
  if (recovery === null) return 'The scenario names no steady state.';
  if (recovery.trigger === null) return 'There is no fault, so there is nothing to recover from.';
  if (recovery.metastable) {
    return `The trigger is over at ${times.say(recovery.trigger.to ?? run.ended.at, precision)}, and the steady state does not come back by the end of the run: metastable.`;
  }
  if (recovery.recoveredAt === null) return 'The steady state is not reached again by the end of the run.';
  const after =
    recovery.recoveredAfter === null
      ? ''
      : `, ${humanDuration(recovery.recoveredAfter)} after the trigger began`;
  return `The steady state holds for good from ${times.say(recovery.recoveredAt, precision)} on${after}.`;
}
