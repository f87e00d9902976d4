import { type Diagnostic, type Span, shortened } from '../../diagnostic/diagnostic.ts';
import { showType, type Type } from '../ast/types.ts';

/** Findings about expressions. One constructor a message. */
const error = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
  code: `cel/${code}`,
  severity: 'error',
  message: shortened(message),
  hint: shortened(hint),
  span,
});

/** Found by the parser; `text` is the whole expression. */
export const syntax = (span: Span, message: string, text: string): Diagnostic =>
  error(span, 'syntax', message, syntaxHint(text));

export const durationInside = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'syntax',
    `\`${text}\` is no number of CEL`,
    `inside an expression a duration is a named constant (const: { wait: ${text} })`,
  );

export const tooLong = (span: Span, most: number): Diagnostic =>
  error(span, 'too-long', `an expression may have ${most} characters at the most`);

export const tooComplex = (span: Span, what: string): Diagnostic =>
  error(
    span,
    'too-complex',
    `this expression is too complex (${what})`,
    'split it with a state or a constant',
  );

export const emptyExpression = (span: Span): Diagnostic =>
  error(span, 'empty', 'an expression is missing here');

export const unknownName = (span: Span, name: string, near: string | null, known: string): Diagnostic =>
  error(
    span,
    'unknown-name',
    `nothing is called \`${name}\` here`,
    near === null ? known : `did you mean \`${near}\`?`,
  );

export const notYet = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'not-yet-known',
    `\`${name}\` is not known here yet: a step takes its message and its choices when it fires`,
    'a condition on a message stands in `where`; a choice is made from a filtered list',
  );

export const ambiguousSymbol = (span: Span, name: string, where: string): Diagnostic =>
  error(
    span,
    'ambiguous-symbol',
    `\`${name}\` is ${where}, and nothing here tells which is meant`,
    'compare it with a state or local of the type that you mean',
  );

export const unknownField = (
  span: Span,
  name: string,
  of: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-field',
    `${of} has no \`${name}\``,
    near === null
      ? known.length > 0
        ? `it has: ${known.join(', ')}`
        : undefined
      : `did you mean \`${near}\`?`,
  );

export const unknownFunction = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-function',
    `there is no function \`${name}\``,
    near === null ? `functions: ${known.join(', ')}` : `did you mean \`${near}\`?`,
  );

export const wrongType = (span: Span, found: Type, wanted: string, hint?: string): Diagnostic =>
  error(span, 'type', `this is ${withArticle(showType(found))}, but ${wanted} is needed`, hint);

export const noOperator = (
  span: Span,
  operator: string,
  left: Type,
  right: Type,
  hint?: string,
): Diagnostic =>
  error(
    span,
    'operator',
    `\`${operator}\` does not go between ${withArticle(showType(left))} and ${withArticle(showType(right))}`,
    hint,
  );

export const unlikeEnds = (span: Span, yes: Type, no: Type): Diagnostic =>
  error(
    span,
    'operator',
    `\`? :\` gives ${withArticle(showType(yes))} or ${withArticle(showType(no))}`,
    'both ends need the same type',
  );

/** Text in quotes where the member of an enum or the id of a step belongs. */
export const notMember = (
  span: Span,
  text: string,
  members: readonly string[],
  near: string | null,
): Diagnostic =>
  error(
    span,
    'not-a-member',
    `\`${text}\` is not one of ${members.join(', ')}`,
    near === null ? undefined : `did you mean \`${near}\`?`,
  );

export const noInstance = (span: Span, index: number, process: string, size: number): Diagnostic =>
  error(
    span,
    'index',
    `there is no instance ${index} of \`${process}\`: there ${size === 1 ? 'is 1' : `are ${size}`}, from 0`,
  );

export const unknownStep = (
  span: Span,
  step: string,
  process: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-field',
    `\`${process}\` has no step \`${step}\``,
    near === null ? `its steps: ${known.join(', ')}` : `did you mean \`${near}\`?`,
  );

export const integerDivision = (span: Span): Diagnostic =>
  error(
    span,
    'integer-division',
    '`/` between two ints would drop the rest without a word',
    'write div(a, b) to drop it, or double(a) / double(b) to keep it',
  );

export const wrongCount = (span: Span, name: string, wanted: string, found: number): Diagnostic =>
  error(span, 'argument-count', `\`${name}\` takes ${wanted}, not ${found === 0 ? 'none' : found}`);

export const macroParts = (span: Span, name: string, found: number): Diagnostic =>
  error(
    span,
    'argument-count',
    `\`${name}\` takes a variable and an expression, not ${found === 1 ? 'one part' : `${found} parts`}`,
    `x stands for each item in turn: ${name}(x, x > 0)`,
  );

export const noSelf = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'no-self',
    `\`${name}\` means nothing outside the steps of a process`,
    'name a process or an instance: p.all(x, x.flag), P0.flag',
  );

export const noOld = (span: Span): Diagnostic =>
  error(span, 'no-old', '`old` is known in `say` only', 'elsewhere a name already means the value before');

export const notStored = (span: Span, type: Type): Diagnostic =>
  error(span, 'not-a-value', `a ${showType(type)} is no value by itself`, 'name one of its fields');

export const unsupported = (span: Span, what: string, hint?: string): Diagnostic =>
  error(span, 'unsupported', `${what} is not part of the language`, hint);

export const shadowed = (span: Span, name: string): Diagnostic =>
  error(span, 'shadowed-name', `\`${name}\` already means something here`, 'give the variable another name');

export const nested = (span: Span, most: number): Diagnostic =>
  error(span, 'nested-macros', `macros nest deeper than ${most}`, 'keep the inner count in a state or local');

export const numberRange = (span: Span): Diagnostic =>
  error(span, 'number-range', 'this number is too large to be held exactly');

function withArticle(name: string): string {
  if (name === 'unknown' || name.startsWith('one of')) return name;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function syntaxHint(text: string): string | undefined {
  if (/[^=!<>]=[^=]/.test(text)) return 'two things are compared with ==; values are changed with `set`';
  if (/\b(and|or|not)\b/.test(text)) return 'CEL writes && for and, || for or, ! for not';
  return undefined;
}

export const metricOutside = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'metric',
    `\`${text}\` is worked out over a window, so it stands in a measure`,
    `name it: measure: { m: { is: ${text}, window: 10s } }, and read \`m\` here`,
  );

export const bareMetric = (span: Span, text: string, fn: string): Diagnostic =>
  error(span, 'metric', `\`${text}\` is a metric; a measure reads it through a function`, `${fn}(${text})`);

export const metricWanted = (span: Span, fn: string, services: readonly string[]): Diagnostic =>
  error(
    span,
    'metric',
    `\`${fn}\` is taken of a metric of a service`,
    services.length === 0
      ? 'the scenario has no services'
      : `such as ${fn}(${services[0]}.${fn === 'rate' ? 'ok' : fn === 'avg' ? 'queue' : 'latency'})`,
  );

export const metricFunction = (span: Span, fn: string, text: string, fits: readonly string[]): Diagnostic =>
  error(span, 'metric', `\`${fn}\` can't be taken of \`${text}\``, `of it there is: ${fits.join(', ')}`);
