import { isCelError, isCelList, isCelMap, run } from '@bufbuild/cel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { newFunction } from '../../model/compile.ts';
import { Generator } from '../../model/generate.ts';
import { layOut } from '../../model/layout.ts';
import { EvaluationError } from '../../model/runtime.ts';
import { ANY } from '../../scenario/ast/types.ts';
import { checkCel } from '../../scenario/cel/check.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { globalScope } from '../../scenario/check/processes.ts';
import { readYaml } from '../../yaml/read.ts';
import { type Expressions, typedExpressions, type Written } from './typed-expressions.ts';

const SEED = 20_251_021;

/** The same values for both: state in a scenario, bindings in CEL. */
const VALUES = {
  a: 7,
  b: -3,
  zero: 0,
  half: 0.5,
  minus: -2.25,
  yes: true,
  no: false,
  word: 'héllo wörld',
  face: 'a😀b',
  none: '',
  few: [1, 2, 3, -4],
  empty: [] as number[],
  words: ['héllo', '', 'a😀b'],
};

const TEXT = `scenario: oracle
until: 1s
state:
  a: 7
  b: -3
  zero: 0
  half: 0.5
  minus: -2.25
  yes: true
  no: false
  word: héllo wörld
  face: a😀b
  none: ""
  few: { type: list<int>, init: [1, 2, 3, -4] }
  empty: { type: list<int>, init: [] }
  words: { type: list<string>, init: [héllo, "", a😀b] }
`;

const expressions = typedExpressions({
  ints: ['a', 'b', 'zero'],
  doubles: ['half', 'minus'],
  bools: ['yes', 'no'],
  strings: ['word', 'face', 'none'],
  lists: ['few', 'empty'],
  texts: ['words'],
  variable: 'x',
  literals: fc.oneof(
    fc.constantFrom('', 'a', 'b', 'héllo', '\n', '"', '\\'),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  ),
});

const scenario = (() => {
  const source = fileSource('oracle.yaml', TEXT);
  const { root } = readYaml(source, 'the scenario');
  const checked = checkScenario(source, root!, { record: [], isZone: () => true, variant: 'base' });
  return checked.scenario!;
})();

/** Unlike in CEL, the size of expressions is limited. */
const TOO_MUCH = ['cel/too-long', 'cel/too-complex', 'cel/nested-macros'];

type Outcome = { value: unknown } | { fails: string };

function oursSays(text: string): Outcome {
  const layout = layOut(scenario);
  const generator = new Generator(scenario, layout);
  const checked = checkCel(
    { text, spanAt: () => ({ file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }) },
    globalScope(scenario.names),
    ANY,
  );
  const refused = checked.diagnostics[0];
  if (refused !== undefined && TOO_MUCH.includes(refused.code)) return { fails: refused.code };
  if (checked.expr === null) throw new Error(`${text}: ${refused?.message}`);
  generator.add(checked.expr);
  const [fn] = generator.finish(newFunction).fns;
  try {
    return { value: fn!(layout.initial, 0, 0, [], layout.initial) };
  } catch (error) {
    if (error instanceof EvaluationError) return { fails: error.code };
    throw error;
  }
}

function celSays(text: string): Outcome {
  const bindings = Object.fromEntries(
    Object.entries(VALUES).map(([name, value]) => [name, bound(value, name === 'few' || name === 'empty')]),
  );
  const found = run(text, bindings as Parameters<typeof run>[1]);
  return isCelError(found) ? { fails: found.message } : { value: plain(found) };
}

/** CEL's integers are bigints. */
function bound(value: unknown, ints: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => (ints ? BigInt(item) : item));
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (isCelList(value)) return [...value].map(plain);
  if (isCelMap(value)) return [...value].map(([key, of]) => [plain(key), plain(of)]);
  return value;
}

/**
 * True if a difference from CEL is deliberate:
 * - expressions have limits on their size;
 * - an int has the precision of a double, so our evaluation fails with `overflow` before an int64 would;
 * - doubles are finite, so our evaluation fails where CEL returns infinity or NaN, and where CEL's `int(x)` fails
 *   because `x` is infinite or NaN;
 * - `&&`, `||`, `all` and `exists` are evaluated from left to right, while CEL ignores an error on one side if the other
 *   side decides.
 */
function mayDiffer(ours: Outcome, cel: Outcome, text: string): boolean {
  if (!('fails' in ours)) return false;
  if (ours.fails === 'overflow' || TOO_MUCH.includes(ours.fails)) return true;
  if (ours.fails === 'zero' && text.includes(' / ')) return true;
  return 'value' in cel && /&&|\|\||\.all\(|\.exists\(/.test(text);
}

function compare({ ours, cel }: Written): 'same' | 'differs' {
  const [a, b] = [oursSays(ours), celSays(cel)];
  if (mayDiffer(a, b, ours)) return 'differs';
  const what = `${ours} gives ${JSON.stringify(a)}, but ${cel} gives ${JSON.stringify(b)}`;
  expect('fails' in a ? 'fails' : a.value, what).toEqual('fails' in b ? 'fails' : b.value);
  return 'same';
}

describe('compiled expressions and a CEL interpreter', () => {
  test.each(['int', 'double', 'bool', 'string', 'list', 'texts'] as const)(
    'agree on random expressions of type %s',
    (type: keyof Expressions) => {
      let compared = 0;
      const property = fc.property(expressions[type], (one) => {
        if (compare(one) === 'same') compared++;
      });
      fc.assert(property, { seed: SEED, numRuns: 200 });
      // Most expressions must be comparable.
      expect(compared).toBeGreaterThan(160);
    },
  );

  test.each([
    ['size(face)', 3],
    ['size("😀😀")', 2],
    ['-7 % 3', -1],
    ['7 % -3', 1],
    ['[1, 2] == [1, 2]', true],
    ['"b" in {"a": 1}', false],
    ['[3, 1].map(x, x * x)', [9, 1]],
    ['!yes || no == (a > 5)', false],
    ['a > 5 ? "more" : "less"', 'more'],
    ['"" < "a" && "a" < "b"', true],
    ['1 + 2 * 3 - 4 % 3', 6],
    ['"a\\u0041\\n\\x41" == "aA\\nA"', true],
  ] as const)('agree on %s', (text, value) => {
    expect(oursSays(text)).toEqual({ value });
    expect(celSays(text)).toEqual({ value });
  });
});
