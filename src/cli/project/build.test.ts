import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, createBench } from '../../tests/support/command.ts';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('site/astro.config.mjs', 'export default {};\n');
});

afterAll(() => bench.remove());

test('without a site here there is nothing to build', async () => {
  const { code, err } = await bench.call(['build']);
  expect([code, err]).toEqual([
    2,
    'error: there is no astro.config.mjs here\n(call this in the folder of the site)\n',
  ]);
});

test('a site without Astro is told so', async () => {
  const { code, err } = await bench.callIn(`${bench.folder}/site`, ['build', '--edition', 'all']);
  expect([code, err]).toEqual([
    2,
    'error: Astro is not installed here\n(call `npm install` in the folder of the site)\n',
  ]);
});

test.each([
  [['build', '--edition', 'secret'], 'Allowed choices are internal, public, all.'],
  [['build', '--as-of', '2026-02-30'], 'A day is written like 2026-03-02.'],
])('%j is not understood', async (argv, why) => {
  const { code, err } = await bench.call(argv);
  expect(code).toBe(2);
  expect(err).toContain(why);
});
