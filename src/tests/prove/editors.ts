import { PassThrough } from 'node:stream';
import { lsp } from '../../cli/workers/lsp.ts';
import { Analyzer } from '../../lsp/analysis.ts';
import { completionsAt } from '../../lsp/complete.ts';
import { definitionAt, hoverAt } from '../../lsp/lookup.ts';
import { createVocabularies } from '../../lsp/vocabulary.ts';
import { WRITE_UP } from '../compare/write-up.ts';
import { MALFORMED_FRAMES } from '../lsp/malformed-frames.ts';
import { type Attack, randomNumbers, type Tally, tally } from './attack.ts';

/**
 * Maximum CPU time of one request, in microseconds. Requests take a few milliseconds. Without limits, they could take
 * minutes.
 */
const MOST_CPU = 2_000_000;

/** Text that breaks parsers when it's typed or pasted anywhere. */
const PIECES = [
  '```',
  '```scenario\n',
  '---\n',
  '> ',
  '- ',
  '{',
  '[',
  '"',
  "'",
  ': ',
  '\t',
  '\r',
  '\0',
  '\ud800',
  '\u2028',
  '&a *a',
  '<<: ',
  'observed.',
  'self.',
  '__proto__: ',
  'verified_by: a#b',
  '#\n',
];

const words = createVocabularies();

/** Makes every request that an editor can make for a position in the text. */
function ask(analyzer: Analyzer, text: string, line: number, column: number): string | null {
  const before = process.cpuUsage();
  const analysis = analyzer.analyze('page.md', text);
  const place = { line, column };
  const hover = hoverAt(analysis, place, words);
  const completions = completionsAt(analysis, place, words);
  definitionAt(analysis, place);
  const { user, system } = process.cpuUsage(before);
  if (user + system > MOST_CPU) return `it took ${Math.round((user + system) / 1000)} ms of CPU`;
  if ((hover?.length ?? 0) > 20_000) return 'the hover is too long';
  if (completions.some(({ label }) => label === '')) return 'a completion is empty';
  const wrong = analysis.diagnostics.find(
    ({ span: { start, end } }) => start.line < 1 || start.column < 1 || end.line < start.line,
  );
  return wrong === undefined ? null : `a finding has no place: ${wrong.code}`;
}

/** Applies random edits to a write-up, one after another, and makes requests after each edit. */
async function edits(count: number): Promise<Tally> {
  const random = randomNumbers(20_251_024);
  const below = (most: number): number => Math.floor(random() * most);
  const analyzer = new Analyzer();
  let text = WRITE_UP;
  return tally(
    Array.from({ length: count }, (_, i) => i),
    (i) => `edit ${i}`,
    (i) => {
      // Start over before everything is broken, so that the edits also reach the parts that are checked last.
      if (i % 50 === 0) text = WRITE_UP;
      const at = below(text.length);
      const cut = below(3) === 0 ? below(30) : 0;
      const piece = below(4) === 0 ? '' : PIECES[below(PIECES.length)]!;
      const moved = below(8) === 0 ? text.slice(at, at + below(200)) : '';
      text = text.slice(0, at) + piece + moved + text.slice(at + cut);
      const lines = text.slice(0, at).split('\n');
      return ask(analyzer, text, lines.length, lines.at(-1)!.length + 1);
    },
  );
}

const page = (yaml: string): string =>
  `${WRITE_UP.slice(0, WRITE_UP.indexOf('```scenario'))}\`\`\`scenario\n${yaml}\n\`\`\`\n`;
const SIZE = 190_000;

/** Huge documents. The request is made at the end of the first line that contains `@`. The `@` is removed. */
const HUGE: readonly (readonly [string, string])[] = [
  ['prose', `${WRITE_UP}${'A sentence of prose. '.repeat(50_000)}@`],
  ['10 MB of prose', `${WRITE_UP}${'A sentence.\n\n'.repeat(800_000)}@`],
  ['one word', page(`scenario: ${'a'.repeat(SIZE)}@`)],
  ['one line of spaces', page(`scenario: a\nx${' '.repeat(SIZE)}@`)],
  ['a line of spaces above', page(`scenario: a\nx${' '.repeat(SIZE)}\nstate:@`)],
  ['dots', page(`scenario: a\nmarks: { m: a${'.'.repeat(SIZE)}@a }`)],
  ['words', page(`scenario: a\nassumes: [${'a '.repeat(SIZE / 2)}@]`)],
  ['an open list over many lines', page(`scenario: a\nassumes: [${'a\n'.repeat(SIZE / 2)}@`)],
  ['open brackets', page(`scenario: a\nassumes: ${'['.repeat(SIZE)}@`)],
  ['open quotes over many lines', page(`scenario: a\nassumes: ["${'a\n'.repeat(SIZE / 2)}@`)],
  ['quotes', page(`scenario: a\nassumes: [${'"a" '.repeat(SIZE / 4)}@`)],
  ['keys', page(`scenario: a\nstate:\n${'  a: 1\n'.repeat(SIZE / 8)}@`)],
  [
    'names',
    page(`scenario: a\nstate:\n${Array.from({ length: 9_000 }, (_, i) => `  name_${i}: 1`).join('\n')}\n@`),
  ],
  [
    'unknown names',
    page(
      `scenario: a\nmarks:\n${Array.from({ length: 4_000 }, (_, i) => `  m${i}: nam_${i} > 0`).join('\n')}\n@`,
    ),
  ],
  ['dashes', page(`scenario: a\n${'- '.repeat(SIZE / 2)}@`)],
  ['indentation', page(`scenario: a\n${' '.repeat(SIZE)}b: 1@`)],
  ['colons', page(`scenario: a\n${'a: '.repeat(SIZE / 3)}@`)],
  ['fences', `${WRITE_UP}${'```scenario\nscenario: a\n```\n'.repeat(3_000)}@`],
  ['timelines', `${WRITE_UP}${'```timeline\n- { id: a, text: b }\n```\n'.repeat(2_000)}@`],
  ['references', `${WRITE_UP}${'`sim: cold.marks.a.at` '.repeat(5_000)}@`],
  ['front matter', `---\ntitle: ${'a '.repeat(SIZE / 2)}@\n---\n\nText.\n`],
  ['front matter that never ends', `---\n${'title: a\n'.repeat(SIZE / 9)}@`],
];

async function huge(step: number): Promise<Tally> {
  return tally(
    HUGE.filter((_, i) => i % step === 0),
    ([name]) => name,
    ([, marked]) => {
      const at = marked.lastIndexOf('@');
      const text = marked.slice(0, at) + marked.slice(at + 1);
      const lines = text.slice(0, at).split('\n');
      return ask(new Analyzer(), text, lines.length, lines.at(-1)!.length + 1);
    },
  );
}

/** Sends malformed messages between requests. The server must respond to every request. */
async function framing(rounds: number): Promise<Tally> {
  const input = new PassThrough();
  const output = new PassThrough();
  let answers = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    answers += text;
  });
  const ended = lsp(input, output);
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    input.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const answered = async (id: number): Promise<boolean> => {
    for (let turn = 0; turn < 2_000; turn++) {
      if (answers.includes(`"id":${id},`) || answers.includes(`"id":${id}}`)) return true;
      await new Promise((done) => setTimeout(done, turn < 50 ? 0 : 5));
    }
    return false;
  };
  const random = randomNumbers(20_251_025);
  const garbage = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 60) }, () => String.fromCharCode(random() * 256)).join('');
  // Correctly framed bodies that aren't messages.
  const bodies = [
    'null',
    '[]',
    '1',
    '"a"',
    '{',
    '{}',
    '{"id":null}',
    '{"method":5}',
    '\0',
    '{"jsonrpc":"1.0"}',
  ].map((body) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const textDocument = {
    uri: 'file:///site/page.md',
    languageId: 'markdown',
    version: 1,
    text: WRITE_UP,
  };
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  await answered(1);
  send({ method: 'initialized', params: {} });
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  let id = 1;
  const pieces = [...MALFORMED_FRAMES, ...bodies, ...Array.from({ length: rounds }, garbage)];
  const found = await tally(
    pieces,
    (piece) => JSON.stringify(piece.slice(0, 60)),
    async (piece) => {
      input.write(piece);
      id++;
      const position = { line: 30, character: 4 };
      send({
        id,
        method: 'textDocument/hover',
        params: { textDocument: { uri: textDocument.uri }, position },
      });
      return (await answered(id)) ? null : 'the next request got no answer';
    },
  );
  send({ id: id + 1, method: 'shutdown' });
  await answered(id + 1);
  input.end();
  await ended;
  return found;
}

/** Attacks through an editor. */
export const EDITOR_ATTACKS: readonly Attack[] = [
  {
    name: 'Random edits',
    means: 'the language server throws, or a request takes more than 2 s of CPU',
    least: 10_000,
    long: true,
    run: (size) => edits(size === 'full' ? 10_000 : 100),
  },
  {
    name: 'Huge documents in an editor',
    means: 'the language server throws, or a request takes more than 2 s of CPU',
    least: 20,
    run: (size) => huge(size === 'full' ? 1 : 5),
  },
  {
    name: 'Malformed messages from an editor',
    means: 'the language server exits, or doesn’t answer the next request',
    least: 200,
    run: (size) => framing(size === 'full' ? 200 : 10),
  },
];
