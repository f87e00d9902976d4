import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPageCompiler, writeUp } from './page-fixture.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
}, 60_000);

async function bodyOf(body: string): Promise<Document> {
  const { page } = await compile('page.md', writeUp(body));
  return new JSDOM(page!.body.html).window.document;
}

describe('tables of authors', () => {
  test('stand in a box that scrolls, takes the focus and is named by their heads', async () => {
    const document = await bodyOf('| Service | *Lost*  |\n|---|---|\n| api | 3 |');
    const frame = document.querySelector('table')!.parentElement!;
    expect(frame.className).toBe('scroll');
    expect(frame.tabIndex).toBe(0);
    expect(frame.getAttribute('role')).toBe('group');
    expect(frame.getAttribute('aria-label')).toBe('table: Service, Lost');
    expect(document.querySelectorAll('.scroll')).toHaveLength(1);
  });

  test('are never without a name, nor with one that has no end', async () => {
    const document = await bodyOf(
      '<table><tr><th>Lost</th></tr></table>\n\n- | | |\n  |---|---|\n  | 1 | 2 |',
    );
    const names = [...document.querySelectorAll('.scroll')].map((one) => one.getAttribute('aria-label'));
    expect(names).toEqual(['table: Lost', 'table']);
    const heads = Array.from({ length: 40 }, (_, i) => `head ${i}`);
    const wide = await bodyOf(`|${heads.join('|')}|\n|${heads.map(() => '---').join('|')}|`);
    const name = wide.querySelector('.scroll')!.getAttribute('aria-label')!;
    expect(name.length).toBeLessThan(120);
    expect(name.endsWith('…')).toBe(true);
  });

  test('have no heads without text', async () => {
    const document = await bodyOf('| | Before | After |\n|---|---|---|\n| api | 1 | 2 |');
    expect([...document.querySelectorAll('thead tr > *')].map((cell) => cell.tagName)).toEqual([
      'TD',
      'TH',
      'TH',
    ]);
    const picture = await bodyOf('<table><tr><th><img src="" alt="a"></th><th> </th></tr></table>');
    expect([...picture.querySelectorAll('tr > *')].map((cell) => cell.tagName)).toEqual(['TH', 'TD']);
  });

  test('do not frame the tables of views', async () => {
    const document = await bodyOf(
      '```scenario\nscenario: lease\nuntil: 1h\nstate: { up: true }\nprocesses:\n  holder:\n    steps:\n      - { id: lose, delay: 10m, set: { up: false } }\n```',
    );
    expect(document.querySelectorAll('.hc-table').length).toBeGreaterThan(0);
    expect(document.querySelectorAll('.scroll')).toHaveLength(0);
  });
});
