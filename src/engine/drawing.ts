import type { DrawModel } from '../model/model.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { numberProblem, quantile } from './numbers/distribution.ts';
import type { Actor } from './state/actor.ts';
import { RunError } from './state/run-error.ts';
import type { World } from './world.ts';

/**
 * The numbers that a branch draws the next time it fires. Trying the branch first doesn't use them up: draws are
 * counted only once the branch fires.
 */
export function drawnNumbers(world: World, actor: Actor, step: number, branch: number): Value[] {
  const { s, now } = world;
  const draws = actor.process.steps[step]![branch]!.draw;
  if (draws.length === 0) return [];
  const hash = world.drawHash(actor, step, branch);
  const n = actor.draws.get(hash) ?? 0;
  return draws.map(({ dist, a, b, span }: DrawModel, lane) => {
    const first = a(s, actor.b, now, [], s) as number;
    const second = b === null ? 0 : (b(s, actor.b, now, [], s) as number);
    const problem = numberProblem(dist, first, second);
    if (problem !== null) throw new RunError('run/draw', span, problem);
    const drawn = quantile(dist, first, second, world.draws.uniform(actor.hash, hash, n, lane));
    if (Number.isFinite(drawn)) return drawn;
    throw new RunError('run/draw', span, 'this distribution gives numbers that are too large');
  });
}
