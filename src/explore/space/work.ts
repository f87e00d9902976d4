import type { Model } from '../../model/model.ts';

/** The runtime's initial allowance. Each step of an expression lowers it. */
const ALLOWANCE = Number.MAX_SAFE_INTEGER;

/** Work units for each move in a search that decides one property. Such moves are executed again for each property. */
export const MOVE_WORK = 50;

/**
 * Counts a search's work in all its passes: checks of properties, and steps in expressions that loop. A model with many
 * properties needs much more work than its number of states suggests.
 */
export class Work {
  private readonly runtime: Model['runtime'];
  private counted = 0;

  constructor({ runtime }: Model) {
    this.runtime = runtime;
    runtime.allow(ALLOWANCE);
  }

  add(units: number): void {
    this.counted += units;
  }

  get done(): number {
    return this.counted + ALLOWANCE - this.runtime.left;
  }
}
