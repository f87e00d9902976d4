import type { Value } from '../scenario/expr.ts';
import { isDown, type MoveContext } from './extended.ts';

/** True if somebody waits elsewhere than at the end or at the first step of a loop. One that is down does not wait. */
export function isStuck(context: MoveContext, state: readonly Value[]): boolean {
  return context.model.processes.some(
    ({ process, block, steps }) =>
      !isDown(context, state, process.name) &&
      process.instances.some((_, i) => {
        const at = state[block.base + i * block.stride] as number;
        return at !== steps.length && !(process.loop.kind !== 'none' && at === 0);
      }),
  );
}
