import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, createBench, LEASE } from '../../tests/support/command.ts';

const ASTRO = fileURLToPath(new URL('../../../node_modules/astro', import.meta.url));
const page = (title: string, more = '', body = ''): string =>
  `---\ntitle: ${title}\nsummary: A page.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\n${more}---\n\n${body}\n`;

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  mkdirSync(join(bench.folder, 'node_modules'));
  symlinkSync(ASTRO, join(bench.folder, 'node_modules/astro'));
  bench.write(
    'incidents/one.md',
    page('One', '', `\`\`\`scenario\n${LEASE}\`\`\`\n\n[Two](../two/#nowhere)`),
  );
  bench.write('incidents/two.md', page('Two', 'related: [one]\n', '## Somewhere\n\nThe careless engineer.'));
});

afterAll(() => bench.remove());

const check = () => bench.call(['check', '--format', 'json']);
const entries = (): string[] => {
  const folder = join(bench.folder, 'node_modules/.astro/hindcast/checks');
  return readdirSync(folder).flatMap((version) =>
    readdirSync(join(folder, version)).map((name) => join(folder, version, name)),
  );
};

test('a check with a cache reports the same, also with damaged entries, and keeps no page with errors', async () => {
  const cold = await check();
  expect(cold.out).toContain('review/broken-fragment');
  expect(JSON.parse(cold.out).numbers.all).toBeGreaterThan(0);
  expect(entries()).toHaveLength(2);
  expect(await check()).toEqual(cold);
  for (const file of entries()) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"diagnostics":[', '"diagnostics":[{"code":"forged"},'));
  }
  const repaired = await check();
  expect(repaired.out).toBe(cold.out);
  expect(repaired.err.match(/is damaged; recomputing it/g)).toHaveLength(2);
  bench.write('incidents/one.md', page('One', '', '```scenario\nscenario: broken\nuntil: soon\n```'));
  const broken = await check();
  expect(broken.code).toBe(1);
  expect(await check()).toEqual(broken);
});

test('a page that names a related one is checked again when that is gone', async () => {
  bench.write('incidents/one.md', page('One'));
  expect((await check()).code).toBe(0);
  bench.write('incidents/three.md', page('Three', 'related: [one]\n'));
  expect((await check()).code).toBe(0);
  bench.write('incidents/three.md', page('Three', 'related: [four]\n'));
  expect((await check()).code).toBe(1);
  bench.write('incidents/four.md', page('Four'));
  expect((await check()).code).toBe(0);
});
