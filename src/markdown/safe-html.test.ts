import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_HTML, REMOTE_PICTURE } from '../tests/markdown/hostile-html.ts';
import { createPageCompiler, writeUp } from '../tests/support/page.ts';
import { safeHtml } from './safe-html.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

async function bodyOf(body: string): Promise<string> {
  const { page } = await compile('page.md', writeUp(body));
  return page!.body.html;
}

describe('HTML of an author', () => {
  test.each(HOSTILE_HTML.filter((html) => html !== REMOTE_PICTURE))('is made safe: %s', async (html) => {
    const out = await bodyOf(`Before.\n\n${html}\n\nIn ${html.replaceAll('\n', ' ')} line.`);
    expect(out).not.toMatch(
      /<(?:script|iframe|object|embed|form|svg|math|style|link|meta|base|video|button|hindcast-slot)\b/i,
    );
    expect(out).not.toMatch(/\son\w+=|javascript:|\sstyle=|https:\/\/example|class="hc-/i);
    expect(out).toContain('<p>Before.</p>');
  });

  test('with a picture from another site is refused, and would be made safe', async () => {
    const text = writeUp(`${REMOTE_PICTURE}\n\nIn ${REMOTE_PICTURE} line.`);
    const { page, diagnostics } = await compile('page.md', text);
    expect(page).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['page/remote-image', 'page/remote-image']);
    expect(safeHtml(REMOTE_PICTURE)).toBe('<img alt="a">');
  });

  test('gets a prefix on ids, so that they never clash with the site’s', async () => {
    expect(await bodyOf('<b id="main">a</b>')).toContain('<b id="user-content-main">');
  });

  test('stays if it formats text', async () => {
    const html = '<details><summary>More</summary><kbd>Ctrl</kbd> <mark>x</mark></details>';
    expect(await bodyOf(html)).toContain(html);
  });

  test('cannot forge a slot in an attribute', async () => {
    const out = await bodyOf(
      `<b title='<hindcast-slot slot="0"></hindcast-slot>'>a</b>\n\n\`\`\`sh\necho once\n\`\`\``,
    );
    expect(out.match(/once/g)).toHaveLength(1);
  });
});

let compileTable: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compileTable = await createPageCompiler();
});

async function tableOf(body: string): Promise<Document> {
  const { page } = await compileTable('page.md', writeUp(body));
  return new JSDOM(page!.body.html).window.document;
}

describe('tables in Markdown', () => {
  test('name the column of each cell but the first, for windows in which rows are blocks', async () => {
    const document = await tableOf('| Service | *Lost*  | |\n|---|---|---|\n| api | 3 | x |');
    const table = document.querySelector('table')!;
    expect(table.className).toBe('record-table');
    expect([...table.querySelectorAll('tbody td')].map((cell) => cell.getAttribute('data-h'))).toEqual([
      null,
      'Lost',
      null,
    ]);
  });

  test('with cells that span columns name no columns', async () => {
    const document = await tableOf(
      '<table><tr><th colspan="2">Both</th><th>Last</th></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>',
    );
    expect(document.querySelectorAll('[data-h]')).toHaveLength(0);
  });

  test('have no empty header cells', async () => {
    const document = await tableOf('| | Before | After |\n|---|---|---|\n| api | 1 | 2 |');
    expect([...document.querySelectorAll('thead tr > *')].map((cell) => cell.tagName)).toEqual([
      'TD',
      'TH',
      'TH',
    ]);
    const picture = await tableOf('<table><tr><th><img src="" alt="a"></th><th> </th></tr></table>');
    expect([...picture.querySelectorAll('tr > *')].map((cell) => cell.tagName)).toEqual(['TH', 'TD']);
  });

  test('of views keep their own columns', async () => {
    const document = await tableOf(
      '```scenario\nscenario: lease\nuntil: 1h\nstate: { up: true }\nprocesses:\n  holder:\n    steps:\n      - { id: lose, delay: 10m, set: { up: false } }\nmarks: { lost: "!up" }\n```',
    );
    expect(document.querySelectorAll('.hc-rows').length).toBe(1);
    expect(document.querySelectorAll('.hc-rows.record-table')).toHaveLength(0);
  });
});
