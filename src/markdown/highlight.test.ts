import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { LEASE } from '../tests/support/page.ts';
import { createHighlight, type Highlight, TOKEN_KINDS } from './highlight.ts';

let highlight: Highlight;

beforeAll(async () => {
  highlight = await createHighlight();
});

/** The tokens in highlighted code as `kind text`, without plain text. */
async function tokens(code: string, language = 'scenario'): Promise<string[]> {
  const html = await highlight(code, language);
  return [...html.matchAll(/<span class="hc-tok-(\w+)[^"]*">([^<]*)<\/span>/g)].map(
    (match) => `${match[1]} ${match[2]!.trim().replaceAll('&#x3C;', '<').replaceAll('&#x26;', '&')}`,
  );
}

describe('highlighted code', () => {
  test('is the same on a machine that is too busy', async () => {
    const code = 'again the orders and cold cache()\n'.repeat(20);
    const expected = await highlight(code, 'js');
    let time = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => (time += 10_000));
    expect(await highlight(code, 'js')).toBe(expected);
    clock.mockRestore();
    expect(expected).toContain('hc-tok-function');
  });

  test('has no style attribute in any language, and a label for its scrolling box', async () => {
    for (const [code, language] of [
      [LEASE, 'scenario'],
      ['echo "hi" # there', 'bash'],
      ['- a\n+ b', 'diff'],
      ['# *head*', 'markdown'],
      ['<b>&</b>', 'nonsense'],
    ] as const) {
      const html = await highlight(code, language);
      expect(html).not.toContain('style=');
      expect(html).toContain(`tabindex="0" role="group" aria-label="code: ${language}"`);
    }
  });

  test('is escaped in plain and unknown languages', async () => {
    expect(await highlight('<b>&', '')).toContain('<code>&#x3C;b>&#x26;</code>');
  });

  test('has a style rule for each kind of token', () => {
    const css = readFileSync(new URL('./code.css', import.meta.url), 'utf8');
    for (const kind of [...TOKEN_KINDS.filter((one) => one !== 'text'), 'bold', 'italic']) {
      expect(css).toContain(`.hc-tok-${kind} {`);
    }
  });
});

describe('the scenario grammar', () => {
  test('distinguishes keys of the language from names', async () => {
    expect(await tokens('state: { up: true }')).toEqual([
      'key state',
      'punctuation : {',
      'name up',
      'punctuation :',
      'constant true',
      'punctuation }',
    ]);
  });

  test('reads expressions, quoted or not', async () => {
    expect(await tokens("when: '!(self.plan in deleted) && size(q) >= 2'")).toEqual([
      'key when',
      'punctuation :',
      "string '",
      'operator !',
      'name self',
      'operator in',
      'operator &&',
      'function size',
      'operator >=',
      'constant 2',
      "string '",
    ]);
  });

  test('reads durations, rates, times and comments', async () => {
    const kinds = await tokens('delay: 1h30m # long\nrate: 80/s\nat: 2025-10-19T23:48:00-07:00');
    expect(kinds).toContain('constant 1h30m');
    expect(kinds).toContain('comment # long');
    expect(kinds).toContain('constant 80/s');
    expect(kinds).toContain('constant 2025-10-19T23:48:00-07:00');
  });

  test('highlights text as text, except for filled-in values', async () => {
    expect(await tokens('say: picks plan <self.plan>, newer: yes')).toEqual([
      'key say',
      'punctuation :',
      'string picks plan',
      'punctuation <',
      'name self',
      'punctuation >',
      'string , newer: yes',
    ]);
  });

  test('a comment needs a space before it', async () => {
    expect(await tokens('title: issue#7')).toEqual(['key title', 'punctuation :', 'string issue#7']);
  });
});
