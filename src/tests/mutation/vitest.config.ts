import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { TESTS } from './tests.ts';

/** The engine's quick tests, with the text in MUTANT_TEXT in place of the file MUTANT_FILE. */
export default defineConfig({
  root: new URL('../../../', import.meta.url).pathname,
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      load(id) {
        const text = process.env['MUTANT_TEXT'];
        if (text === undefined || id !== process.env['MUTANT_FILE']) return null;
        return readFileSync(text, 'utf8');
      },
    },
  ],
  test: {
    include: [...TESTS],
    // Disabled because the cache's keys don't include the mutant's text.
    fsModuleCache: false,
    maxWorkers: 1,
    isolate: false,
    testTimeout: 300_000,
    provide: { draws: 0.1 },
  },
});
