import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import {
  buildFailure,
  countAll,
  enter,
  failureOf,
  formatAll,
  newLedger,
  overlayError,
  scenarioCount,
  stageTable,
} from './report.ts';

const text = 'one\ntwo\nthree\n';
const at = (file: string, line: number, severity: Diagnostic['severity'] = 'error'): Diagnostic => {
  const start =
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + (line > 1 ? 1 : 0);
  return {
    code: 'page/test',
    severity,
    message: `wrong in line ${line}`,
    hint: 'fix it',
    span: fileSource(file, text).spanAt(start, start + 3),
  };
};

describe('a report', () => {
  test('sorts by file and line, each diagnostic with frame and hint', () => {
    const texts = new Map([
      ['a.md', text],
      ['b.md', text],
    ]);
    expect(formatAll([at('b.md', 1), at('a.md', 3), at('a.md', 2)], texts)).toBe(
      [
        'a.md:2:1 error page/test: wrong in line 2',
        '  1 | one',
        '> 2 | two',
        '    | ^^^',
        '  3 | three',
        '  4 |',
        '  hint: fix it',
        '',
        'a.md:3:1 error page/test: wrong in line 3',
        '  1 | one',
        '  2 | two',
        '> 3 | three',
        '    | ^^^',
        '  4 |',
        '  hint: fix it',
        '',
        'b.md:1:1 error page/test: wrong in line 1',
        '> 1 | one',
        '    | ^^^',
        '  2 | two',
        '  3 | three',
        '  hint: fix it',
      ].join('\n'),
    );
  });

  test('counts errors, warnings and files', () => {
    expect(countAll([at('a.md', 1)])).toBe('1 error in 1 file');
    expect(countAll([at('a.md', 1), at('b.md', 1, 'warning'), at('b.md', 2)])).toBe(
      '2 errors and 1 warning in 2 files',
    );
  });

  test('fails a build without a stack trace', () => {
    const error = buildFailure([at('a.md', 1), at('a.md', 2, 'warning')]);
    expect(error.message).toBe('The build failed with 1 error in 1 file.');
    expect(error.stack).toBe('');
  });
});

describe('the overlay', () => {
  const shown = (diagnostics: Diagnostic[]) =>
    overlayError(failureOf('/site/a.md', 'a.md', text, diagnostics)) as Error & {
      loc: unknown;
      hint: string | undefined;
      frame: string;
    };

  test('shows one error with code, message, frame, hint and position', () => {
    const error = shown([at('a.md', 1, 'warning'), at('a.md', 2)]);
    expect(error.message).toBe(
      'page/test: wrong in line 2\n\n  1 | one\n> 2 | two\n    | ^^^\n  3 | three\n  4 |',
    );
    expect(error.hint).toBe('fix it');
    expect(error.loc).toEqual({ file: '/site/a.md', line: 2, column: 1 });
  });

  test('shows several errors together, at the position of the first', () => {
    const error = shown([at('a.md', 3), at('a.md', 2)]);
    expect(error.message).toContain('2 errors, the first on line 2.');
    expect(error.message).toContain('a.md:3:1 error page/test: wrong in line 3');
    expect(error.loc).toEqual({ file: '/site/a.md', line: 2, column: 1 });
  });
});

describe('the ledger', () => {
  test('counts scenarios and prints the time of each run', () => {
    const ledger = newLedger();
    ledger.pages = 2;
    ledger.diagrams = 2;
    ledger.drawn = 1;
    ledger.milliseconds.markdown = 12_345;
    enter(ledger, 'a.md', { run: true, scenario: 'dns', milliseconds: 41.6 });
    enter(ledger, 'b.md', { run: false, scenario: 'lease', milliseconds: 0.4 });
    expect(scenarioCount(ledger.scenarios)).toBe('2 scenarios: 1 run, 1 cached');
    expect(stageTable(ledger).split('\n')).toEqual([
      'reading         0 ms  2 pages',
      'scenarios      42 ms  2 scenarios: 1 run, 1 cached',
      '      42 ms  a.md: dns',
      'diagrams        0 ms  2 diagrams: 1 drawn, 1 cached',
      'code            0 ms  colors of code blocks',
      'markdown      12.3 s',
      'pages           0 ms  HTML, styles and other files',
    ]);
  });
});
