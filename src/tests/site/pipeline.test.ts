import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LEASE, writeUp } from '../support/page.ts';
import { type ScratchSite, scratchSite } from './support/scratch-site.ts';

let site: ScratchSite;

beforeEach(async () => {
  site = await scratchSite();
});

afterEach(() => site.dispose());

const PAGE = writeUp(
  `Lost at \`sim: lease.marks.lost.at\`.\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n\n\`\`\`mermaid\nflowchart LR\n  accTitle: Two\n  A --> B\n\`\`\``,
);
const GUIDE = PAGE.replace(/^severity.*\nstarted_at.*\n/m, '').replace('title: A page', 'title: A guide');
const LATER = PAGE.replaceAll('lease', 'later').replace('title: A page', 'title: A later page');

describe('a build', () => {
  test('gives the same bytes cold, warm and without a cache', async () => {
    await site.write('content/incidents/one.md', PAGE);
    await site.write('content/incidents/two.md', LATER);
    const cold = await site.build();
    expect(cold.code, cold.output).toBe(0);
    expect(cold.output).toContain('2 scenarios: 2 run, 0 cached');
    const bytes = site.built();
    expect(Object.keys(bytes)).toEqual(
      expect.arrayContaining([
        '404.html',
        'index.html',
        'incidents/one/index.html',
        'incidents/two/index.html',
      ]),
    );

    const warm = await site.build();
    expect(warm.output).toContain('2 scenarios: 0 run, 2 cached');
    expect(site.built()).toEqual(bytes);

    // Astro's own cache of rendered pages is gone, Hindcast's cache of results is there.
    await site.remove('node_modules/.astro/data-store.json');
    const rendered = await site.build();
    expect(rendered.output).toContain('2 scenarios: 0 run, 2 cached');
    expect(site.built()).toEqual(bytes);

    await site.remove('node_modules/.astro');
    await site.remove('.astro');
    await site.remove('dist');
    const again = await site.build();
    expect(again.output).toContain('2 scenarios: 2 run, 0 cached');
    expect(site.built()).toEqual(bytes);
  });

  test('runs a scenario again only if it changes, and prints the time', async () => {
    await site.write('content/incidents/one.md', PAGE);
    await site.write('content/incidents/two.md', LATER);
    await site.build();
    await site.write('content/incidents/one.md', PAGE.replace('Lost at', 'It is lost at'));
    const prose = await site.build();
    expect(prose.output).toContain('2 scenarios: 0 run, 2 cached');
    expect(site.page('incidents/one')).toMatch(/It is lost at <span[^>]*>10 min</);

    // Another editor's line ends and byte order mark are no change at all.
    const bytes = site.built();
    await site.write('content/incidents/two.md', `\uFEFF${LATER.replaceAll('\n', '\r\n')}`);
    expect((await site.build()).output).toContain('2 scenarios: 0 run, 2 cached');
    expect(site.built()).toEqual(bytes);

    await site.write('content/incidents/one.md', PAGE.replace('delay: 10m', 'delay: 12m'));
    const changed = await site.build();
    expect(changed.output).toContain('2 scenarios: 1 run, 1 cached');
    expect(changed.output).toMatch(/\d+ ms {2}content\/incidents\/one\.md: lease\n/);
    for (const stage of ['reading', 'scenarios', 'diagrams', 'markdown', 'pages']) {
      expect(changed.output).toMatch(new RegExp(`^${stage} +\\d+(?:\\.\\d)? m?s`, 'm'));
    }
    expect(site.page('incidents/one')).toMatch(/Lost at <span[^>]*>12 min</);
  });

  test('recomputes a damaged result with a warning', async () => {
    await site.write('content/incidents/one.md', PAGE);
    await site.build();
    const bytes = site.built();
    const results = join(site.folder, 'node_modules/.astro/hindcast');
    const [engine] = readdirSync(results);
    const [entry] = readdirSync(join(results, engine!));
    writeFileSync(join(results, engine!, entry!), 'half of an entr');
    await site.remove('node_modules/.astro/data-store.json');
    const { code, output } = await site.build();
    expect(code).toBe(0);
    expect(output).toContain(`cache: entry ${entry!.slice(0, 12)} is damaged; recomputing it`);
    expect(output).toContain('1 scenario: 1 run, 0 cached');
    expect(site.built()).toEqual(bytes);
  });

  test('has a strict policy and no inline style or script on any page', async () => {
    await site.write('content/incidents/one.md', PAGE);
    await site.build();
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
});

describe('guides', () => {
  test('have pages, a list and a navigation entry', async () => {
    await site.write('content/incidents/one.md', PAGE);
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
    const bytes = site.built();
    const again = await site.build();
    expect(again.code).toBe(0);
    expect(again.output).toContain('2 scenarios: 0 run, 2 cached');
    expect(site.built()).toEqual(bytes);
  });

  test('are optional', async () => {
    await site.write('content/incidents/one.md', PAGE);
    const { code, output } = await site.build();
    expect(code).toBe(0);
    expect(output).not.toMatch(/content\/guides|\/guides\//);
    expect(Object.keys(site.built()).filter((file) => file.startsWith('guides'))).toEqual([]);
    expect(site.page('')).not.toContain('guides/');
  });

  test('with errors fail the build together with write-ups', async () => {
    await site.write('content/incidents/one.md', PAGE.replace('delay: 10m', 'dealy: 10m'));
    await site.write('content/guides/first.md', GUIDE.replace('title: A guide', 'titel: A guide'));
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('content/incidents/one.md:17:21 error schema/unknown-key');
    expect(output).toContain('content/guides/first.md:2:1 error schema/unknown-key');
    expect(output).toContain('The build failed with 3 errors in 2 files.');
    expect(output).not.toMatch(/^\s+at /m);
    expect(site.built()).toEqual({});
  });
});

describe('a build with errors', () => {
  test('reports all of them, fails, and keeps the previous output', async () => {
    await site.write('content/incidents/one.md', PAGE);
    await site.build();
    const bytes = site.built();
    await site.write('content/incidents/one.md', PAGE.replace('delay: 10m', 'dealy: 10m'));
    await site.write('content/incidents/two.md', LATER.replace('severity: SEV3', 'severety: SEV3'));
    await site.write('content/incidents/Three_3.md', PAGE);
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('content/incidents/Three_3.md:1:1 error page/file-name');
    expect(output).toContain('content/incidents/one.md:17:21 error schema/unknown-key: unknown key `dealy`');
    expect(output).toContain('> 17 |       - { id: lose, dealy: 10m, set: { up: false }');
    expect(output).toContain('hint: did you mean `delay`?');
    expect(output).toContain('content/incidents/two.md:2:1 error schema/missing-key: missing key `severity`');
    expect(output).toContain('content/incidents/two.md:4:1 error schema/unknown-key');
    expect(output).toContain('The build failed with 4 errors in 3 files.');
    expect(output).not.toMatch(/^\s+at /m);
    expect(site.built()).toEqual(bytes);

    // A page that failed is not taken for done the next time.
    const again = await site.build();
    expect(again.code).toBe(1);
    expect(again.output).toContain('4 errors in 3 files');

    await site.write('content/incidents/one.md', PAGE);
    await site.write('content/incidents/two.md', LATER);
    await site.remove('content/incidents/Three_3.md');
    const mended = await site.build();
    expect(mended.code, mended.output).toBe(0);
  });

  test('writes nothing if there is no previous output', async () => {
    await site.write('content/incidents/one.md', '# No front matter\n');
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('content/incidents/one.md:1:1 error page/front-matter');
    expect(site.built()).toEqual({});
  });

  test('notices that a related write-up was removed from an unchanged page', async () => {
    await site.write('content/incidents/one.md', PAGE.replace('severity:', 'related: [two]\nseverity:'));
    await site.write('content/incidents/two.md', LATER);
    expect((await site.build()).code).toBe(0);
    await site.remove('content/incidents/two.md');
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('content/incidents/one.md:4:11 error page/unknown-related');
  });

  test('prints warnings every time, and succeeds', async () => {
    await site.write('content/incidents/one.md', PAGE.replace('  accTitle: Two\n', ''));
    for (const _ of ['cold', 'warm']) {
      const { code, output } = await site.build();
      expect(code).toBe(0);
      expect(output).toContain('content/incidents/one.md:22:1 warning page/diagram-title');
    }
  });

  test('without write-ups says how to add one, and builds an empty list', async () => {
    const { code, output } = await site.build();
    expect(code).toBe(0);
    expect(output).toContain('there are no write-ups in content/incidents/; add one with');
    expect(site.page('')).toContain('No incidents yet');
  });

  test('rejects an unknown option before reading anything', async () => {
    await site.write(
      'astro.config.mjs',
      `import hindcast from '../../../src/astro/hindcast.ts';\n\nexport default { integrations: [hindcast({ titel: 'Scratch' })] };\n`,
    );
    const { code, output } = await site.build();
    expect(code).toBe(1);
    expect(output).toContain('titel');
  });
});
