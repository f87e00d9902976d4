import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERRORS, exampleOf } from '../../reference/error-reference.ts';
import { type Bench, createBench } from '../../tests/support/command.ts';
import { type Block, documentLines } from './document.ts';
import { htmlBlocks } from './read-document.ts';
import { allTopics } from './topics.ts';

const PLAIN = (_: unknown, text: string): string => text;

let bench: Bench;

beforeAll(() => {
  bench = createBench();
});

afterAll(() => bench.remove());

interface Report {
  version: number;
  topics: { id: string; kind: string; title: string; summary: string }[];
}

async function topics(): Promise<Report['topics']> {
  const { code, out, err } = await bench.call(['docs', '--json']);
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out) as Report).topics;
}

describe('hindcast docs', () => {
  test('lists guides in reading order, and the pages of the reference', async () => {
    const { code, out, err } = await bench.call(['docs']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Guides\n {2}first-incident +\S.*\n/);
    expect(out).toMatch(/\nReference\n {2}language +The scenario language\n/);
    expect(out).toMatch(/\nTo read a topic: hindcast docs TOPIC\n/);
    const listed = [...out.matchAll(/^ {2}(\S+)/gm)].map(([, id]) => id);
    expect(listed).toEqual((await topics()).map(({ id }) => id));
  });

  test('wraps every topic to the width of the terminal', async () => {
    const all = allTopics();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { title, blocks } of all) {
      const out = documentLines(await blocks(false), { paint: PLAIN, width: 72 }).join('\n');
      expect(out.startsWith(`# ${title}\n\n`)).toBe(true);
      // Code and long words aren't wrapped.
      const prose = out.replace(/^ *(```+)[\s\S]*?^ *\1$/gm, '').split('\n');
      expect(prose.filter((line) => /<\/?(?:p|dl|dt|dd|table|code|span)\b/.test(line))).toEqual([]);
      const long = prose.filter((line) => line.length > 72 && /\S\s+\S{1,24}$/.test(line));
      expect(long).toEqual([]);
    }
  });

  test('replaces citations with simulated values', async () => {
    const { out } = await bench.call(['docs', 'explore']);
    expect(out.replace(/\s+/g, ' ')).toMatch(/ \d+ states (?:and|with) \d+ transitions/);
  });

  test('prints to a pipe as plain text, and to a terminal with headings in bold', async () => {
    expect((await bench.call(['docs', 'configuration'])).out).not.toContain('\u001b');
    const { out } = await bench.call(['docs', 'configuration'], { terminal: 80 });
    expect(out.startsWith('\u001b[1m# Configuration\u001b[22m\n')).toBe(true);
  });

  test("shows a topic in the user's pager, without colors", async () => {
    const file = join(bench.folder, 'paged.txt');
    const env = { PATH: process.env['PATH'] ?? '', PAGER: `cat > "${file}"` };
    const paged = await bench.call(['docs', 'configuration'], { terminal: 80, env });
    expect([paged.code, paged.out]).toEqual([0, '']);
    const plain = await bench.call(['docs', 'configuration'], { terminal: 80, env: { NO_COLOR: '1' } });
    expect(readFileSync(file, 'utf8')).toBe(plain.out);
  });

  test('prints the topic if the pager is missing or the output is a pipe', async () => {
    const env = { PATH: process.env['PATH'] ?? '', PAGER: 'no-such-pager 2> /dev/null', NO_COLOR: '1' };
    const { out } = await bench.call(['docs', 'configuration'], { terminal: 80, env });
    expect(out).toMatch(/^# Configuration\n/);
    expect((await bench.call(['docs', 'configuration'], { env })).out).toMatch(/^# Configuration\n/);
  });

  test.each([
    [
      'expresions',
      /^error: there is no topic named `expresions`; did you mean `expressions`\?\n {2}hint: topics: /,
    ],
    [
      'metastable',
      /^error: there is no topic named `metastable`\n {2}hint: to read about it: hindcast docs language metastable\n/,
    ],
    [
      'lognormal',
      /^error: there is no topic named `lognormal`\n {2}hint: `lognormal` is mentioned in: .*language/,
    ],
    ['zzzz', /^error: there is no topic named `zzzz`\n {2}hint: topics: first-incident, /],
  ])('suggests a topic for %s', async (word, message) => {
    const { code, out, err } = await bench.call(['docs', word]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  test('prints the sections and entries of a topic that are about a word', async () => {
    const { code, out, err } = await bench.call(['docs', 'language', 'autoscale']);
    expect([code, err]).toEqual([0, '']);
    const headings = [...out.matchAll(/^## (.*)$/gm)].map(([, text]) => text);
    expect(headings).toEqual(['services.<name>', 'services.<name>.autoscale']);
    expect(out).toMatch(/^## services\.<name>\n\n`autoscale`\n/);
    expect(out).not.toMatch(/^`pools`/m);
    expect(out).toMatch(/^`cooldown`\n/m);
    const guide = await bench.call(['docs', 'explore', 'interleaving']);
    expect(guide).toEqual({
      code: 2,
      out: '',
      err: 'error: `explore` has no section or entry named `interleaving`\n  hint: to read all of it: hindcast docs explore\n',
    });
  });

  test('--json is only for the list', async () => {
    const { code, err } = await bench.call(['docs', 'language', '--json']);
    expect([code, err]).toEqual([
      2,
      "error: `--json` can't be used with a topic\n  hint: leave out the topic to list all topics as JSON\n",
    ]);
  });
});

describe('hindcast explain', () => {
  test('prints what every code means, and an example with its hint', async () => {
    for (const [code, { title, explanation }] of Object.entries(ERRORS)) {
      const called = await bench.call(['explain', code]);
      expect([code, called.code, called.err]).toEqual([code, 0, '']);
      const text = called.out.replace(/\s+/g, ' ');
      expect(text.startsWith(`${code}: ${title} ${explanation}`.replace(/\s+/g, ' '))).toBe(true);
      const example = exampleOf(code);
      if (example === null) continue;
      expect(called.out).toContain(`\nExample:\n\n`);
      expect(called.out).toContain(example.frame);
      if (example.hint !== null) expect(text).toContain(`hint: ${example.hint}`.replace(/\s+/g, ' '));
    }
  });

  test.each([
    ['cel/unknown-nam', '; did you mean `cel/unknown-name`?'],
    ['unknown-name', '; did you mean `cel/unknown-name`?'],
    ['emty', '; did you mean `yaml/empty`?'],
    ['zzzzzzzzzzz', ''],
  ])('suggests a code for %s', async (code, suggestion) => {
    expect(await bench.call(['explain', code])).toEqual({
      code: 2,
      out: '',
      err: `error: there is no error code \`${code}\`${suggestion}\n  hint: to read about all codes: hindcast docs errors\n`,
    });
  });

  test('is mentioned once after errors', async () => {
    bench.write('one.yaml', 'scenario: a\nuntil: soon\n');
    const block = (text: string): string => `\`\`\`scenario\n${text}\`\`\`\n`;
    bench.write(
      'two.md',
      block('scenario: a\nuntil: soon\n') + block('scenario: b\nuntil: 1s\nmarks: { m: n > 0 }\n'),
    );
    const one = await bench.call(['run', 'one.yaml']);
    expect(one.err).toMatch(
      /\n1 error, 0 warnings\nTo learn more about this error: hindcast explain scenario\/duration\n$/,
    );
    const two = await bench.call(['run', 'two.md']);
    expect(two.err).toMatch(/\nTo learn more about an error: hindcast explain CODE, for example .*\n$/);
    expect(two.err.match(/hindcast explain CODE/g)).toHaveLength(1);
  });
});

describe('a document', () => {
  const lines = (blocks: readonly Block[], width = 40): string[] =>
    documentLines(blocks, { paint: PLAIN, width });

  test('keeps nested lists, quotes and code', () => {
    const blocks: Block[] = [
      {
        kind: 'list',
        ordered: true,
        items: [
          [
            { kind: 'paragraph', text: 'a long first item that has to be wrapped' },
            { kind: 'code', language: 'yaml', text: 'a:   1' },
          ],
          [{ kind: 'quote', blocks: [{ kind: 'paragraph', text: 'quoted' }] }],
        ],
      },
    ];
    expect(lines(blocks)).toEqual([
      '1. a long first item that has to be',
      '   wrapped',
      '',
      '   ```yaml',
      '   a:   1',
      '   ```',
      '',
      '2. > quoted',
    ]);
  });

  test('puts the cells of a wide table below each other, with their titles', () => {
    const table: Block = {
      kind: 'table',
      head: ['a', 'b'],
      rows: [['a rather long first cell', 'and a second one that is longer still']],
    };
    expect(lines([table], 80)).toEqual([
      'a                           b',
      '  a rather long first cell  and a second one that is longer still',
    ]);
    expect(lines([table])).toEqual([
      'a: a rather long first cell',
      '    b: and a second one that is longer',
      '    still',
    ]);
  });

  test('reads HTML', () => {
    const html = `<p>See <a href="https://a.example">the <code>docs</code></a>.</p>
<dl><dt><code>key</code></dt><dd><p>Its <em>meaning</em> &amp; <strong>use</strong>.</p><ul><li>one</li><li>two</li></ul></dd></dl>
<pre><code>a  &lt;b&gt;
</code></pre>`;
    expect(lines(htmlBlocks(html))).toEqual([
      'See the `docs` (https://a.example).',
      '',
      '`key`',
      '    Its *meaning* & **use**.',
      '',
      '    - one',
      '    - two',
      '',
      '```',
      'a  <b>',
      '```',
    ]);
  });
});
