import type { RollModel } from '../model/model.ts';
import { SHARE_TOLERANCE } from '../scenario/ast/scenario.ts';
import { type Actor, REST } from './state/actor.ts';
import { RunError } from './state/run-error.ts';
import type { World } from './world.ts';

/**
 * For an `either` with chances, draws the alternative that an actor takes on this visit.
 *
 * @returns index of the branch, or `REST` for any branch without a chance
 */
export function drawAlternative(world: World, actor: Actor, step: number, roll: RollModel): number {
  const { s, now, director } = world;
  if (director !== null) {
    const branch = director.alternative(actor, step);
    return roll.chances[branch] === null ? REST : branch;
  }
  const hash = world.rollHash(actor, step);
  const u = world.draws.uniform(actor.hash, hash, world.nextDraw(actor, hash));
  let drawn = REST;
  let total = 0;
  let lastPossible = REST;
  for (const [i, chance] of roll.chances.entries()) {
    if (chance === null) continue;
    const share = chance(s, actor.b, now, [], s) as number;
    if (!(share >= 0 && share <= 1))
      throw new RunError('run/chance', roll.span, `a \`chance\` is ${share} here`);
    total += share;
    if (share > 0) lastPossible = i;
    if (drawn === REST && u < total) drawn = i;
  }
  if (total > 1 + SHARE_TOLERANCE) {
    const message = `the chances of \`${actor.process.process.steps[step]!.id}\` add up to ${total}, which is more than 1`;
    throw new RunError('run/chance', roll.span, message);
  }
  // Shares like 0.1 + 0.2 + 0.7 may add up to slightly less than 1.
  return drawn === REST && total > 1 - SHARE_TOLERANCE ? lastPossible : drawn;
}

/** True if the actor's draw allows it to take a branch on this visit. */
export function isDrawn(actor: Actor, { chances }: RollModel, branch: number): boolean {
  return chances[branch] === null ? actor.drawnBranch === REST : actor.drawnBranch === branch;
}
