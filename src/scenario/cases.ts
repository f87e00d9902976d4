import { type Diagnostic, withoutRepeats } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Run } from '../result.ts';
import { formatDuration } from '../time/duration.ts';
import { isTimeZone, zoneOffset } from '../time/zone.ts';
import { childOf, entryOf, type MapNode, type Range, type YamlNode, type YamlRead } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import type { StabilityAxis } from './ast/measuring.ts';
import type { Scenario } from './ast/scenario.ts';
import { type CheckOptions, checkScenario, variantsOf } from './check/check.ts';
import * as say from './check/diagnostics.ts';
import type { RecordEntry } from './check/observed.ts';
import { applyVariant, smallerForSearch } from './check/variant.ts';
import { withLongForms } from './shorthand.ts';

/** A scenario's text and YAML nodes. The text is parsed only once, when the page is read. */
export interface ScenarioText {
  readonly source: SourceText;
  readonly yaml: YamlRead;
}

/** Parses a scenario's YAML, with short forms expanded. Text that is already parsed is returned unchanged. */
export function scenarioText(text: SourceText | ScenarioText): ScenarioText {
  if ('yaml' in text) return text;
  const yaml = readYaml(text, 'the scenario');
  return { source: text, yaml: { ...yaml, root: yaml.root && withLongForms(yaml.root) } };
}

/** The checked base or variant. */
export interface Case {
  readonly variant: string;
  readonly patches: Run['patches'];
  readonly scenario: Scenario;
  /** The smaller model to search, if the scenario asks for one. */
  readonly smaller: Smaller | null;
  /** The span for diagnostics about the variant as a whole. */
  readonly span: Diagnostic['span'];
}

interface Smaller {
  readonly scenario: Scenario;
  /** How the smaller model differs from the full one. */
  readonly patches: Run['patches'];
}

/** The checked base with one of the `vary` values. */
export interface Point {
  readonly name: string;
  readonly index: number;
  readonly patches: Run['patches'];
  readonly scenario: Scenario;
}

/** What a scenario's meaning depends on in addition to its text. */
export interface PageContext {
  /** Entries in the page's timeline. */
  readonly record?: readonly RecordEntry[] | undefined;
  /** IANA time zone for a clock that doesn't have one. Default: UTC. */
  readonly zone?: string | undefined;
}

export interface CaseOptions extends PageContext {
  /** If set, only the base and this variant are returned. All variants are checked anyway. */
  readonly variant?: string | undefined;
}

export interface CheckedCases {
  readonly cases: readonly Case[];
  readonly points: readonly Point[];
  readonly diagnostics: Diagnostic[];
}

/** Checks the base, all variants, and each `vary` value. Leaves out invalid cases. */
export function checkAll({ source, yaml }: ScenarioText, options: CaseOptions): CheckedCases {
  const { root } = yaml;
  if (root === null) return { cases: [], points: [], diagnostics: [...yaml.diagnostics] };
  const base = checkCase(source, root, 'base', options);
  const diagnostics = [...base.diagnostics];
  const start = source.spanAt(0, 0);
  const cases: Case[] = [];
  if (base.scenario !== null)
    cases.push({ variant: 'base', patches: [], scenario: base.scenario, smaller: base.smaller, span: start });
  const variants = variantsOf(root);
  const excess = tooManyCases(source, root);
  if (excess !== null) return { cases: [], points: [], diagnostics: [...diagnostics, excess] };
  for (const { name, range } of variants) {
    const { scenario, smaller, patches, diagnostics: own } = checkCase(source, root, name, options);
    diagnostics.push(...own);
    if (scenario === null || (options.variant ?? name) !== name) continue;
    cases.push({ variant: name, patches, scenario, smaller, span: source.spanAt(range.start, range.end) });
  }
  const points: Point[] = [];
  diagnostics.push(...checkAxes(source, root, base.scenario, options));
  for (const { name, values } of base.scenario?.varied ?? []) {
    for (const index of values.keys()) {
      const { scenario, patches, diagnostics: own } = checkPoint(source, root, { name, index }, options);
      diagnostics.push(...own);
      if (scenario !== null) points.push({ name, index, patches, scenario });
    }
  }
  const known = ['base', ...variants.map(({ name }) => name)];
  if (options.variant !== undefined && !known.includes(options.variant)) {
    diagnostics.push(say.noSuchVariant(start, options.variant, known));
  }
  return { cases, points, diagnostics: withoutRepeats(diagnostics) };
}

/** Maximum number of variants, each of which is checked and run. */
const MAX_VARIANTS = 100;
const MAX_VARIED = 200;

function tooManyCases(source: SourceText, root: YamlNode): Diagnostic | null {
  const variants = variantsOf(root).length;
  const section = variants > MAX_VARIANTS ? 'variants' : 'vary';
  const varied = childOf(root, 'vary');
  const values = varied?.kind === 'map' ? varied.entries : [];
  const points = values.reduce((sum, { value }) => {
    const list = childOf(value, 'values');
    return sum + (list?.kind === 'list' ? list.items.length : 0);
  }, 0);
  if (variants <= MAX_VARIANTS && points <= MAX_VARIED) return null;
  const { start, end } = entryOf(root, section)!.keyRange;
  const span = source.spanAt(start, end);
  return section === 'variants'
    ? say.tooMany(span, variants, 'variants', MAX_VARIANTS)
    : say.tooMany(span, points, 'values in total', MAX_VARIED);
}

interface Checked {
  readonly scenario: Scenario | null;
  readonly smaller: Smaller | null;
  readonly patches: Run['patches'];
  readonly diagnostics: Diagnostic[];
}

/** Checks the base or one variant. */
export function checkCase(source: SourceText, root: YamlNode, variant: string, page: PageContext): Checked {
  const settings = settingsFor(variant, page);
  const patched = patchedFor(source, root, variant);
  const whole = checkScenario(source, patched.root, settings);
  const smaller = checkSmaller(source, patched.root, settings);
  return {
    scenario: whole.scenario,
    smaller: smaller.smaller,
    patches: patched.patches,
    diagnostics: [...patched.diagnostics, ...whole.diagnostics, ...smaller.diagnostics],
  };
}

/**
 * The base or one variant with different values for constants, or null if it has errors. Needed only for constants that
 * set a number of instances, since others can be changed after the check.
 */
export function caseWithConstants(
  source: SourceText,
  root: YamlNode,
  variant: string,
  page: PageContext,
  constants: Readonly<Record<string, number>>,
): Scenario | null {
  const patched = patchedFor(source, root, variant).root;
  if (patched.kind !== 'map') return null;
  const { start, end } = patched;
  const entries = Object.entries(constants).map(([name, value]) => ({
    key: `const.${name}`,
    keyRange: { start, end },
    value: { kind: 'scalar', value, raw: String(value), start, end } as const,
  }));
  const drawn = applyVariant(source, patched, { ...patched, entries }).root;
  return checkScenario(source, drawn, settingsFor(variant, page)).scenario;
}

/** The base with a variant's claims, or null if it has errors, such as a claim about state that only the variant has. */
export function baseWithClaims(
  source: SourceText,
  root: YamlNode,
  variant: string,
  page: PageContext,
): Scenario | null {
  return checkScenario(source, root, settingsFor(variant, page)).scenario;
}

function patchedFor(source: SourceText, root: YamlNode, variant: string): ReturnType<typeof applyVariant> {
  const patches = variantsOf(root).find(({ name }) => name === variant)?.patches;
  return patches === undefined || root.kind !== 'map'
    ? { root, patches: [], diagnostics: [] }
    : applyVariant(source, root, patches);
}

/** Checks the base with one of the `vary` values. */
export function checkPoint(
  source: SourceText,
  root: YamlNode,
  { name, index }: { readonly name: string; readonly index: number },
  page: PageContext,
): Checked {
  const varied = childOf(childOf(root, 'vary'), name);
  const path = childOf(varied, 'path');
  const values = childOf(varied, 'values');
  const value = values?.kind === 'list' ? values.items[index] : undefined;
  if (root.kind !== 'map' || path?.kind !== 'scalar' || value === undefined) {
    return { scenario: null, smaller: null, patches: [], diagnostics: [] };
  }
  const { start, end } = path;
  const patch: MapNode = {
    ...root,
    entries: [{ key: String(path.value), keyRange: { start, end }, value }],
  };
  const patched = applyVariant(source, root, patch);
  // Check this case like a variant: claims apply to the base, and values outside a constant's range are allowed.
  const settings = settingsFor(`${name}[${index}]`, page);
  const { scenario, diagnostics } = checkScenario(source, patched.root, settings);
  return { scenario, smaller: null, patches: patched.patches, diagnostics };
}

/** A constant's value in one cell of a stability map. */
export interface CellValue extends Pick<StabilityAxis, 'name' | 'type'> {
  readonly x: number;
}

/** Checks each value of a map's axes, with the other constants as written. Runs of cells report other errors. */
function checkAxes(
  source: SourceText,
  root: YamlNode,
  base: Scenario | null,
  page: PageContext,
): Diagnostic[] {
  if (base?.map == null) return [];
  return Object.entries(base.map).flatMap(([key, { values, ...axis }]: [string, StabilityAxis]) => {
    const written = childOf(childOf(root, 'map'), key)!;
    const listed = childOf(written, 'values');
    return values.flatMap(
      ({ x }, i) =>
        checkCell(source, root, [{ ...axis, x }], page, childOf(listed, i) ?? written).diagnostics,
    );
  });
}

/**
 * Checks the base with different values of constants, for one cell of a stability map.
 *
 * @param place where diagnostics about the values point
 */
export function checkCell(
  source: SourceText,
  root: YamlNode,
  values: readonly CellValue[],
  page: PageContext,
  { start, end }: Range = root,
): Checked {
  if (root.kind !== 'map') return { scenario: null, smaller: null, patches: [], diagnostics: [] };
  const entries = values.map(({ name, type, x }) => ({
    key: `const.${name}`,
    keyRange: { start, end },
    value: { kind: 'scalar', start, end, ...literalFor(type, x) } as const,
  }));
  const patched = applyVariant(source, root, { ...root, entries });
  const { scenario, diagnostics } = checkScenario(source, patched.root, settingsFor('map', page));
  const patches = values.map(({ name, type, x }) => ({
    path: `const.${name}`,
    value: literalFor(type, x).raw,
  }));
  return { scenario, smaller: null, patches, diagnostics };
}

/** A number as YAML that has the given type. */
function literalFor(type: CellValue['type'], x: number): { value: string | number; raw: string } {
  if (type === 'duration') return { value: formatDuration(x), raw: formatDuration(x) };
  const isWhole = /^-?\d+$/.test(String(x));
  return { value: x, raw: type === 'double' && isWhole ? `${x}.0` : String(x) };
}

function settingsFor(variant: string, { record = [], zone }: PageContext): CheckOptions {
  return { record, zone, isZone: isTimeZone, offsetAt: zoneOffset, variant };
}

/** Checks the smaller model to search, if the scenario asks for one. */
function checkSmaller(
  source: SourceText,
  root: YamlNode,
  settings: CheckOptions,
): { smaller: Smaller | null; diagnostics: Diagnostic[] } {
  const smaller = smallerForSearch(source, root);
  if (smaller === null) return { smaller: null, diagnostics: [] };
  const { scenario, diagnostics } = checkScenario(source, smaller.root, settings);
  return {
    smaller: scenario === null ? null : { scenario, patches: smaller.patches },
    diagnostics: [...smaller.diagnostics, ...diagnostics],
  };
}
