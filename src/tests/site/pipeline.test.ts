import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEASE, writeUp } from '../support/page.ts';
import { emptySite } from './support/empty-site.ts';
import { type Ended, type ScratchSite, scratchSite } from './support/scratch-site.ts';

const PAGE = writeUp(
  `Lost at \`sim: lease.marks.lost.at\`.\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n\n\`\`\`mermaid\nflowchart LR\n  accTitle: Two\n  A --> B\n\`\`\``,
);
const LATER = PAGE.replaceAll('lease', 'later').replace('title: A page', 'title: A later page');
const GUIDE = PAGE.replace(/^severity.*\nstarted_at.*\n/m, '').replace('title: A page', 'title: A guide');
/** A page with a warning (a diagram without a title) and a related write-up. */
const FIRST = PAGE.replace('  accTitle: Two\n', '').replace('severity:', 'related: [two]\nseverity:');
const WARNING = 'content/incidents/one.md:23:1 warning page/diagram-title';

/* One site, rebuilt after each edit. The tests depend on each other. */
describe('a site that is edited between builds', () => {
  let site: ScratchSite;
  let cold: Ended;
  let bytes: Record<string, string>;

  beforeAll(async () => {
    site = await scratchSite();
    await site.write('content/incidents/one.md', FIRST);
    await site.write('content/incidents/two.md', LATER);
    cold = await site.build();
    bytes = site.built();
  });

  afterAll(() => site?.dispose());

  test('runs all scenarios in a cold build, and prints warnings', () => {
    expect(cold.code, cold.output).toBe(0);
    expect(cold.output).toContain('2 scenarios: 2 run, 0 cached');
    expect(cold.output).toContain(WARNING);
    expect(Object.keys(bytes)).toEqual(
      expect.arrayContaining([
        '404.html',
        'index.html',
        'incidents/one/index.html',
        'incidents/two/index.html',
      ]),
    );
  });

  test('has a strict policy and no inline style or script on any page', () => {
    for (const path of ['', 'incidents/one']) {
      const html = site.page(path);
      const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/i.exec(html)?.[1];
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("style-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
      expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/);
      expect(html).toContain('Scratch');
    }
  });

  test('has no pages or links of guides without guides', () => {
    expect(cold.output).not.toMatch(/content\/guides|\/guides\//);
    expect(Object.keys(bytes).filter((file) => file.startsWith('guides'))).toEqual([]);
    expect(site.page('')).not.toContain('guides/');
  });

  test('gives the same bytes in a warm build, and prints warnings again', async () => {
    const { code, output } = await site.build();
    expect(code, output).toBe(0);
    expect(output).toContain('2 scenarios: 0 run, 2 cached');
    expect(output).toContain(WARNING);
    expect(site.built()).toEqual(bytes);
  });

  test('runs no scenario after an edit of prose, line endings or a byte order mark', async () => {
    await site.write('content/incidents/one.md', FIRST.replace('Lost at', 'It is lost at'));
    await site.write('content/incidents/two.md', `\uFEFF${LATER.replaceAll('\n', '\r\n')}`);
    const { output } = await site.build();
    expect(output).toContain('2 scenarios: 0 run, 2 cached');
    expect(site.page('incidents/one')).toMatch(/It is lost at (?:<[^>]+>)+10 min</);
    expect(site.built()['incidents/two/index.html']).toBe(bytes['incidents/two/index.html']);
  });

  test('runs only a changed scenario, and prints the time', async () => {
    await site.write('content/incidents/one.md', FIRST.replace('delay: 10m', 'delay: 12m'));
    const { output } = await site.build();
    expect(output).toContain('2 scenarios: 1 run, 1 cached');
    expect(output).toMatch(/\d+ ms {2}content\/incidents\/one\.md: lease\n/);
    for (const stage of ['reading', 'scenarios', 'diagrams', 'markdown', 'pages']) {
      expect(output).toMatch(new RegExp(`^${stage} +\\d+(?:\\.\\d)? m?s`, 'm'));
    }
    expect(site.page('incidents/one')).toMatch(/Lost at (?:<[^>]+>)+12 min</);
  });

  test('recomputes a damaged result with a warning, without the cache of rendered pages', async () => {
    await site.write('content/incidents/one.md', FIRST);
    await site.write('content/incidents/two.md', LATER);
    const results = join(site.folder, 'node_modules/.astro/hindcast/results');
    const [engine] = readdirSync(results);
    const files = readdirSync(join(results, engine!)).map((name) => join(results, engine!, name));
    const damaged = files.find((file) => readFileSync(file, 'utf8').includes('"scenario":"later"'))!;
    writeFileSync(damaged, 'half of an entr');
    await site.remove('node_modules/.astro/data-store.json');
    const { code, output } = await site.build();
    expect(code).toBe(0);
    expect(output).toMatch(/cache: entry [0-9a-f]{12} is damaged; recomputing it/);
    expect(output).toContain('2 scenarios: 1 run, 1 cached');
    expect(site.built()).toEqual(bytes);
  });

  test('compiles a page again whose cached body is damaged or gone, and removes bodies that no page has', async () => {
    const bodies = join(site.folder, 'node_modules/.astro/hindcast-bodies');
    const [first, second, ...more] = readdirSync(bodies);
    expect(more).toEqual([]);
    writeFileSync(join(bodies, first!), '{}');
    rmSync(join(bodies, second!));
    writeFileSync(join(bodies, '0'.repeat(64)), '{}');
    const { code, output } = await site.build();
    expect(code, output).toBe(0);
    expect(site.built()).toEqual(bytes);
    expect(readdirSync(bodies).sort()).toEqual([first, second].sort());
  });

  test('restores unchanged pages, renders damaged ones again, and notices what pages show of others', async () => {
    const rendered = join(site.folder, 'node_modules/.astro/dist/incidents');
    writeFileSync(join(rendered, 'one/index.html'), '<p>Damaged</p>');
    const repaired = await site.build();
    expect(repaired.output).toContain('cache: 1 rendered page is damaged; rendering it again');
    expect(repaired.output).toContain('(restored)');
    expect(site.built()).toEqual(bytes);
    await site.write('content/incidents/two.md', LATER.replace('A later page', 'Another title'));
    await site.build();
    // Page `one` lists this write-up as related.
    expect(site.page('incidents/one')).toContain('Another title');
    await site.write('content/incidents/two.md', LATER);
    await site.build();
    expect(site.built()).toEqual(bytes);
  });

  test('reports the errors of all files, fails, and keeps the previous output', async () => {
    // The first write-up is unchanged, but its related write-up no longer exists.
    await site.remove('content/incidents/two.md');
    await site.write('content/incidents/Three_3.md', LATER);
    await site.write('content/incidents/four.md', PAGE.replace('delay: 10m', 'dealy: 10m'));
    await site.write('content/incidents/five.md', LATER.replace('severity: SEV3', 'severety: SEV3'));
    await site.write('content/incidents/six.md', '# No front matter\n');
    await site.write('content/guides/first.md', GUIDE.replace('title: A guide', 'titel: A guide'));
    const { code, output } = await site.build();
    expect(code).toBe(1);
    for (const line of [
      'content/incidents/one.md:4:11 error page/unknown-related',
      'content/incidents/Three_3.md:1:1 error page/file-name',
      'content/incidents/four.md:17:21 error schema/unknown-key: unknown key `dealy`',
      '> 17 |       - { id: lose, dealy: 10m, set: { up: false }',
      'hint: did you mean `delay`?',
      'content/incidents/five.md:4:1 error schema/unknown-key: unknown key `severety`',
      'content/incidents/six.md:1:1 error page/front-matter',
      'content/guides/first.md:2:1 error schema/unknown-key',
    ]) {
      expect(output).toContain(line);
    }
    expect(output).toContain('The build failed with 6 errors in 6 files.');
    expect(output).not.toMatch(/^\s+at /m);
    expect(site.built()).toEqual(bytes);
  });

  test('reports the same errors in the next build, which writes nothing without a previous output', async () => {
    await site.remove('dist');
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('The build failed with 6 errors in 6 files.');
    expect(site.built()).toEqual({});
  });

  test('has pages, a list and a navigation entry for guides, once the errors are fixed', async () => {
    for (const name of ['Three_3', 'four', 'five', 'six']) await site.remove(`content/incidents/${name}.md`);
    await site.write('content/incidents/two.md', LATER);
    await site.write('content/guides/later.md', GUIDE.replace('title: A guide', 'title: Another guide'));
    await site.write('content/guides/first.md', GUIDE.replace('summary:', 'order: 1\nsummary:'));
    const { code, output } = await site.build();
    expect(code, output).toBe(0);
    expect(site.page('guides/first')).toContain('<h1 class="incident-title">A guide</h1>');
    expect(site.page('guides/first')).toMatch(/Lost at <span[^>]*>10 min</);
    expect(site.page('guides/first')).toContain('<figure class="hc-figure hc-timeline" id=');
    expect(site.page('guides')).toMatch(/href="[^"]*first\/[\s\S]*href="[^"]*later\//);
    expect(site.page('')).toMatch(/href="[^"]*guides\//);
    expect(site.page('incidents/one')).toMatch(/href="[^"]*guides\//);
  });

  test('gives the same bytes without any cache', async () => {
    const warm = site.built();
    for (const folder of ['node_modules/.astro', '.astro', 'dist']) await site.remove(folder);
    const { output } = await site.build();
    // The guides contain a scenario from a write-up, so both use the same result.
    expect(output).toContain('4 scenarios: 2 run, 2 cached');
    expect(site.built()).toEqual(warm);
  });

  test('rejects an unknown option before reading anything', async () => {
    await site.write(
      'astro.config.mjs',
      `import hindcast from '../../../src/astro/hindcast.ts';\n\nexport default { integrations: [hindcast({ titel: 'Scratch' })] };\n`,
    );
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('titel');
    expect(output).not.toContain('reading');
  });
});

test('a site without write-ups says how to add one, and has an empty list', async () => {
  const { page, log } = await emptySite();
  expect(log).toContain('there are no write-ups in content/incidents/; add one with');
  expect(page('')).toContain('No incidents yet');
});
