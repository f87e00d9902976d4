import type { NumberKind } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';
import { offsetsOf, type Range, type ScalarNode } from '../../yaml/node.ts';

/** A number in a scenario's text. */
export interface Token extends Range {
  readonly kind: NumberKind;
  /** As written. */
  readonly text: string;
  /**
   * The amount in a common unit, so numbers that mean the same are equal: microseconds, events per second, a fraction,
   * or the plain value.
   */
  readonly amount: string;
  /** True if the number has to stay a whole number. */
  readonly whole: boolean;
  /** True for a time in the run (`at: 10m`). Scaling it scales its distance from an earlier input. */
  readonly isMoment: boolean;
}

const DURATION = String.raw`(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d))+`;

/** Numbers in an expression or a plain value, most specific first. */
const NUMBER = new RegExp(
  [
    String.raw`(?<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))`,
    String.raw`(?<day>(?<![\w.:])\d\d:\d\d(?::\d\d)?(?![\w:]))`,
    String.raw`(?<rate>(?<![\w.])\d+(?:\.\d+)?\/(?:ms|s|m|h|d)(?!\w))`,
    `(?<duration>(?<![\\w.])${DURATION}(?!\\w))`,
    String.raw`(?<share>(?<![\w.])\d+(?:\.\d+)?%)`,
    String.raw`(?<count>(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.%]))`,
  ].join('|'),
  'g',
);

const PER: Readonly<Record<string, number>> = { ms: 1000, s: 1, m: 1 / 60, h: 1 / 3600, d: 1 / 86_400 };

/**
 * The numbers in a scalar. 0 and 1 in an expression and list indices are part of the model's structure, so they aren't
 * included, except for sums of ones. An expression that consists only of numbers and units is one number.
 *
 * @param units names of constants that define a unit
 */
export function tokensIn(node: ScalarNode, path: readonly string[], units: ReadonlySet<string>): Token[] {
  if (typeof node.value === 'boolean' || node.value === null) return [];
  const isMoment = path.at(-1) === 'at' || path.at(-1) === 'until';
  const text = String(node.value);
  if (path[0] !== 'const' && isConstantExpression(text, units)) {
    const { start, end } = node;
    return [{ start, end, kind: 'expression', text, amount: text, whole: false, isMoment: false }];
  }
  const offset = offsetsOf(node);
  const code = withoutStrings(text);
  const isConstant = path[0] === 'const';
  // `2.0` is parsed to the same value as `2`, but it doesn't have to stay a whole number.
  const isDecimal = typeof node.value === 'number' && node.raw.includes('.');
  return [...code.matchAll(NUMBER)].flatMap((match) => {
    const [kind, written] = kindOf(match);
    const amount = amountOf(kind, written);
    const isStructure =
      !isConstant &&
      (isIndex(code.slice(0, match.index)) ||
        (kind === 'count' && amount === 1 && !isInArithmetic(code, match)));
    if (isStructure || amount === 0 || (kind === 'share' && amount % 1 === 0)) return [];
    const start = offset(match.index);
    const end = isDecimal ? node.end : offset(match.index + written.length - 1) + 1;
    const whole = kind === 'count' && !isDecimal && !/[.e]/i.test(written);
    return [
      {
        start,
        end,
        kind,
        text: written,
        amount: kind === 'time' ? written : String(amount),
        whole,
        isMoment,
      },
    ];
  });
}

function kindOf({ groups = {} }: RegExpExecArray | RegExpMatchArray): [NumberKind, string] {
  const { time, day, rate, duration, share, count } = groups;
  if (time !== undefined) return ['time', time];
  if (day !== undefined) return ['time of day', day];
  if (rate !== undefined) return ['rate', rate];
  if (duration !== undefined) return ['duration', duration];
  return share === undefined ? ['count', count!] : ['share', share];
}

/**
 * The amount in a common unit. Times and expressions have no amount. This returns a value other than 0 and 1 for them,
 * so that they count as numbers.
 */
function amountOf(kind: NumberKind, text: string): number {
  switch (kind) {
    case 'duration':
      return parseDuration(text) ?? 2;
    case 'rate': {
      const [count, unit] = text.split('/');
      return Number(count) * PER[unit!]!;
    }
    case 'share':
      return Number.parseFloat(text) / 100;
    case 'count':
      return Number(text);
    case 'time of day': {
      const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
      return hours * 3600 + minutes * 60 + seconds;
    }
    default:
      return 2;
  }
}

/** The text, with the contents of string literals replaced with spaces. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (literal) => ' '.repeat(literal.length));
}

/** True after the opening bracket of an index. */
function isIndex(before: string): boolean {
  return /[\w)\]]\[[^\]]*$/.test(before);
}

/** True if the other operand is also a literal, as in `1 + 1`. */
function isInArithmetic(code: string, match: RegExpExecArray | RegExpMatchArray): boolean {
  const [before, after] = [code.slice(0, match.index), code.slice(match.index! + match[0].length)];
  return /(?<![\w.])\d[\w.]*\s*[-+*/]\s*$/.test(before) || /^\s*[-+*/]\s*\d/.test(after);
}

/** True for arithmetic with numbers and units only, such as `1.5 * hour`. */
function isConstantExpression(text: string, units: ReadonlySet<string>): boolean {
  if (!/^[\w\s.+\-*/()]+$/.test(text)) return false;
  const names = text.match(/(?<![\w.])[A-Za-z_]\w*/g) ?? [];
  if (names.length > 0) return names.every((name) => units.has(name));
  return /[+\-*/]/.test(text) && [...text.matchAll(NUMBER)].length > 1 && !/^\d+(?:\.\d+)?\//.test(text);
}

/** Facts about the run that affect how a token is scaled. */
export interface ScaleSetting {
  /** Wall-clock time at simulated time 0, in microseconds since 1970. Null without a clock. */
  readonly epoch: number | null;
  /** Simulated times of the observed inputs. */
  readonly inputs: readonly number[];
  /** Time of day at simulated time 0, in seconds. */
  readonly dayStart: number;
}

/**
 * The text of a number multiplied by a factor. For a time, the distance from the last input before it is scaled.
 * Percentages stay below 100%, and whole numbers change by at least 1.
 */
export function scaled(token: Token, factor: number, setting: ScaleSetting): string {
  const { text, kind } = token;
  switch (kind) {
    case 'duration': {
      const length = parseDuration(text)!;
      const anchor = token.isMoment ? lastBefore(setting.inputs, length) : 0;
      return micros(anchor + (length - anchor) * factor);
    }
    case 'rate': {
      const [count, unit] = text.split('/');
      return `${digits(Number(count) * factor)}/${unit}`;
    }
    case 'share':
      return `${digits(Math.min(99.99, Number.parseFloat(text) * factor))}%`;
    case 'count':
      return token.whole ? String(scaledWhole(Number(text), factor)) : decimal(Number(text) * factor);
    case 'expression':
      return `'(${text.replaceAll("'", "''")}) * ${decimal(factor)}'`;
    case 'time': {
      const epoch = setting.epoch ?? 0;
      const at = Date.parse(text) * 1000 - epoch;
      const anchor = lastBefore(setting.inputs, at);
      return new Date(Math.round((epoch + anchor + (at - anchor) * factor) / 1000)).toISOString();
    }
    case 'time of day':
      return shiftedTime(text, factor, setting);
  }
}

function scaledWhole(value: number, factor: number): number {
  const rounded = Math.round(value * factor);
  if (rounded !== value || factor === 1) return rounded;
  return factor > 1 ? value + 1 : Math.max(0, value - 1);
}

function shiftedTime(text: string, factor: number, { dayStart, inputs }: ScaleSetting): string {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  const time = hours * 3600 + minutes * 60 + seconds;
  const at = Math.max(0, time - dayStart) * 1e6;
  const shift = ((factor - 1) * (at - lastBefore(inputs, at))) / 1e6;
  const moved = Math.min(86_399, Math.max(0, Math.round(time + shift)));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(moved / 3600))}:${two(Math.floor(moved / 60) % 60)}`;
}

/** The last time before `t`, or 0. A time at `t` itself doesn't count. */
function lastBefore(times: readonly number[], t: number): number {
  return Math.max(0, ...times.filter((time) => time < t - 1_000_000));
}

function micros(length: number): string {
  return `${Math.max(1, Math.round(length))}us`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** Writes a number with a decimal point or an exponent, so that it stays a double in expressions. */
function decimal(value: number): string {
  const text = digits(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
