import { beforeAll, describe, expect, test } from 'vitest';
import { createPageCompiler, writeUp } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
  await compile('a.md', writeUp('Text.'));
});

/** In milliseconds. */
const SOON = 2000;

const errorsIn = async (body: string): Promise<string[]> =>
  (await compile('a.md', writeUp(body))).diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, span }) => `${code} ${span.start.line}`);

describe('a page that a parser can’t handle is an error at its location', () => {
  test.each([
    ['3,000 quotes', '>'.repeat(3000), 8],
    ['1,600 lists', '- '.repeat(1600), 8],
    ['lists by indentation', Array.from({ length: 1600 }, (_, i) => `${'  '.repeat(i)}- a`).join('\n'), 108],
    ['4,000 elements', 'a\n\n' + '<div>\n\n'.repeat(4000), 510],
    ['4,000 elements in one block', `<div>${'<b>'.repeat(4000)}`, 8],
    ['100,000 addresses', 'www.'.repeat(100_000), 8],
    ['backtick runs', Array.from({ length: 1500 }, (_, i) => '`'.repeat(i + 1)).join('a'), 8],
    [
      '200,000 cells',
      `${'|a'.repeat(1000)}\n${'|-'.repeat(1000)}\n${`${'|b'.repeat(1000)}\n`.repeat(198)}`,
      58,
    ],
    ['20,000 references', `${'[a][a] '.repeat(20_000)}\n\n[a]: https://a.example`, 8],
    [
      '20,000 definitions',
      Array.from({ length: 20_000 }, (_, i) => `[a${i}]: https://a.example`).join('\n'),
      2008,
    ],
    ['deep emphasis', `${'*'.repeat(3000)}a${'*'.repeat(3000)}`, 8],
    ['unclosed brackets', '['.repeat(50_000), 8],
    ['emphasis that never ends', '*a **b '.repeat(5000), 8],
    ['comments that never end', 'a <!-- '.repeat(5000), 8],
  ])('%s', async (_, body, line) => {
    const start = performance.now();
    const errors = await errorsIn(body);
    expect(performance.now() - start).toBeLessThan(SOON * slowness);
    expect(errors).toEqual([`page/too-complex ${line}`]);
  });

  test('an image path that can’t be decoded', async () => {
    expect(await errorsIn('![a](./%.png)')).toEqual(['page/image-path 8']);
  });
});

/** How much slower this machine is than an idle one, measured with a loop that takes about 20 ms. */
const slowness = ((): number => {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < 2e7; i++) sum = (sum + i * 31) | 0;
  return Math.max(1, (performance.now() - start + (sum & 1)) / 20);
})();

test.each(['toString', 'constructor', '__proto__', 'valueOf', 'hasOwnProperty'])(
  'a fence named %s is plain text',
  async (name) => {
    const { page } = await compile('a.md', writeUp(`\`\`\`${name}\na < b\n\`\`\``));
    expect(page?.body.html).toContain('a &#x3C; b');
  },
);

test('an ordinary large page is far below the bounds', async () => {
  const part = `## A part\n\nSome *words* with \`code\`, [a link](https://a.example/a_b_c) and <b>more</b>.\n\n| a | b | c |\n|---|---|---|\n${'| 1 | 2 | 3 |\n'.repeat(50)}\n- a\n  - b\n    - c\n\n`;
  expect(await errorsIn(part.repeat(40))).toEqual([]);
});
