import { beforeAll, expect, test } from 'vitest';
import { createPageCompiler, writeUp } from '../../tests/support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

async function htmlOf(body: string): Promise<string> {
  const { page } = await compile('page.md', writeUp(body));
  return page!.body.html;
}

test.each(['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION', 'note'])(
  '[!%s] starts an alert',
  async (kind) => {
    const name = kind.toLowerCase();
    const html = await htmlOf(`> [!${kind}]\n> Text with \`code\`.\n>\n> More.`);
    expect(html).toContain(`<div class="alert alert-${name}" role="note">`);
    expect(html).toMatch(
      /<p class="alert-title">(?:Note|Tip|Important|Warning|Caution)<\/p>\s*<p>Text with <code>/,
    );
    expect(html).not.toContain('[!');
    expect(html).not.toContain('<blockquote>');
  },
);

test('an alert may have its text in other paragraphs and blocks', async () => {
  const html = await htmlOf('> [!TIP]\n>\n> - one\n> - two');
  expect(html).toMatch(/<p class="alert-title">Tip<\/p>\s*<ul>/);
});

test.each(['> [!OTHER]\n> text', '> [!NOTE] text', '> text\n> [!NOTE]', '> [NOTE]\n> text'])(
  'an ordinary quote stays one: %s',
  async (body) => {
    const html = await htmlOf(body);
    expect(html).toContain('<blockquote>');
    expect(html).not.toContain('alert');
  },
);

test('the title of a lone image is its caption', async () => {
  const html = await htmlOf('![A bar](bar.png "What the bar <shows>")');
  expect(html).toMatch(
    /<figure class="picture"><img [^>]*><figcaption>What the bar &#x3C;shows><\/figcaption><\/figure>/,
  );
  expect(html).not.toContain('title=');
});

test.each(['![A bar](bar.png)', 'Text ![A bar](bar.png "title") text'])(
  'other images have no caption: %s',
  async (body) => {
    expect(await htmlOf(body)).not.toContain('<figure');
  },
);

test('task lists and footnotes are complete without scripts', async () => {
  const html = await htmlOf('- [x] done\n- [ ] open\n\nText.[^a]\n\n[^a]: The note.');
  expect(html).toMatch(/<input type="checkbox" checked disabled aria-label="Done"> done/);
  expect(html).toMatch(/<sup><a href="#user-content-fn-a"/);
  expect(html).toContain('The note.');
});
