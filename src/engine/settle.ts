import { EVENT } from './event.ts';
import type { Properties } from './marks.ts';
import type { World } from './world.ts';

const NOTHING: Properties = { breaks: [], mends: [] };

/** After a change of state: wakes who waits on it and follows marks and invariants. The log stays for the trace. */
export function settle(world: World): Properties {
  const { slots, was, logged, s } = world.writer;
  for (let i = 0; i < logged; i++) {
    const slot = slots[i]!;
    if (s[slot] === was[i]) continue;
    world.watches.notify(slot);
    scheduleTimer(world, slot);
  }
  if (!world.watches.changed) return NOTHING;
  const found = world.followed.update(world.s, world.now, world.cause);
  world.measuring.update(world.s, world.now);
  world.watches.settle();
  return found;
}

/** A timer that was set is over at a known time: whoever reads it looks again then. */
export function scheduleTimer(world: World, slot: number): void {
  if (world.isTimer[slot] === 0) return;
  const over = world.s[slot] as number;
  if (over > world.now) world.push(over, EVENT.timer, slot, 0, 0);
}
