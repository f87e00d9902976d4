import type { NumberUsed } from '../../result.ts';
import {
  childOf,
  type MapNode,
  offsetsOf,
  type Range,
  type ScalarNode,
  type YamlNode,
} from '../../yaml/node.ts';
import { type Evidence, isSourced, LookUp, nameOf, type Provenance } from './provenance.ts';
import { isQuantity } from './quantities.ts';
import { type Token, tokensIn } from './tokens.ts';

/**
 * A number and all places where it appears. Numbers that belong together are treated as one number: all parameters of a
 * distribution, all times of day in a load profile, and equal literals of the same kind.
 */
export interface ModelNumber extends NumberUsed {
  /** The scenario's section that contains the number. */
  readonly section: string;
  readonly tokens: readonly Token[];
}

/** An observed time that the model uses as an input, and the places where the text refers to it. */
export interface ModelInput {
  readonly id: string;
  readonly places: readonly Range[];
}

export interface LiftedNumbers {
  readonly numbers: readonly ModelNumber[];
  /** Constants that only name a unit, such as `second: 1s`. They can't be wrong. */
  readonly units: readonly ModelNumber[];
  readonly inputs: readonly ModelInput[];
}

/** Sections whose numbers a run can depend on. */
export const SECTIONS = [
  'const',
  'state',
  'init',
  'let',
  'processes',
  'channels',
  'services',
  'load',
  'faults',
  'marks',
  'measure',
  'steady_state',
  'impact',
  'outcomes',
  'trigger',
  'variants',
];

/** A longer list of plain values is data, such as a table of distances. All values in the list count as one number. */
const DATA = 8;

/**
 * Finds every number in a scenario's text that a prediction could depend on, and every observed time it uses.
 *
 * @param record entries of the page's timeline, with their evidence
 */
export function liftNumbers(root: YamlNode, record: readonly Evidence[] = []): LiftedNumbers {
  const found: Found[] = [];
  const inputs = new Map<string, Range[]>();
  const units = unitConstants(root);
  const rates = rateConstants(root);
  const visit = (node: YamlNode, path: readonly string[], shared: string | null): void => {
    if (node.kind === 'map') {
      const inner = sharedBy(node, path) ?? shared;
      const isNumber = isSourced(node, path);
      for (const { key, value } of node.entries) {
        if (isNumber ? key === 'value' : isQuantity(key, path)) visit(value, [...path, key], inner);
      }
    } else if (node.kind === 'list') {
      const isData = node.items.length > DATA && node.items.every(({ kind }) => kind === 'scalar');
      const inner = shared ?? (isData ? path.join('.') : null);
      node.items.forEach((item, i) => {
        visit(item, [...path, nameOf(item) ?? String(i)], inner);
      });
    } else {
      for (const [id, place] of inputsIn(node)) inputs.set(id, [...(inputs.get(id) ?? []), place]);
      found.push(...tokensIn(node, path, units).map((token) => ({ token, path, shared })));
    }
  };
  for (const section of SECTIONS) {
    const node = childOf(root, section);
    if (node !== undefined) visit(node, [section], null);
  }
  const observed = childOf(root, 'observed');
  for (const { key, value } of observed?.kind === 'map' ? observed.entries : []) {
    const shows = childOf(value, 'shows');
    if (shows !== undefined) visit(shows, ['observed', key, 'shows'], null);
  }
  const looked = new LookUp(root, record);
  return {
    numbers: grouped(
      found.filter(({ path }) => !isUnit(path, units)).map((one) => asRate(one, rates)),
      looked,
    ),
    units: grouped(
      found.filter(({ path }) => isUnit(path, units)),
      looked,
    ),
    inputs: [...inputs].map(([id, places]) => ({ id, places })),
  };
}

interface Found {
  readonly token: Token;
  readonly path: readonly string[];
  /** Key of the distribution or profile that contains the number, or null. */
  readonly shared: string | null;
  readonly isRate?: boolean;
}

/** The parameters of a distribution count as one number. So do a profile's times, and a constant with its details. */
function sharedBy(node: MapNode, path: readonly string[]): string | null {
  if (path[0] === 'const' && path.length === 2) return path.join('.');
  if (path.at(-2) === 'profile') return path.slice(0, -1).join('.');
  return node.entries.some(({ key }) => key === 'dist') ? path.join('.') : null;
}

/** References to observed times, with their locations in the text. */
function inputsIn(node: ScalarNode): [string, Range][] {
  if (typeof node.value !== 'string') return [];
  const offset = offsetsOf(node);
  return [...node.value.matchAll(/\bobserved\.([A-Za-z_]\w*)/g)].map((match) => [
    match[1]!,
    { start: offset(match.index), end: offset(match.index + match[0].length - 1) + 1 },
  ]);
}

/** Constants that only name a unit, such as `second: 1s`. */
function unitConstants(root: YamlNode): ReadonlySet<string> {
  const constants = childOf(root, 'const');
  if (constants?.kind !== 'map') return new Set();
  const isOne = (node: YamlNode): boolean =>
    node.kind === 'scalar' && /^1(?:us|ms|s|m|h|d)$/.test(String(node.value));
  const named = /^(?:micro|milli)?(?:second|minute|hour|day)s?$/;
  return new Set(
    constants.entries.filter(({ key, value }) => named.test(key) && isOne(value)).map(({ key }) => key),
  );
}

/** Constants without a unit that are only used for rates, which are per second. */
function rateConstants(root: YamlNode): ReadonlySet<string> {
  const [asRates, others] = [new Set<string>(), new Set<string>()];
  const visit = (node: YamlNode, path: readonly string[]): void => {
    if (node.kind === 'map') for (const { key, value } of node.entries) visit(value, [...path, key]);
    else if (node.kind === 'list') for (const item of node.items) visit(item, path);
    else {
      const text = String(node.value).trim();
      // A breaker's rate is a fraction.
      const isRate = path.at(-1) === 'rate' && ['arrivals', 'throttle'].includes(path.at(-2)!);
      if (isRate && /^[A-Za-z_]\w*$/.test(text)) asRates.add(text);
      else for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) others.add(name);
    }
  };
  for (const section of SECTIONS) {
    const node = childOf(root, section);
    if (node !== undefined) visit(node, [section]);
  }
  const observed = childOf(root, 'observed');
  if (observed !== undefined) visit(observed, ['observed']);
  return new Set([...asRates].filter((name) => !others.has(name)));
}

function asRate(one: Found, rates: ReadonlySet<string>): Found {
  const { token, path } = one;
  if (path[0] !== 'const' || token.kind !== 'count' || !rates.has(path[1]!)) return one;
  return { ...one, token: { ...token, whole: false }, isRate: true };
}

function isUnit(path: readonly string[], units: ReadonlySet<string>): boolean {
  return path[0] === 'const' && units.has(path[1]!);
}

function grouped(found: readonly Found[], looked: LookUp): ModelNumber[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const key = keyOf(one, looked);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([id, all]) => numberOf(id, all, looked));
}

/** Numbers with the same key count as one. A number with its own source is separate. */
function keyOf({ token, path, shared }: Found, looked: LookUp): string {
  const variant = path[0] === 'variants' ? `${path.slice(0, 2).join('.')}.` : '';
  if (path[0] === 'const') return `const.${path[1]}`;
  if (shared !== null) return `${shared}.${token.kind === 'time of day' ? 'times' : 'values'}`;
  const owner = looked.ownerOf(path);
  return owner === null ? `${variant}${token.kind} ${token.amount}` : `${owner.join('.')} ${token.text}`;
}

function numberOf(id: string, all: readonly Found[], looked: LookUp): ModelNumber {
  const { token, path, shared, isRate = false } = all[0]!;
  return {
    id,
    label: labelOf(
      shared !== null && token.kind !== 'time of day' && all.length > 1 && path[0] !== 'load'
        ? shared.split('.')
        : path,
    ),
    written: writtenAs(distinct(all.map((one) => one.token))),
    kind: isRate ? 'rate' : token.kind,
    ...provenanceOf(all, looked),
    isThreshold: all.every((one) => ['marks', 'observed', 'impact', 'steady_state'].includes(one.path[0]!)),
    section: path[0]!,
    inVariant: all.every((one) => one.path[0] === 'variants'),
    tokens: all.map((one) => one.token),
  };
}

/** A path without the parts that every path has. Example: `filler.fill.delay` for `processes.filler.steps.fill.delay`. */
function labelOf(path: readonly string[]): string {
  const parts = path.filter((part) => part !== 'steps' && part !== 'value' && !/^\d+$/.test(part));
  return (
    ['processes', 'services', 'load', 'faults', 'const'].includes(parts[0]!) ? parts.slice(1) : parts
  ).join('.');
}

/** Several numbers that count as one have a source only if each of them has one. */
function provenanceOf(all: readonly Found[], looked: LookUp): Provenance {
  const each = all.map(({ token, path }) => looked.provenanceOf(path, token.text));
  const [first] = each as [Provenance, ...Provenance[]];
  const weakest =
    each.find(({ basis }) => basis === 'assumed') ?? each.find(({ basis }) => basis === 'fitted');
  const isOne = new Set(all.map(({ token }) => token.text)).size === 1;
  return { ...(weakest ?? first), ...(isOne ? {} : { range: null, factors: null }) };
}

/** The distinct amounts as written: `4.0` is left out after `4`. */
function distinct(tokens: readonly Token[]): string[] {
  const texts = new Map<string, string>();
  for (const { amount, text } of tokens) if (!texts.has(amount)) texts.set(amount, text);
  return [...texts.values()];
}

/** Maximum number of values to list. */
const MOST_WRITTEN = 4;

function writtenAs(values: readonly string[]): string {
  if (values.length <= MOST_WRITTEN) return values.join(', ');
  return `${values.slice(0, MOST_WRITTEN).join(', ')} and ${values.length - MOST_WRITTEN} more`;
}
