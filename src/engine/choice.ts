import type { Actor } from './actor.ts';
import { needsTrial, type Pick, waysToFire } from './attempt.ts';
import type { World } from './world.ts';

/** Lanes of a branch's draws: its delay, the tie between branches, and then its choices. */
export const LANE = { delay: 0, tie: 1, choice: 8 } as const;

/**
 * How a transition chooses: each choice by a draw of its own; an atomic group, and what sends through a channel with a
 * bound, by one draw among the ways in which it completes.
 */
export function pickOf(world: World, actor: Actor, step: number, index: number): Pick {
  const draw = (at: number, branch: number, lane: number, count: number): number => {
    const hash = world.stepHash(actor, at, branch);
    return Math.floor(
      world.draws.uniform(actor.hash, hash, world.nextOf(actor, at, branch), LANE.choice + lane) * count,
    );
  };
  if (!needsTrial(world, actor, step, index)) return draw;
  const ways = waysToFire(world, actor, step, index);
  const way = ways.length < 2 ? ways[0] : ways[draw(step, index, 0, ways.length)];
  let next = 0;
  return () => way?.[next++] ?? 0;
}
