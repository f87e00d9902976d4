import type { Actor } from './actor.ts';
import { attempt, needsTrial, type Pick, waysToFire } from './attempt.ts';
import type { Director } from './director.ts';
import type { World } from './world.ts';

/** Lanes of a branch's draws: its delay, the tie between branches, and then its choices. */
export const LANE = { delay: 0, tie: 1, choice: 8 } as const;

/**
 * How a transition chooses: each choice by a draw of its own; an atomic group, and what sends through a channel with a
 * bound, by one draw among the ways in which it completes.
 */
export function pickOf(world: World, actor: Actor, step: number, index: number): Pick {
  if (world.director !== null) return directed(world, world.director, actor, step, index);
  const draw = (at: number, branch: number, lane: number, count: number): number => {
    const hash = world.stepHash(actor, at, branch);
    return Math.floor(
      world.draws.uniform(actor.hash, hash, world.nextOf(actor, at, branch), LANE.choice + lane) * count,
    );
  };
  if (!needsTrial(world, actor, step, index)) return draw;
  const ways = waysToFire(world, actor, step, index);
  return taking(ways[ways.length < 2 ? 0 : draw(step, index, 0, ways.length)] ?? []);
}

/** The way that a director takes among all in which the transition can happen. */
function directed(world: World, director: Director, actor: Actor, step: number, index: number): Pick {
  const ways = waysToFire(world, actor, step, index);
  const behind = ways.map((way) => {
    const mark = world.writer.checkpoint();
    const mailbox = [...actor.mailbox];
    const parts = attempt(world, actor, step, index, taking(way));
    const found = { v: parts?.[0]?.v ?? [], s: [...world.s] };
    world.writer.rollback(mark);
    actor.mailbox = mailbox;
    return found;
  });
  return taking(ways[Math.max(0, director.way(actor, behind))] ?? []);
}

function taking(way: readonly number[]): Pick {
  let next = 0;
  return () => way[next++] ?? 0;
}
