import { beforeAll, describe, expect, test } from 'vitest';
import { createGuideCompiler, createPageCompiler, LEASE, writeUp } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

async function htmlOf(body: string): Promise<string> {
  const { page, diagnostics } = await compile('page.md', writeUp(body));
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return page!.body.html;
}

const scenario = `\`\`\`scenario\n${LEASE}\n\`\`\``;

describe('a page', () => {
  test('shows a card for a scenario, and its views and source on the model’s page', async () => {
    const { page } = await compile('page.md', writeUp(`Before.\n\n${scenario}\n\nAfter.`));
    const { html } = page!.body;
    expect(html).toMatch(/Before\.[\s\S]*<article class="hc-card[^"]*" id="finding-lease"[\s\S]*After\./);
    expect(html).toContain('href="models/lease/"');
    expect(html).not.toMatch(/hindcast-slot|hc-figure|hc-details/);
    const [model] = page!.data.models;
    expect(model?.html).toContain('<figure class="hc-figure hc-timeline" id="figure-timeline-lease-base">');
    expect(model?.html).toContain('id="hc-sequence-lease-base"');
    expect(model?.html).toContain(
      '<dt>Holder</dt><dd dir="auto"><ol><li><b>Lose:</b> loses the lease</li></ol></dd>',
    );
    expect(model?.html).toContain('<summary class="hc-summary">Scenario lease, 9 lines</summary>');
    expect(model?.headings.map(({ slug }) => slug)).toEqual(['words', 'run', 'observed', 'source']);
  });

  test('describes each scenario as a finding', async () => {
    const written = LEASE.replace(
      'until: 1h',
      'finding: The lease is lost after `sim:lease.marks.lost.at`.\nsummary: One holder.\nillustration: true\nuntil: 1h',
    );
    const second = LEASE.replace('scenario: lease', 'scenario: other');
    const { page } = await compile(
      'page.md',
      writeUp(`\`\`\`scenario\n${written}\n\`\`\`\n\n\`\`\`scenario\n${second}\n\`\`\``),
    );
    expect(page?.data.findings).toMatchObject([
      {
        id: 'lease',
        number: 1,
        anchor: 'finding-lease',
        title: 'The lease is lost after 10 min',
        isWritten: true,
        lead: 'One holder.',
        isIllustration: true,
        isSearched: false,
        path: 'models/lease/',
      },
      { id: 'other', number: 2, title: 'As it was, lost: 10 min', isWritten: false, isIllustration: false },
    ]);
    expect(page?.body.html).toContain('Finding 1 of 2 · <strong class="hc-illustration">');
    expect(page?.body.html).toContain('after <span class="hc-cite hc-basis-simulated"');
    expect(page?.data.models.map(({ id, title }) => [id, title])).toEqual([
      ['lease', 'The lease is lost after 10 min'],
      ['other', 'As it was, lost: 10 min'],
    ]);
  });

  test('shows a `show` block as a link to the view on the model’s page', async () => {
    const show = '```show\n{ scenario: lease, view: state }\n```';
    const { page } = await compile('page.md', writeUp(`${scenario}\n\n${show}`));
    const link = /<p class="hc-show"><a href="models\/lease\/#([^"]+)">State at the end<\/a>/.exec(
      page!.body.html,
    );
    expect(link?.[1]).toBe('figure-state-lease-base');
    expect(page!.data.models[0]!.html).toContain(`id="${link![1]}"`);
  });

  test('returns results and timeline entries', async () => {
    const { page } = await compile(
      'page.md',
      writeUp(
        `${scenario}\n\n\`\`\`timeline\n- { id: b, at: 2025-10-20T07:00:00Z, kind: impact, text: B, evidence: log }\n- { id: a, at: 2025-10-20T06:30:00Z, kind: impact, text: A, evidence: log }\n\`\`\``,
      ),
    );
    expect(page?.data.scenarios.map((one) => [one.id, one.result.scenario, one.text])).toEqual([
      ['lease', 'lease', LEASE],
    ]);
    expect(page?.data.timeline.map((entry) => entry.id)).toEqual(['a', 'b']);
  });

  test('passes a timeline to a scenario above it', async () => {
    let seen: unknown;
    await compile(
      'page.md',
      writeUp(
        `${scenario}\n\n\`\`\`timeline\n- { id: lost, at: 2025-10-20T06:30:00Z, kind: impact, text: It is lost, within: 5m, evidence: { url: https://example.com/log, title: Log } }\n\`\`\``,
      ),
      {
        evaluate: (_source, options) => {
          seen = options.record;
          return { result: null, diagnostics: [] };
        },
      },
    );
    expect(seen).toEqual([
      {
        id: 'lost',
        latest: null,
        observed: null,
        at: '2025-10-20T06:30:00Z',
        text: 'It is lost',
        source: 'https://example.com/log',
        within: 300_000_000,
        to: null,
      },
    ]);
  });

  test('gives its time zone to clocks that name none', async () => {
    const clocked = LEASE.replace('until: 1h', 'until: 1h\nclock: { start: 2025-10-20T06:00:00Z }');
    const text = writeUp(`\`\`\`scenario\n${clocked}\n\`\`\``).replace(
      'severity:',
      'zone: Asia/Tokyo\nseverity:',
    );
    const { page } = await compile('page.md', text);
    expect(page?.data.scenarios[0]?.result.clock?.zone).toBe('Asia/Tokyo');
  });

  test('cites values with their basis, including in headings', async () => {
    const { page } = await compile(
      'page.md',
      writeUp(`${scenario}\n\n## Lost after \`sim: lease.marks.lost.at\`\n\nIt ends \`sim:lease.final.up\`.`),
    );
    expect(page?.body.html).toMatch(
      /It ends <span class="hc-cite hc-basis-simulated" title="simulated: state at the end of the base run, seed \d+"><a class="hc-cite-link" href="models\/lease\/">false<\/a><svg/,
    );
    // A heading is itself linked, so the citation in it isn’t a link.
    expect(page?.body.html).toMatch(/Lost after <span class="hc-cite [^>]*>10 min<svg/);
    expect(page?.body.headings).toEqual([{ depth: 2, slug: 'lost-after-10-min', text: 'Lost after 10 min' }]);
  });

  test('gives two copies of a view different ids', async () => {
    const show = '```show\n{ scenario: lease, view: timeline }\n```';
    const state = show.replace('timeline', 'state');
    const { page } = await compile(
      'page.md',
      writeUp(`${scenario}\n\n${[show, show, state, state].join('\n\n')}`),
    );
    for (const html of [page!.body.html, page!.data.models[0]!.html]) {
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('produces the same bytes from the same text', async () => {
    const text = writeUp(`${scenario}\n\n\`\`\`mermaid\nflowchart LR\n  accTitle: Two\n  A --> B\n\`\`\``);
    const first = await compile('page.md', text);
    const second = await compile('page.md', text);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  test('renders GitHub’s Markdown: tables, working footnotes, task lists', async () => {
    const html = await htmlOf('| a |\n|---|\n| 1 |\n\n- [x] done\n\nText.[^n]\n\n[^n]: Note.');
    expect(html).toContain('<td>1</td>');
    expect(html).toMatch(/<input type="checkbox" checked(?:="")? disabled(?:="")?>|<input[^>]*disabled/);
    const target = /<a href="#([^"]+)"[^>]*data-footnote-ref/.exec(html)?.[1];
    expect(html).toContain(`<li id="${target}">`);
  });

  test('curls quotes and leaves dashes and dots as written', async () => {
    const html = await htmlOf('He said "run it -- with --force..."');
    expect(html).toContain('“run it -- with --force...”');
  });
});

describe('a guide', () => {
  const guide = (front: string, body: string) => `---\n${front}\n---\n\n${body}\n`;
  let compileGuide: Awaited<ReturnType<typeof createGuideCompiler>>;

  beforeAll(async () => {
    compileGuide = await createGuideCompiler();
  });

  test('has title, summary, order and all blocks of a write-up', async () => {
    const show = '```show\n{ scenario: lease, view: state }\n```';
    const diagram = '```mermaid\nflowchart LR\n  accTitle: Two\n  A --> B\n```';
    const body = `${scenario}\n\n${show}\n\n${diagram}\n\nIt ends \`sim: lease.final.up\`. <script>no</script>`;
    const { page, diagnostics } = await compileGuide(
      'guide.md',
      guide('title: How it works\nsummary: A lesson.\norder: 2', body),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['page/html']);
    expect(page?.data.guide).toEqual({ title: 'How it works', summary: 'A lesson.', order: 2 });
    expect(page?.data.scenarios.map(({ id }) => id)).toEqual(['lease']);
    expect(page?.body.html).toContain(
      '<figure class="hc-figure hc-timeline" id="figure-timeline-lease-base">',
    );
    expect(page?.body.html).toContain('hc-state');
    expect(page?.body.html).toContain('<figure class="hc-figure hc-diagram">');
    expect(page?.body.html).toMatch(/It ends <span class="hc-cite [^>]*>false</);
    expect(page?.body.html).not.toContain('<script');
  });

  test('reports errors in front matter and body together', async () => {
    const text = guide('title: How it works\nsevirity: SEV1', '`sim: gone.final.up`');
    const { page, diagnostics } = await compileGuide('guide.md', text);
    expect(page).toBeNull();
    const found = diagnostics.map(({ code, span }) => `${code} ${span.start.line}:${span.start.column}`);
    expect(found).toEqual(['schema/missing-key 2:1', 'schema/unknown-key 3:1', 'page/unknown-scenario 6:1']);
  });

  test('names the required keys if there is no front matter', async () => {
    const { diagnostics } = await compileGuide('guide.md', 'Text.');
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      'start the file with a `---` line, then `title:` and `summary:`, then another `---` line',
    ]);
    const incident = await compile('page.md', 'Text.');
    expect(incident.diagnostics.map(({ hint }) => hint)).toEqual([
      'start the file with a `---` line, then `title:`, `summary:`, `severity:` and `started_at:`, then another `---` line',
    ]);
  });
});
