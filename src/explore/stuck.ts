import type { Model } from '../model/model.ts';
import type { Value } from '../scenario/expr.ts';

/** True if somebody waits elsewhere than at the end or at the first step of a loop. */
export function isStuck(model: Model, state: readonly Value[]): boolean {
  return model.processes.some(({ process, block, steps }) =>
    process.instances.some((_, i) => {
      const at = state[block.base + i * block.stride] as number;
      return at !== steps.length && !(process.loop.kind !== 'none' && at === 0);
    }),
  );
}
