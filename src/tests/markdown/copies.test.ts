import { beforeAll, describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { readTimeline } from '../../incident/timeline.ts';
import type { Edition } from '../../incident/visibility.ts';
import { createPageCompiler, LEASE } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler(['open']);
});

const FRONT =
  'title: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\nvisibility: public\npublic: everything\n';

async function pageOf(body: string, edition: Edition = 'public') {
  const { page, diagnostics } = await compile('a.md', `---\n${FRONT}---\n\n${body}\n`, {}, { edition });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return page!;
}

const copyOf = async (body: string, edition: Edition = 'public'): Promise<string> =>
  (await pageOf(body, edition)).data.markdown;

describe('what a page doesn’t show isn’t in any copy of it', () => {
  test.each([
    ['a comment', 'A\n\n<!-- CANARY -->\n\nB'],
    ['a comment in a sentence', 'A <!-- CANARY -->B'],
    ['a comment that never ends', 'A B\n\n<!-- CANARY'],
    ['a processing instruction', 'A <?php CANARY ?>B'],
    ['CDATA', 'A <![CDATA[CANARY]]>B'],
    ['a declaration', 'A <!DOCTYPE CANARY>B'],
    ['an unused definition', 'A B\n\n[x]: https://canary.example "CANARY"'],
    ['a second definition', '[A B][x]\n\n[x]: https://a.example\n[x]: https://CANARY.example'],
    ['the label of a definition', '[A B][CANARY]\n\n[CANARY]: https://a.example'],
    ['an unused footnote', 'A B\n\n[^x]: CANARY'],
    ['a footnote of an unused footnote', 'A B\n\n[^x]: See.[^y]\n\n[^y]: CANARY'],
    ['a script', 'A B\n\n<script>CANARY</script>'],
    ['a style', 'A <style>CANARY</style>B'],
    ['a template', 'A B\n\n<template>\n\nCANARY\n\n- CANARY\n\n![CANARY](./CANARY.png)\n\n</template>\n\nC'],
    ['a drawing', 'A <svg><title>CANARY</title></svg>B'],
    ['a template around HTML', 'A B\n\n<template>\n\n<p>CANARY</p>\n\n</template>'],
    ['a template that never ends', 'A B\n\n<template>\n\nCANARY'],
    ['an unknown attribute', 'A <b class="CANARY" onclick="CANARY" data-x="CANARY">B</b>'],
    ['an unknown attribute of a block', 'A\n\n<p style="CANARY">B</p>'],
    ['an unknown element’s attributes', 'A <font color="CANARY">B</font>'],
    ['half a tag', 'A B\n\n<div title="CANARY\n\nC'],
    ['the rest of a fence’s line', 'A\n\n```js CANARY {1}\nB()\n```'],
    ['cells without a column', '| A |\n|---|\n| B | CANARY |'],
    [
      'a comment in a scenario',
      `A B\n\n\`\`\`scenario\n# CANARY\n${LEASE.replace('until: 1h', 'until: 1h # CANARY')}\n\`\`\``,
    ],
    [
      'a comment in a timeline',
      'A B\n\n```timeline\n# CANARY\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: A, evidence: x } # CANARY\n```',
    ],
    [
      'a comment in a view',
      `A B\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n\n\`\`\`show\n# CANARY\n{ scenario: lease, view: timeline } # CANARY\n\`\`\``,
    ],
    ['a comment in a diagram', 'A B\n\n```mermaid\nflowchart LR\n  %% CANARY\n  accTitle: T\n  A --> B\n```'],
  ])('%s', async (_, body) => {
    const page = await pageOf(body);
    const all = JSON.stringify([page.data, page.body, page.prose()]);
    expect(all.toLowerCase()).not.toContain('canary');
    expect(page.data.markdown).toMatch(/A[\s\S]*B/);
    // Make sure that the source does contain the word.
    expect(body.toLowerCase()).toContain('canary');
  });
});

describe('a copy', () => {
  test('has the page’s text in order, with its formatting', async () => {
    const body =
      '## One *two*\n\nText with `code`, [a link](https://a.example "T"), H<sub>2</sub>O and a note.[^n]\n\n1. First\n2. Second\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nx()\n```\n\n<details>\n<summary>More</summary>\n\nInside.\n\n</details>\n\n[^n]: The note.';
    for (const edition of ['internal', 'public'] as const) expect(await copyOf(body, edition)).toBe(body);
  });

  test('has values in place of citations, and the blocks of the edition', async () => {
    const body = `\`\`\`scenario\n${LEASE}\n\`\`\`\n\nIt is \`sim: lease.final.up\` at the end.`;
    expect(await copyOf(body)).toBe(
      `\`\`\`scenario\n${LEASE}\n\`\`\`\n\nIt is false (simulated) at the end.`,
    );
    expect((await pageOf(body)).prose()).toBe('It is `sim: lease.final.up` at the end.');
  });

  test('has the timeline with ranges of times and observed values', async () => {
    const entries = [
      '- { id: a, at: [2025-10-20T06:10:00Z, 2025-10-20T06:20:00Z], kind: impact, text: A, evidence: x, within: 5m }',
      '- { id: b, at: 2025-10-20T06:30:00Z, kind: impact, text: B, evidence: x, value: 30%, unit: of orders, within: 10% }',
      '- { id: c, at: 2025-10-20T06:40:00Z, kind: impact, text: C, evidence: x, value: 90s, within: 1500ms }',
    ].join('\n');
    const copy = /```timeline\n([\s\S]*)\n```/.exec(await copyOf(`\`\`\`timeline\n${entries}\n\`\`\``))![1]!;
    const read = (text: string) => readTimeline(fileSource('a.yaml', text)).entries;
    expect(read(copy)).toEqual(read(entries));
    expect(copy).toContain('within: 1s500ms');
  });

  test('of the internal edition keeps comments in YAML', async () => {
    const body = `\`\`\`scenario\n# Why\n${LEASE}\n\`\`\``;
    expect(await copyOf(body, 'internal')).toBe(body);
  });
});

describe('the public page doesn’t depend on internal text', () => {
  test.each([
    [
      'quotes',
      (x: string) => `He said "a"<!-- internal --> ${x === 'a' ? '"odd' : 'even'}<!-- /internal --> and "b".`,
    ],
    [
      'empty lines in a list',
      (x: string) =>
        `- a\n- b\n  <!-- internal -->\n  ${x === 'a' ? 'c' : 'c\n\n  d'}\n  <!-- /internal -->\n- e`,
    ],
    [
      'footnotes',
      (x: string) =>
        `A<!-- internal -->${x === 'a' ? '[^x]' : ''}<!-- /internal -->[^y]\n\n[^y]: Y\n\n<!-- internal -->\n\n[^x]: X\n\n<!-- /internal -->`,
    ],
    [
      'ids of headings',
      (x: string) => `<!-- internal -->\n\n# ${x === 'a' ? 'One' : 'Two'}\n\n<!-- /internal -->\n\n# One`,
    ],
    [
      'comments in a scenario',
      (x: string) =>
        `\`\`\`scenario\n${x === 'a' ? '# One\n# Two\n\n' : '# Three\n\n'}visibility: public\n${LEASE}\n\`\`\``,
    ],
  ])('%s', async (_, body) => {
    const [first, second] = [await pageOf(body('a')), await pageOf(body('b'))];
    expect(JSON.stringify([second, second.prose()])).toBe(JSON.stringify([first, first.prose()]));
  });
});
