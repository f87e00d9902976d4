import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { formatDiagnostic } from '../../diagnostic/frame.ts';
import { fileSource, linesOf } from '../../diagnostic/source.ts';
import type { Evaluation } from '../../hindcast.ts';
import { evaluate } from '../../hindcast.ts';
import { readCases } from '../support/case-file.ts';
import { drawsOf } from '../support/draws.ts';

const SEED = 20_251_020;
const FILE = 'fuzz.yaml';

/** Low limits, so that runs of extreme scenarios end early. */
const LIMITS = { events: 5_000, instant: 500, mailbox: 200, looks: 20_000, work: 300_000, trace: 50 };

/** Valid scenarios, with ten seconds of simulated time and small fleets. */
const SOUND = readCases('good/', 'expected').map(({ text }) =>
  text.replace(/^until: .*$/m, 'until: 10s').replace(/instances: \d{2,}/g, 'instances: 9'),
);

/** Strings with a special meaning in YAML, CEL or JavaScript. */
const HOSTILE = [
  '\0 \t \r\n \u2028 \ufeff \ud800 : ? - --- ... # & * ! | > % @ ` { } [ ] , ( ) " \' \\ = == => || && <= ${x} <x> < >',
  '!x &x *x << ~ null true .nan .inf -.inf 0x1f 1e999 -0 9007199254740993 0.1 1_000 5m 80/s 5% 1h30m 99999999d -5s',
  '__proto__ constructor prototype toString hasOwnProperty self old now observed.x start end in size(x) range(9999) p[0]',
  'x.all(a, true) [1] {} {a: b} [] "a" steps: when: set: 1/0 div(1, 0) string(x) timer(5s) min([]) a.b.c.d -x !x ((((((((',
]
  .join(' ')
  .split(' ');

const edit = fc.record({
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  length: fc.nat(40),
  how: fc.constantFrom('cut', 'double', 'insert', 'replace', 'move', 'indent', 'line'),
  piece: fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 8, unit: 'binary' })),
});

const mutated = fc
  .tuple(fc.constantFrom(...SOUND), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) => edits.reduce(apply, text));

function apply(
  text: string,
  { at, length, how, piece }: typeof edit extends fc.Arbitrary<infer T> ? T : never,
) {
  const start = Math.floor(at * text.length);
  const [before, middle, after] = [
    text.slice(0, start),
    text.slice(start, start + length),
    text.slice(start + length),
  ];
  const lines = text.split('\n');
  const line = Math.floor(at * lines.length);
  switch (how) {
    case 'cut':
      return before + after;
    case 'double':
      return before + middle + middle + after;
    case 'insert':
      return before + piece + middle + after;
    case 'replace':
      return before + piece + after;
    case 'move':
      return middle + before + after;
    case 'indent':
      return lines.with(line, `${' '.repeat(length % 9)}${lines[line]!.trimStart()}`).join('\n');
    case 'line':
      return lines.with(line, lines[(line + length) % lines.length]!).join('\n');
  }
}

/** Checks that a text causes no exception, and that all its diagnostics have a position in the text. */
function check(text: string): void {
  const { result, diagnostics }: Evaluation = evaluate(fileSource(FILE, text), {
    limits: LIMITS,
    only: 'run',
  });
  const lines = linesOf(text);
  for (const one of diagnostics) checkDiagnostic(one, lines, text);
  // If a result doesn't meet a claim, there is an error but still a result.
  const unmet = ['expect/unmet', 'fit/outside'];
  const stopped = diagnostics.some(({ severity, code }) => severity === 'error' && !unmet.includes(code));
  expect(result === null).toBe(stopped);
  expect(JSON.stringify(result)).not.toMatch(/NaN|undefined(?!For)/);
}

function checkDiagnostic(one: Diagnostic, lines: readonly string[], text: string): void {
  const { start, end } = one.span;
  expect(one.code).toMatch(/^(yaml|schema|scenario|cel|run|expect|fit)\/[a-z-]+$/);
  expect(start.line).toBeGreaterThanOrEqual(1);
  expect(start.line).toBeLessThanOrEqual(lines.length);
  expect(start.column).toBeGreaterThanOrEqual(1);
  expect(start.column).toBeLessThanOrEqual(lines[start.line - 1]!.length + 2);
  expect(end.line > start.line || (end.line === start.line && end.column >= start.column)).toBe(true);
  expect(one.message.length).toBeLessThan(600);
  expect(formatDiagnostic(one, () => text)).not.toMatch(/^\s+at .*\.ts/m);
}

describe('the checker survives', () => {
  test('random strings', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check), {
      seed: SEED,
      numRuns: drawsOf(2_500),
    });
  });

  test('sequences of hostile strings', () => {
    const heap = fc.array(fc.constantFrom(...HOSTILE, '\n', '\n  ', ' '), { maxLength: 60 });
    fc.assert(
      fc.property(heap, (pieces) => check(pieces.join(''))),
      { seed: SEED, numRuns: drawsOf(5_000) },
    );
  });

  test('mutations of valid scenarios', () => {
    fc.assert(fc.property(mutated, check), { seed: SEED, numRuns: drawsOf(10_000) });
  });

  test('mutations, with the same bytes for the same text', () => {
    const bytes = (text: string): string => {
      const { result, diagnostics } = evaluate(fileSource(FILE, text), { limits: LIMITS });
      return JSON.stringify({ result, diagnostics });
    };
    for (const text of SOUND) expect(bytes(text)).toBe(bytes(text));
    fc.assert(
      fc.property(mutated, (text) => {
        expect(bytes(text)).toBe(bytes(text));
      }),
      { seed: SEED + 1, numRuns: drawsOf(1_500) },
    );
  });
});
