import type { BranchModel } from '../model/model.ts';
import type { DelayModel } from '../model/quantity.ts';
import type { Edge } from '../scenario/service.ts';
import { isPlainCall } from './call-failure.ts';
import type { MoveContext } from './extended.ts';
import type { Range, RangeOf } from './ranges.ts';

/**
 * How long a call takes until it is answered, or has failed. Of a service that is more than its latency nothing is said
 * but that it takes no less than nothing, and no more than the caller waits; a failure that leads straight back to the
 * step takes some time.
 */
export function callLength(
  context: MoveContext,
  asks: Edge,
  call: NonNullable<BranchModel['call']>,
  fails: boolean,
  range: RangeOf,
): Range {
  const { initial } = context.model.layout;
  const at = (length: DelayModel['a']): number => length(initial, 0, 0, [], initial) as number;
  const timeout = call.timeout === null ? Number.POSITIVE_INFINITY : at(call.timeout);
  if (!isPlainCall(context.model, asks)) return [fails && call.pauses ? 1 : 0, timeout];
  const { latency } = context.model.services[call.service]!;
  const [least, most] =
    latency === null ? [0, 0] : range(latency, at(latency.a), latency.b === null ? 0 : at(latency.b));
  if (!fails) return [least, Math.min(most, timeout)];
  // A service that is always there fails nobody: the caller gives up when its time is over, if answers can be later.
  return most > timeout ? [timeout, timeout] : [timeout + 1, timeout];
}
