import { describe, expect, it } from 'vitest';
import { byPlace, type Diagnostic, withoutRepeats } from './diagnostic.ts';
import { codeFrame, formatDiagnostic } from './frame.ts';
import { blockSource, fileSource } from './source.ts';

const at = (line: number, column: number, width = 1, message = 'm'): Diagnostic => ({
  code: 'a/b',
  severity: 'error',
  message,
  span: { file: 'f.md', start: { line, column }, end: { line, column: column + width } },
});

describe('sources', () => {
  it('count lines and columns from 1, with either line ending', () => {
    const source = fileSource('f', 'ab\ncd\n');
    expect(source.spanAt(0, 1)).toEqual({
      file: 'f',
      start: { line: 1, column: 1 },
      end: { line: 1, column: 2 },
    });
    expect(source.spanAt(3, 5).start).toEqual({ line: 2, column: 1 });
    expect(source.spanAt(99, 99).start).toEqual({ line: 3, column: 1 });
    expect(fileSource('f', 'ab\r\ncd').spanAt(4, 5).start).toEqual({ line: 2, column: 1 });
  });

  it('map a block to positions in the file, even inside a list and a quote', () => {
    const file = '---\nt: x\n---\n- item\n  > ```scenario\n  > a: 1\n  >   b: 2\n  > ```\n';
    const source = blockSource('f.md', file, 'a: 1\n  b: 2', 6);
    expect(source.spanAt(0, 1).start).toEqual({ line: 6, column: 5 });
    expect(source.spanAt(7, 8).start).toEqual({ line: 7, column: 7 });
  });
});

describe('code frames', () => {
  it('mark the span under its line and cut long lines', () => {
    expect(codeFrame('one\ntwo three\nfour', at(2, 5, 5))).toBe(
      '  1 | one\n> 2 | two three\n    |     ^^^^^\n  3 | four',
    );
    const wide = codeFrame('x'.repeat(5000), at(1, 4000, 3));
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeLessThan(200);
    expect(wide).toContain('^^^');
    expect(wide).toMatch(/^> 1 \| …x+…\n {4}\| {81}\^\^\^$/);
  });

  it('keep short lines whole', () => {
    const line = `key: ${'x'.repeat(100)}`;
    expect(codeFrame(`measure:\n${line}`, at(2, 100, 3))).toContain('  1 | measure:\n> 2 | key: x');
    const [before] = codeFrame(`measure:\n${'x'.repeat(500)}`, at(2, 300, 3)).split('\n');
    expect(before).toBe('  1 | measure:');
  });

  it('are printed between the message and the hint', () => {
    const text = formatDiagnostic({ ...at(1, 1), hint: 'h' }, () => 'x');
    expect(text).toBe('f.md:1:1 error a/b: m\n> 1 | x\n    | ^\n  hint: h');
    expect(formatDiagnostic(at(1, 1), () => undefined)).toBe('f.md:1:1 error a/b: m');
  });
});

describe('lists of diagnostics', () => {
  it('are sorted by position and contain each diagnostic once', () => {
    const list = [at(2, 1), at(1, 9), at(1, 2), at(1, 2)];
    const sorted = withoutRepeats(list).sort(byPlace);
    expect(sorted.map((d) => [d.span.start.line, d.span.start.column])).toEqual([
      [1, 2],
      [1, 9],
      [2, 1],
    ]);
  });
});
