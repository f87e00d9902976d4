import type { BranchModel } from '../model/model.ts';
import type { Value } from '../scenario/expr.ts';
import type { Target } from '../scenario/scenario.ts';
import type { Actor } from './actor.ts';
import { openExit } from './effects.ts';
import { settle } from './settle.ts';
import type { World } from './world.ts';

const NONE: readonly Value[] = [];

/** True if the only branch of a plain step could fire now; see `ProcessModel.plain`. */
export function isOpen(world: World, actor: Actor, { when }: BranchModel): boolean {
  return when === null || when.test(world.s, actor.b, world.now, NONE, world.s) === true;
}

/**
 * The transition of a plain step of a fleet, which nobody traces: as every transition is, without what it does not need.
 *
 * @returns where the instance goes
 */
export function firePlainly(world: World, actor: Actor, branch: BranchModel): Target {
  const { writer, s, now } = world;
  const exit = openExit(branch.exits, s, actor.b, now);
  const target = exit >= 0 ? branch.exits[exit]!.to : branch.next;
  if (exit < 0) {
    if (branch.set.length > 0) writer.assign(branch.set, actor.b, now, NONE);
    for (const service of branch.empties) world.services.serving.emptyQueue(service);
  }
  writer.move(actor.process, actor.b, target, now);
  settle(world);
  writer.commit();
  return target;
}
