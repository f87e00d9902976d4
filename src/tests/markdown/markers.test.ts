import { beforeAll, describe, expect, test } from 'vitest';
import { createPageCompiler, LEASE } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

const FRONT = 'title: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\n';

/** Diagnostics about markers, which must be the same in both editions. The body starts at line 8. */
async function markersIn(body: string, front = ''): Promise<string[]> {
  const text = `---\n${FRONT}visibility: public\npublic: [body]\n${front}---\n\n${body}\n`;
  const found = await Promise.all(
    (['internal', 'public'] as const).map(async (edition) => {
      const { diagnostics } = await compile('a.md', text, {}, { edition });
      return diagnostics
        .filter(({ code }) => code === 'edition/marker')
        .map(({ severity, span }) => `${severity} ${span.start.line}:${span.start.column}`);
    }),
  );
  expect(found[1]).toEqual(found[0]);
  return found[0]!;
}

describe('a comment that looks like a marker is an error at its location', () => {
  test.each([
    '<!-- internal only -->',
    '<!-- internl -->',
    '<!-- interrnal -->',
    '<!-- pubilc -->',
    '<!-- internal: -->',
    '<!-- begin internal -->',
    '<!-- end internal -->',
    '<!-- end of internal -->',
    '<!-- private -->',
    '<!-- /confidential -->',
    '<!-- visibility: internal -->',
    '<!--- internal --->',
    '<!- internal -->',
    '<! -- internal -->',
    '< !-- internal -->',
    '<!—internal—>',
    '<-- internal -->',
    '<!-- internal - ->',
    '<!-- internal --!>',
    '<!-- int\u200bernal x -->',
    '<!-- \u0456nt\u0435rn\u0430l -->',
    '<!-- ｉnternal. -->',
    '<!-- internalOnly -->',
    '<!-- end_internal -->',
    '<!-- endinternal -->',
    '<!-- internal/ -->',
    '<!-- <internal> -->',
    '<!-- [internal] -->',
    '<!-- the secret key is in the vault -->',
    '<!-- hidden -->',
    '<!-- draft: rewrite this -->',
    '<!-- internal\nnotes about the vault -->',
    '<internal>',
    '</internal>',
    '<Private/>',
    '<internal-note>',
    '<!internal>',
    '<?internal?>',
    '<![CDATA[internal]]>',
    '[//]: # (internal)',
    '[comment]: <> "internal"',
    '{/* internal */}',
    '{% internal %}',
    '%% internal %%',
    '::: internal',
    ':::{.internal}',
  ])('%s', async (marker) => {
    expect(await markersIn(`Text.\n\n${marker}\n\nMore.`)).toEqual(['error 12:1']);
  });

  test.each([
    ['an unclosed comment', '<!-- internal\n\nText'],
    ['other HTML around it', '<div>\n<!-- internal -->\nText\n</div>'],
    ['a comment around it', '<!-- note\n\n<!-- internal -->'],
    ['an attribute', '<p title="<!-- internal -->">x</p>'],
    ['one that ends a part', 'A <!-- internal -->b<!-- /internl --> c'],
  ])('with %s', async (_, body) => {
    expect((await markersIn(body)).length).toBeGreaterThan(0);
  });
});

describe('a marker where Markdown has no HTML is an error at its location', () => {
  test.each([
    ['inline code', 'Use `<!-- internal -->` here.', 'error 10:6'],
    ['an image’s text', '![a <!-- internal --> b](./a.png)', 'error 10:5'],
    ['a link’s title', '[a](https://a.example "<!-- internal -->")', 'error 10:24'],
    ['a definition', '[a]\n\n[a]: https://a.example "<!-- internal -->"', 'error 12:25'],
    ['an escape', 'a \\<!-- internal --> b', 'error 10:4'],
    ['a character reference', 'a &lt;!-- internal --&gt; b', 'error 10:1'],
    ['a numeric reference', 'a &#60;!-- internal --> b', 'error 10:1'],
    ['a table cell that it splits', '| a <!-- internal | b --> |\n|---|---|', 'error 10:5'],
    [
      'a timeline',
      '```timeline\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: "A <!-- internal --> b", evidence: x }\n```',
      'error 11:61',
    ],
    ['a comment in a scenario', `\`\`\`scenario\n# <!-- internal -->\n${LEASE}\n\`\`\``, 'error 11:3'],
    ['a footnote’s name', 'Text.[^<!--internal-->]', 'error 10:8'],
  ])('%s', async (_, body, place) => {
    expect(await markersIn(body)).toEqual([place]);
  });

  test('front matter', async () => {
    expect(await markersIn('Text.', 'owner: Us <!-- internal --> and them\n')).toEqual(['error 8:11']);
  });

  test('in other code, a warning', async () => {
    expect(await markersIn('```html\n<!-- internal -->\n```')).toEqual(['warning 11:1']);
    expect(await markersIn('    <!-- internal -->')).toEqual(['warning 10:5']);
  });
});

test.each([
  ['a heading', '## A <!-- internal -->b<!-- /internal -->'],
  ['a table cell', '| a <!-- internal -->b<!-- /internal --> |\n|---|\n| c |'],
  ['a footnote', 'Text.[^n]\n\n[^n]: A <!-- internal -->b<!-- /internal -->'],
  ['a quote', '> <!-- internal -->\n> b\n>\n> <!-- /internal -->'],
  ['a list item', '- a\n\n  <!-- INTERNAL -->\n\n  b\n\n  <!--/internal-->'],
])('a pair of markers in %s is fine', async (_, body) => {
  expect(await markersIn(body)).toEqual([]);
});

test.each([
  '<!-- TODO: ask about the interval -->',
  '<!-- interval of retries -->',
  '<!-- prettier-ignore -->',
  '<!-- vale off -->',
  '<!-- republished in May -->',
  '<!-- see the minutes of the public meeting -->',
  '<!-- -->',
  '<!---->',
  'The public <br> saw internal <b>errors</b>.',
  'Internal, private and public addresses: <https://internal.example/>',
  'If a<b and c --> d, internal retries stop.',
  'Use `kubectl get secret <secret>` and `<internal>`.',
  '```ts\nprivate key: string; // {/* internal */}\nclass A<Secret> {}\n```',
  '```md\n<!-- internal -->\nText\n<!-- /internal -->\n```',
  '## Internal {#internal}',
  '| internal | public |\n|---|---|\n| a | b |',
  '> [!NOTE]\n> Internal callers failed.',
  '<details><summary>Private endpoints</summary>\n\nText.\n\n</details>',
])('ordinary text is fine: %s', async (body) => {
  expect(await markersIn(body)).toEqual([]);
});
