import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Io } from './io.ts';
import { ProgressLine, paintFor, tableLines, widthFor, wrap } from './print.ts';

describe('a progress line', () => {
  let written = '';
  beforeEach(() => {
    written = '';
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const lineOn = (stderr: Partial<Io['stderr']>, env: Io['env'] = {}): ProgressLine =>
    new ProgressLine({
      stdout: { write: () => undefined },
      stderr: { write: (text) => (written += text), ...stderr },
      stdin: (async function* () {})(),
      cwd: '/',
      env,
    });

  test('appears after half a second, is updated, and disappears', () => {
    let states = 0;
    const line = lineOn({ isTTY: true, columns: 20 });
    line.start(() => `${states++} states found so far`);
    vi.advanceTimersByTime(499);
    expect(written).toBe('');
    vi.advanceTimersByTime(151);
    expect(written).toBe('\r0 states found so f\u001b[K\r1 states found so f\u001b[K');
    line.stop();
    expect(written.endsWith('\u001b[K\r\u001b[K')).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(written.endsWith('\u001b[K\r\u001b[K')).toBe(true);
  });

  test('never appears if the work is quick', () => {
    const line = lineOn({ isTTY: true });
    line.start(() => 'x');
    line.stop();
    expect(written).toBe('');
  });

  test.each<[string, Partial<Io['stderr']>, Io['env']]>([
    ['without a terminal', {}, {}],
    ['on a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
  ])('never appears %s', (_, stderr, env) => {
    lineOn(stderr, env).start(() => 'x');
    vi.advanceTimersByTime(10_000);
    expect(written).toBe('');
  });
});

describe('a table', () => {
  const style = { paint: paintFor({ write: () => undefined }, {}), width: 40 };

  test('aligns columns and wraps the last one', () => {
    expect(
      tableLines(
        ['Name', 'size', 'text'],
        [
          ['a', '1', 'a text that is longer than the rest of its line'],
          ['long name', '1,000', { text: 'short', tone: 'bad' }],
        ],
        style,
      ),
    ).toEqual([
      'Name         size   text',
      '  a          1      a text that is longer',
      '                    than the rest of its',
      '                    line',
      '  long name  1,000  short',
    ]);
  });

  test('puts a row next to the remaining lines of the row above', () => {
    const lines = tableLines(
      ['', '', ''],
      [
        ['a', 'UTC', 'a text that needs more than one line'],
        ['', 'CEST', ''],
      ],
      style,
    );
    expect(lines.slice(1)).toEqual(['  a  UTC   a text that needs more than', '     CEST  one line']);
  });
});

test("text is wrapped between words and a long word isn't split", () => {
  expect(wrap('a few words and aVeryLongWordWithoutAnySpaces here', 24)).toEqual([
    'a few words and',
    'aVeryLongWordWithoutAnySpaces',
    'here',
  ]);
});

test('text is at most 110 columns wide', () => {
  const write = (): void => undefined;
  expect(
    [{}, { columns: 0 }, { columns: 70 }, { columns: 300 }].map((one) => widthFor({ write, ...one })),
  ).toEqual([110, 110, 70, 110]);
});

test('color requires a terminal and is turned off by NO_COLOR', () => {
  const terminal = { write: () => undefined, isTTY: true };
  expect(paintFor(terminal, {})('bad', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(stripVTControlCharacters(paintFor(terminal, {})('bad', 'x'))).toBe('x');
  expect(paintFor(terminal, { NO_COLOR: '1' })('bad', 'x')).toBe('x');
  expect(paintFor({ write: () => undefined }, {})('bad', 'x')).toBe('x');
});
