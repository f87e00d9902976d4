import { type Diagnostic, withoutRepeats } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Run } from '../result.ts';
import { isTimeZone, zoneOffset } from '../time/zone.ts';
import { childOf, type MapNode, type YamlNode } from '../yaml/node.ts';
import type { Scenario } from './ast/scenario.ts';
import { type CheckOptions, checkScenario, variantsOf } from './check/check.ts';
import * as say from './check/diagnostics.ts';
import type { RecordEntry } from './check/observed.ts';
import { applyVariant, smallerForSearch } from './check/variant.ts';

/** The base or a variant, checked. */
export interface Case {
  readonly variant: string;
  readonly patches: Run['patches'];
  readonly scenario: Scenario;
  /** What a search takes, where that is less than the whole, and how it differs. */
  readonly smaller: Smaller | null;
  /** Where a finding about the variant as a whole points. */
  readonly span: Diagnostic['span'];
}

interface Smaller {
  readonly scenario: Scenario;
  readonly patches: Run['patches'];
}

export interface CaseOptions {
  readonly record?: readonly RecordEntry[] | undefined;
  /** The base and only this variant. */
  readonly variant?: string | undefined;
}

interface Checked {
  readonly scenario: Scenario | null;
  readonly smaller: Smaller | null;
  readonly patches: Run['patches'];
  readonly diagnostics: Diagnostic[];
}

/** The base and all variants, with the findings of all of them; also of what is varied. */
export function checkAll(
  source: SourceText,
  root: YamlNode,
  options: CaseOptions,
): { cases: Case[]; diagnostics: Diagnostic[] } {
  const base = checkCase(source, root, 'base', options.record);
  const diagnostics = [...base.diagnostics];
  const start = source.spanAt(0, 0);
  const cases: Case[] = [];
  if (base.scenario !== null)
    cases.push({ variant: 'base', patches: [], scenario: base.scenario, smaller: base.smaller, span: start });
  const variants = variantsOf(root);
  for (const { name, range } of variants) {
    const { scenario, smaller, patches, diagnostics: own } = checkCase(source, root, name, options.record);
    diagnostics.push(...own);
    if (scenario === null || (options.variant ?? name) !== name) continue;
    cases.push({ variant: name, patches, scenario, smaller, span: source.spanAt(range.start, range.end) });
  }
  for (const { name, values } of base.scenario?.varied ?? []) {
    for (const index of values.keys()) {
      diagnostics.push(...checkPoint(source, root, { name, index }, options.record).diagnostics);
    }
  }
  const known = ['base', ...variants.map(({ name }) => name)];
  if (options.variant !== undefined && !known.includes(options.variant)) {
    diagnostics.push(say.noSuchVariant(start, options.variant, known));
  }
  return { cases, diagnostics: withoutRepeats(diagnostics) };
}

/** The base or one variant. */
export function checkCase(
  source: SourceText,
  root: YamlNode,
  variant: string,
  record: readonly RecordEntry[] = [],
): Checked {
  const settings = { record, isZone: isTimeZone, offsetAt: zoneOffset, variant };
  const patches = variantsOf(root).find(({ name }) => name === variant)?.patches;
  if (patches === undefined || root.kind !== 'map') {
    const whole = checkScenario(source, root, settings);
    const smaller = checkSmaller(source, root, settings);
    return { ...whole, ...smaller, patches: [], diagnostics: [...whole.diagnostics, ...smaller.diagnostics] };
  }
  const patched = applyVariant(source, root, patches);
  const checked = checkScenario(source, patched.root, settings);
  const smaller = checkSmaller(source, patched.root, settings);
  return {
    scenario: checked.scenario,
    smaller: smaller.smaller,
    patches: patched.patches,
    diagnostics: [...patched.diagnostics, ...checked.diagnostics, ...smaller.diagnostics],
  };
}

/** The smaller model that the text wants searched, if it does; findings in it are told like others. */
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

/** The base with one value of what is varied. */
export function checkPoint(
  source: SourceText,
  root: YamlNode,
  point: { readonly name: string; readonly index: number },
  record: readonly RecordEntry[] = [],
): Checked {
  const varied = childOf(childOf(root, 'vary'), point.name);
  const path = childOf(varied, 'path');
  const values = childOf(varied, 'values');
  const value = values?.kind === 'list' ? values.items[point.index] : undefined;
  if (root.kind !== 'map' || path?.kind !== 'scalar' || value === undefined) {
    return { scenario: null, smaller: null, patches: [], diagnostics: [] };
  }
  const { start, end } = path;
  const patch: MapNode = {
    ...root,
    entries: [{ key: String(path.value), keyRange: { start, end }, value }],
  };
  const patched = applyVariant(source, root, patch);
  const settings = { record, isZone: isTimeZone, offsetAt: zoneOffset, variant: 'base' };
  // As a variant: its claims are about the base, and a value outside of a range is what is asked for.
  const checked = checkScenario(source, patched.root, {
    ...settings,
    variant: `${point.name}[${point.index}]`,
  });
  return {
    scenario: checked.scenario,
    smaller: null,
    patches: patched.patches,
    diagnostics: checked.diagnostics,
  };
}
