import fc from 'fast-check';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import { Runtime } from '../../model/runtime.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { readYaml } from '../../yaml/read.ts';
import { typedExpressions } from './typed-expressions.ts';

/** All tokens that generated code may contain. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|=>|===|&&|\|\||<=|>=|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[A-Za-z_$][\w$]*|[()[\]{},?:;!<>+\-*/.]|\s+/y;

/** Names of parameters and tables, and JavaScript keywords. All other names are macro parameters: `x0`, `x1`, ... */
const WORDS = new Set(['s', 'b', 'now', 'v', 'o', 'R', 'T', 'P', 'return', 'true', 'false', 'Math']);
const METHODS = new Set(Object.getOwnPropertyNames(Runtime.prototype));

/** Tokens before and after the body of a function that calls the runtime. There are no other statements. */
const HEADER = ['(', 's', ',', 'b', ',', 'now', ',', 'v', ',', 'o', ')', '=>'];
const REFUEL = [...HEADER, '{', 'R', '.', 'refuel', '(', ')', ';', 'return'];
const END = [';', '}'];

/** The first token that isn't allowed in generated code, or null. */
export function intruder(source: string): string | null {
  const all = tokensOf(source);
  if (typeof all === 'string') return all;
  const tokens = withoutRefuel(all);
  if (typeof tokens === 'string') return tokens;
  for (const [i, token] of tokens.entries()) {
    const [before, owner] = [tokens[i - 1], tokens[i - 2]];
    if (token.startsWith('"')) {
      if (JSON.stringify(JSON.parse(token)) !== token) return `${token} isn't JSON`;
    } else if (/^[A-Za-z_$]/.test(token)) {
      const member = before === '.';
      const known = member
        ? (owner === 'R' && METHODS.has(token)) || (owner === 'Math' && ['abs', 'min', 'max'].includes(token))
        : WORDS.has(token) || /^x\d+$/.test(token);
      if (!known) return `\`${token}\` after \`${owner ?? ''}${before ?? ''}\``;
    }
  }
  return null;
}

/** The tokens, with each `{R.refuel();return X;}` replaced by `X`. Braces or `refuel` anywhere else are an error. */
function withoutRefuel(tokens: readonly string[]): string[] | string {
  const startsAt = (i: number, part: readonly string[]): boolean =>
    part.every((token, j) => tokens[i + j] === token);
  const out: string[] = [];
  let inside = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (!inside && startsAt(i, REFUEL)) {
      inside = true;
      out.push(...HEADER);
      i += REFUEL.length - 1;
    } else if (inside && startsAt(i, END) && [',', ']'].includes(tokens[i + END.length] ?? '')) {
      inside = false;
      i += END.length - 1;
    } else if (token === '{' || token === '}' || token === 'refuel') return `\`${token}\` out of place`;
    else if (token === ';' && (inside || i < tokens.length - 1)) return '`;` out of place';
    else out.push(token);
  }
  return inside ? 'a function without its end' : out;
}

function tokensOf(source: string): string[] | string {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) return `\`${source.slice(at, at + 20)}\` isn't a token`;
    if (found[0].trim() !== '') tokens.push(found[0]);
  }
  return tokens;
}

export function sourceOf(text: string): string {
  const source = fileSource('generated.yaml', text);
  const { root, diagnostics } = readYaml(source, 'the scenario');
  if (root === null) throw new Error(diagnostics[0]?.message);
  const checked = checkScenario(source, root, { record: [], isZone: () => true, variant: 'base' });
  if (checked.scenario === null) throw new Error(`${checked.diagnostics[0]?.message}\n${text}`);
  return compile(checked.scenario).source;
}

/** Names with a meaning in JavaScript or in generated code. */
const NAMES = {
  ints: ['eval', 'R', 's', 'process'],
  doubles: ['globalThis', 'b'],
  bools: ['T', 'require', 'isNaN'],
  strings: ['P', 'o', 'Function'],
  lists: ['Array', 'x0'],
  texts: ['arguments', 'v'],
};

const STATE = `state:
${NAMES.ints.map((name) => `  ${name}: 1`).join('\n')}
${NAMES.doubles.map((name) => `  ${name}: 1.5`).join('\n')}
${NAMES.bools.map((name) => `  ${name}: true`).join('\n')}
${NAMES.strings.map((name) => `  ${name}: text`).join('\n')}
${NAMES.lists.map((name) => `  ${name}: { type: "list<int>", init: [1] }`).join('\n')}
${NAMES.texts.map((name) => `  ${name}: { type: "list<string>", init: [a] }`).join('\n')}
`;

const ATTACKS = [
  '"); process.exit(1); ("',
  '${process.exit(1)}',
  '`',
  '\\',
  '"',
  "'",
  '\u2028\u2029',
  '*/ alert(1) /*',
  '//',
  '</script><script>',
  'constructor.constructor("return process")()',
  '__proto__',
];

const expressions = typedExpressions({
  ...NAMES,
  variable: 'undefined',
  literals: fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ maxLength: 6, unit: 'grapheme' })),
});

/** Returns null if an expression in the scenario exceeds a limit. */
function sourceOrNull(text: string): string | null {
  try {
    return sourceOf(text);
  } catch (error) {
    if (error instanceof Error && /nested|parts/.test(error.message)) return null;
    throw error;
  }
}

/** Scenarios with up to 20 random expressions each, with hostile names and strings. */
const scenarios = fc
  .array(fc.oneof(...Object.values(expressions)), { minLength: 1, maxLength: 20 })
  .map((all) => all.map(({ ours }) => ours).filter((ours) => ours.length < 1_000));

/** The results for random expressions. */
export interface Escapes {
  /** The number of expressions that were compiled. */
  readonly compiled: number;
  /** Tokens in generated code that don't belong there. */
  readonly intruders: readonly string[];
}

/** Compiles at least `least` random expressions and looks for unexpected tokens in the code. */
export function escapes(least: number, seed: number): Escapes {
  let compiled = 0;
  const intruders: string[] = [];
  const wanted = Math.ceil(least / 8);
  for (let from = 0; compiled < least; from += wanted) {
    for (const all of fc.sample(scenarios, { seed: seed + from, numRuns: wanted })) {
      if (compiled >= least) break;
      const source = sourceOrNull(hostileScenario(all));
      if (source === null) continue;
      compiled += all.length;
      const found = intruder(source);
      if (found !== null) intruders.push(found);
    }
  }
  return { compiled, intruders };
}

function hostileScenario(all: readonly string[]): string {
  const steps = all.map(
    (ours, i) => `      - { id: s${i}, set: { P: ${JSON.stringify(`string(${ours})`)} } }\n`,
  );
  const marks = all.map((ours, i) => `  m${i}: ${JSON.stringify(`size(string(${ours})) > 0`)}\n`);
  return `scenario: hostile\nuntil: 1s\n${STATE}processes:\n  console:\n    steps:\n      - { id: first }\n${steps.join('')}marks:\n  none: "false"\n${marks.join('')}`;
}
