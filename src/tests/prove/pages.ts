import { leakOf } from '../markdown/generated-bytes.ts';
import { createPageCompiler } from '../support/page.ts';
import { type Attack, tally } from './attack.ts';

/** Attacks through a page's text. */
export const PAGE_ATTACKS: readonly Attack[] = [
  {
    name: 'Canaries in pages',
    means: 'the public edition of a random page contains an internal word, or depends on internal text',
    least: 3_000,
    long: true,
    async run(size) {
      const compile = await createPageCompiler();
      const seeds = Array.from({ length: size === 'full' ? 3_000 : 20 }, (_, i) => i + 1);
      return tally(
        seeds,
        (seed) => `seed ${seed}`,
        (seed) => leakOf(compile, seed),
      );
    },
  },
];
