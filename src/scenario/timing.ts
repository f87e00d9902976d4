import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import type { Delay } from './delay.ts';
import type { RawDelay } from './schema-parts.ts';
import { DURATION } from './types.ts';

/** Checks a length of time: fixed, CEL, or a distribution whose parameters are durations. */
export function checkDelay(context: Context, path: Path, raw: RawDelay, scope: Scope): Delay | null {
  const part = (key: string) => context.expr([...path, key], scope, DURATION);
  if (typeof raw === 'string') {
    const value = context.expr(path, scope, DURATION);
    return value === null ? null : { dist: 'constant', value };
  }
  switch (raw.dist) {
    case 'constant': {
      const value = part('value');
      return value === null ? null : { dist: 'constant', value };
    }
    case 'uniform': {
      const [min, max] = [part('min'), part('max')];
      return min === null || max === null ? null : { dist: 'uniform', min, max };
    }
    case 'exponential': {
      const mean = part('mean');
      return mean === null ? null : { dist: 'exponential', mean };
    }
    case 'lognormal': {
      const [p50, p99] = [part('p50'), part('p99')];
      return p50 === null || p99 === null ? null : { dist: 'lognormal', p50, p99 };
    }
  }
}
