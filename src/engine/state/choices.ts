import type { Fn } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';

/**
 * True if the choice in a lane and all choices after it can be made. Each choice may depend on earlier choices.
 *
 * @param v the step's variables so far: the received message and the items chosen before
 */
export function canChoose(
  choose: readonly Fn[],
  s: readonly Value[],
  b: number,
  now: number,
  v: Value[],
  lane: number,
): boolean {
  const items = choose[lane]!(s, b, now, v, s) as readonly Value[];
  if (lane === choose.length - 1 || items.length === 0) return items.length > 0;
  return items.some((item) => completes(choose, s, b, now, v, lane, item));
}

/** True if an item chosen in one choice leaves at least one item for each later choice. */
export function completes(
  choose: readonly Fn[],
  s: readonly Value[],
  b: number,
  now: number,
  v: Value[],
  lane: number,
  item: Value,
): boolean {
  v.push(item);
  const found = canChoose(choose, s, b, now, v, lane + 1);
  v.pop();
  return found;
}
