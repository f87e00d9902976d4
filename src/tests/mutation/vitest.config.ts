import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

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
    include: [
      'src/engine/**/*.test.ts',
      'src/tests/engine/*.test.ts',
      'src/explore/may-wait.test.ts',
      'src/explore/times/*.test.ts',
      'src/tests/explore/lassos.test.ts',
      'src/tests/language/good.test.ts',
      'src/tests/language/limits.test.ts',
    ],
    maxWorkers: 1,
    isolate: false,
    testTimeout: 300_000,
    provide: { draws: 0.1 },
  },
});
