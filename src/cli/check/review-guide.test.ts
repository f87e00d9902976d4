import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, createBench } from '../../tests/support/command.ts';
import { writeUp } from '../../tests/support/page.ts';

const GUIDE = readFileSync(
  new URL('../../../content/guides/review-a-pull-request.md', import.meta.url),
  'utf8',
);
let bench: Bench;

beforeEach(() => {
  bench = createBench();
  // With this folder, both calls share a result cache.
  bench.write('node_modules/astro/package.json', '{}');
});
afterEach(() => bench.remove());

test('the change in the guide has the effect that the guide describes', async () => {
  const scenario = /```scenario\n[\s\S]+?```/.exec(GUIDE)![0];
  bench.write('a/content/incidents/filling.md', writeUp(scenario));
  bench.write('b/content/incidents/filling.md', writeUp(scenario.replace('value: 10m', 'value: 12m')));
  bench.write('c/content/incidents/filling.md', `${writeUp(scenario)}\nOther words.\n`);
  const { code, out } = await bench.call(['diff', 'a', 'b']);
  expect(code).toBe(0);
  expect(out).toMatch(/mark recovered moved: 10 min .*→ 12 min/);
  expect(out).toMatch(/constant fill_time: 10m \(assumed\) → 12m/);
  expect((await bench.call(['diff', 'a', 'c'])).out).toMatch(
    /^Only prose changed, [^\n]+\n[^\n]+prose added: Other words\.\n$/,
  );
});
