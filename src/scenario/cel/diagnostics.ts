import { type Diagnostic, type Span, shortened, withCommas } from '../../diagnostic/diagnostic.ts';
import { CURLY_QUOTES, DASH, STRAIGHT_QUOTES } from '../../yaml/diagnostics.ts';
import { showType, type Type } from '../ast/types.ts';

/** Diagnostics for expressions, one constructor per message. */
const error = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
  code: `cel/${code}`,
  severity: 'error',
  message: shortened(message),
  hint: shortened(hint),
  span,
});

const didYouMean = (near: string): string => `did you mean \`${near}\`?`;

/** @param text the whole expression */
export const syntax = (span: Span, message: string, text: string): Diagnostic =>
  error(span, 'syntax', message, syntaxHint(text));

function syntaxHint(text: string): string | undefined {
  if (CURLY_QUOTES.test(text)) return STRAIGHT_QUOTES;
  if (DASH.test(text)) return 'use a plain hyphen: -';
  const constant = /\bconst\.(\w+)/.exec(text);
  if (constant !== null) return `in an expression, a constant is just its name: \`${constant[1]}\``;
  const percent = /(\d+(?:\.\d+)?)\s*%(?=\s*(?:$|[)\]&|<>=!?:,]))/.exec(text);
  if (percent !== null) return `write \`${shareText(Number(percent[1]))}\``;
  if (/[^=!<>]=[^=]/.test(text)) return 'use == to compare two values; use `set` to change one';
  if (/\b(and|or|not)\b/.test(text)) return 'write && for and, || for or, ! for not';
  return undefined;
}

/** A percentage written as a double: `0.95`, `1.0`. */
function shareText(percent: number): string {
  const share = String(Number((percent / 100).toPrecision(12)));
  return share.includes('.') ? share : `${share}.0`;
}

export const badDuration = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'syntax',
    `\`${text}\` isn't a valid duration or number`,
    'examples of durations: 250ms, 90s, 5m, 1.5h, 14h30m',
  );

export const tooLong = (span: Span, limit: number): Diagnostic =>
  error(
    span,
    'too-long',
    `this expression has more than ${withCommas(limit)} characters`,
    'split it into variables or measures',
  );

export const tooDeep = (span: Span): Diagnostic =>
  error(span, 'too-complex', 'this expression is nested too deeply', 'split it into variables or measures');

export const tooManyParts = (span: Span, count: number, limit: number): Diagnostic =>
  error(
    span,
    'too-complex',
    `this expression has ${withCommas(count)} parts; the limit is ${limit}`,
    'split it into variables or measures',
  );

/** Reported for an expression that becomes too large because it uses names from `let`. */
export const tooLarge = (span: Span, limit: number): Diagnostic =>
  error(
    span,
    'too-complex',
    `this expression has more than ${withCommas(limit)} parts, counting the expressions that its names stand for`,
    'keep an intermediate result in a state variable',
  );

export const emptyExpression = (span: Span): Diagnostic =>
  error(span, 'empty', 'an expression is missing here');

/** @param hint the hint if there is no similar name */
export const unknownName = (span: Span, name: string, near: string | null, hint: string): Diagnostic =>
  error(span, 'unknown-name', `\`${name}\` isn't defined here`, near === null ? hint : didYouMean(near));

export const laterMeasure = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'unknown-name',
    `the measure \`${name}\` isn't available yet`,
    `a measure can only read the measures before it; move \`${name}\` up`,
  );

export const notYet = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'not-yet-known',
    `\`${name}\` has no value here: a step receives its message and makes its choices only when it happens`,
    'put conditions on the message in `where`, or filter the list in `choose`',
  );

export const ambiguousSymbol = (span: Span, name: string, types: number): Diagnostic =>
  error(
    span,
    'ambiguous-symbol',
    `\`${name}\` is ambiguous: ${types} types have a value with this name`,
    'compare it with a variable of the type you mean',
  );

/** @param what `field`, `metric` or `pool` */
export const unknownField = (
  span: Span,
  what: string,
  name: string,
  of: string,
  near: string | null,
  known: readonly string[],
): Diagnostic => {
  const list = known.length > 0 ? `available ${what}s: ${known.join(', ')}` : undefined;
  return error(
    span,
    'unknown-field',
    `${of} has no ${what} named \`${name}\``,
    near === null ? list : didYouMean(near),
  );
};

export const fieldOfProcess = (span: Span, process: string, name: string): Diagnostic =>
  error(
    span,
    'unsupported',
    `\`${process}\` has several instances, so \`${process}.${name}\` is ambiguous`,
    `use a single instance (${process}[i].${name}) or check all of them (${process}.all(x, x.${name}))`,
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
    `unknown function \`${name}\``,
    near === null ? `available functions: ${known.join(', ')}` : didYouMean(near),
  );

export const wrongType = (span: Span, found: Type, wanted: string, hint?: string): Diagnostic =>
  error(span, 'type', `this must be ${wanted}, but it's ${operand(found)}`, hint);

export const noOperator = (
  span: Span,
  operator: string,
  left: Type,
  right: Type,
  hint?: string,
): Diagnostic =>
  error(span, 'operator', `\`${operator}\` can't be applied to ${operand(left)} and ${operand(right)}`, hint);

export const unlikeResults = (span: Span, yes: Type, no: Type): Diagnostic =>
  error(
    span,
    'operator',
    `the two branches of \`? :\` have different types: ${operand(yes)} and ${operand(no)}`,
    'use the same type in both',
  );

function operand(type: Type): string {
  return type.kind === 'enum' ? `an enum (${type.members.join(', ')})` : withArticle(showType(type));
}

/** Reported for a quoted string in place of an enum member or a step id. */
export const notMember = (
  span: Span,
  text: string,
  members: readonly string[],
  near: string | null,
): Diagnostic =>
  error(
    span,
    'not-a-member',
    `\`${text}\` isn't one of ${members.join(', ')}`,
    near === null ? undefined : didYouMean(near),
  );

export const noInstance = (span: Span, index: number, process: string, size: number): Diagnostic =>
  error(
    span,
    'index',
    `\`${process}\` has no instance ${index}`,
    size === 1 ? 'use 0, the only instance' : `use an index from 0 to ${size - 1}`,
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
    `\`${process}\` has no step named \`${step}\``,
    near === null ? `available steps: ${known.join(', ')}` : didYouMean(near),
  );

export const integerDivision = (span: Span): Diagnostic =>
  error(
    span,
    'integer-division',
    'dividing two ints with `/` would silently drop the remainder',
    'to drop the remainder, write div(a, b); to get a fraction, write double(a) / double(b)',
  );

export const wrongCount = (span: Span, name: string, wanted: string, found: number): Diagnostic =>
  error(span, 'argument-count', `\`${name}\` takes ${wanted}, but got ${found}`);

export const macroArguments = (span: Span, name: string, found: number): Diagnostic =>
  error(
    span,
    'argument-count',
    `\`${name}\` takes a variable and an expression, but got ${found} argument${found === 1 ? '' : 's'}`,
    `write a variable for the item, then the expression; example: ${name}(x, x > 0)`,
  );

export const keyNotAField = (span: Span, known: readonly string[]): Diagnostic =>
  error(
    span,
    'unknown-field',
    "a record's keys must be field names",
    `available fields: ${known.slice(0, 12).join(', ')}`,
  );

export const fieldTwice = (span: Span, name: string): Diagnostic =>
  error(span, 'field-twice', `the field \`${name}\` has two values`, 'remove one of them');

export const noSelf = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'no-self',
    `\`${name}\` is only available in the steps of a process`,
    'use a process or an instance instead; examples: p.all(x, x.flag), P0.flag',
  );

export const noOld = (span: Span): Diagnostic =>
  error(
    span,
    'no-old',
    '`old` is only available in `say` and `step_invariants`',
    "remove `old.`: in a step's other keys, a name already refers to the value before the step",
  );

export const noOldValue = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'no-old',
    `\`old.${name}\` isn't available`,
    `\`${name}\` reads other instances, steps or measures, whose values before the step aren't kept`,
  );

export const oldProcess = (span: Span, process: string): Diagnostic =>
  error(
    span,
    'old-process',
    `\`old.${process}\` is a process, not a variable`,
    `name an instance and a field; example: old.${process}[x].step`,
  );

export const notComparable = (span: Span, type: Type): Diagnostic =>
  error(
    span,
    'not-a-value',
    type.kind === 'process'
      ? `\`${type.process}\` is a process, so it can't be compared`
      : "a message can't be compared",
    'compare one of its fields',
  );

export const unsupported = (span: Span, what: string, hint?: string): Diagnostic =>
  error(span, 'unsupported', `${what} isn't supported`, hint);

export const onlyMeasures = (span: Span): Diagnostic =>
  error(span, 'unsupported', '`has` only works with measures', 'remove it: only measures can lack a value');

export const computedStep = (span: Span): Diagnostic =>
  error(span, 'unsupported', 'the argument to `at` must be a literal', 'write a step id in quotes');

export const bareName = (span: Span, name: string): Diagnostic =>
  error(span, 'unsupported', `\`${name}\` can't be used without a field`, `name a field: ${name}.x`);

export const shadowed = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'shadowed-name',
    `\`${name}\` is already defined here`,
    'use a different name for the variable',
  );

export const nested = (span: Span, limit: number): Diagnostic =>
  error(
    span,
    'nested-macros',
    `macros can't be nested more than ${limit} levels deep`,
    'store the inner result in a variable',
  );

export const numberRange = (span: Span): Diagnostic =>
  error(span, 'number-range', 'this number is too large to be stored exactly');

export const metricOutside = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'metric',
    `\`${text}\` can only be used in a measure, because it's computed over a window`,
    `define a measure and use it here: \`measure: { m: { is: ${text}, window: 10s } }\``,
  );

export const bareMetric = (span: Span, text: string, fn: string): Diagnostic =>
  error(span, 'metric', `\`${text}\` is a metric, so it can't be read directly`, `write ${fn}(${text})`);

export const metricWanted = (span: Span, fn: string, services: readonly string[]): Diagnostic =>
  error(
    span,
    'metric',
    `\`${fn}\` needs a service metric`,
    services.length === 0
      ? 'add a service under `services`'
      : `example: ${fn}(${services[0]}.${fn === 'rate' ? 'ok' : fn === 'avg' ? 'queue' : 'latency'})`,
  );

export const metricFunction = (span: Span, fn: string, text: string, fits: readonly string[]): Diagnostic =>
  error(span, 'metric', `\`${fn}\` can't be applied to \`${text}\``, `use one of ${fits.join(', ')}`);

export const metricOfMembers = (span: Span, service: string, metric: string): Diagnostic =>
  error(
    span,
    'metric',
    `\`${service}\` has no \`${metric}\`, because it is a single server`,
    'add `members` to the service',
  );

export const metricOfAutoscaler = (span: Span, service: string, metric: string): Diagnostic =>
  error(
    span,
    'metric',
    `\`${service}\` has no \`${metric}\`, because its number of members doesn't change`,
    'add `autoscale` to the service',
  );

function withArticle(name: string): string {
  if (name === 'unknown' || name.startsWith('one of')) return name;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}
