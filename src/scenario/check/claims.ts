import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { type FixEffect, type Label, VIEW_NAMES } from '../../result.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { HelpsClaim, LabelClaim } from '../ast/label-claims.ts';
import type {
  Claims,
  ExploreClaims,
  Exploring,
  Fault,
  Mark,
  Named,
  Process,
  Scenario,
  Service,
} from '../ast/scenario.ts';
import { BOOL } from '../ast/types.ts';
import type { RawClaims } from '../schema/claims.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { type Context, type Path, parsePercent } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';
import { checkedInRuns, searchedProperties } from './properties.ts';
import * as worth from './value-diagnostics.ts';

/** Checks the claims about a variant's run. */
export function checkClaims(
  context: Context,
  raw: RawScenario,
  variant: string,
  scope: Scope,
): Claims | null {
  const claims: RawClaims | undefined = raw.expect?.[variant]?.run;
  if (claims === undefined) return null;
  const path: Path = ['expect', variant, 'run'];
  const marks = Object.keys(raw.marks ?? {});
  const properties = checkedInRuns(raw);
  const reachable = Object.keys(raw.reachable ?? {});
  const list = (
    key: 'happens' | 'never' | 'violates' | 'reaches' | 'holds',
    known: string[],
    what: string,
  ): Named[] => namesAt(context, [...path, key], claims[key], known, what);
  const finals = claims.finally === undefined ? [] : [claims.finally].flat();
  if (claims.holds === 'all' && properties.length === 0) {
    const span = context.span([...path, 'holds']);
    context.report(say.nothingToHold(span, 'invariants', 'add one under `invariants`'));
  }
  return {
    happens: list('happens', marks, 'mark'),
    never: list('never', marks, 'mark'),
    by: Object.entries(claims.by ?? {}).flatMap(([mark, text]) => {
      const at = [...path, 'by', mark];
      if (!marks.includes(mark))
        context.report(say.unknownThing(context.keySpan(at), mark, 'mark', nearest(mark, marks)));
      const latest = context.duration(at, text);
      return latest === null ? [] : [{ mark, at: latest, text, span: context.keySpan(at) }];
    }),
    holds:
      claims.holds === 'all'
        ? properties.map((name) => ({ name, span: context.span([...path, 'holds']) }))
        : list('holds', properties, 'invariant'),
    violates: list('violates', properties, 'invariant'),
    reaches: list('reaches', reachable, 'reachable'),
    deadlock:
      claims.deadlock === undefined
        ? null
        : { value: claims.deadlock, span: context.keySpan([...path, 'deadlock']) },
    finally: finals.flatMap((_, i) => {
      const at = Array.isArray(claims.finally) ? [...path, 'finally', i] : [...path, 'finally'];
      const is = context.expr(at, scope, BOOL);
      return is === null ? [] : [{ is, text: context.text(at), span: context.span(at) }];
    }),
    ...checkRecoveryClaims(context, raw, path, claims),
  };
}

/** Checks claims about recovery and the number of runs in which all claims must hold. */
function checkRecoveryClaims(
  context: Context,
  raw: RawScenario,
  path: Path,
  claims: RawClaims,
): Pick<Claims, 'metastable' | 'recoversBy' | 'inRuns'> {
  const at = (key: string) => context.keySpan([...path, key]);
  for (const key of ['metastable', 'recovers_by'] as const) {
    if (claims[key] !== undefined && raw.steady_state === undefined) {
      context.report(say.needsSteady(at(key), key));
    }
  }
  const runs = raw.simulate?.runs ?? 1;
  if (claims.in_runs !== undefined && claims.in_runs > runs) {
    context.report(say.inRuns(at('in_runs'), claims.in_runs, runs));
  }
  const text = claims.recovers_by;
  const after = text === undefined ? null : context.duration([...path, 'recovers_by'], text);
  return {
    metastable: claims.metastable === undefined ? null : { value: claims.metastable, span: at('metastable') },
    recoversBy: text === undefined || after === null ? null : { after, text, span: at('recovers_by') },
    inRuns: claims.in_runs === undefined ? null : { value: claims.in_runs, span: at('in_runs') },
  };
}

/** Checks a variant's purpose, and claims about labels and about its effect. */
export function checkWorth(
  context: Context,
  raw: RawScenario,
  variant: string,
  record: Pick<Observations, 'facts' | 'values'>,
): Pick<Scenario, 'kind' | 'labels' | 'helps'> {
  const claims = raw.expect?.[variant];
  return {
    kind: claims?.kind ?? 'fix',
    labels: checkLabels(context, raw, variant, record),
    helps: checkHelps(context, raw, variant),
  };
}

function checkLabels(
  context: Context,
  raw: RawScenario,
  variant: string,
  { facts, values }: Pick<Observations, 'facts' | 'values'>,
): LabelClaim[] {
  const labels = raw.expect?.[variant]?.labels;
  if (labels === undefined) return [];
  const path: Path = ['expect', variant, 'labels'];
  if (variant !== 'base') {
    context.report(worth.labelsOfBase(context.keySpan(path)));
    return [];
  }
  const isPeriod = (id: string): boolean => {
    const own = raw.observed?.[id];
    return own?.shows !== undefined && (own.in ?? 'base') === 'base';
  };
  const times = [...facts.keys()].filter((id) => raw.marks?.[id] !== undefined || isPeriod(id));
  const curves = Object.entries(raw.measure ?? {}).flatMap(([name, measure]) =>
    typeof measure === 'object' && measure.observed !== undefined ? [name] : [],
  );
  const compared = [...times, ...values.keys(), ...curves];
  return Object.entries(labels).flatMap(([id, label]): LabelClaim[] => {
    const span = context.keySpan([...path, id]);
    if (compared.includes(id)) return [{ id, label: label.replaceAll('_', ' ') as Label, span }];
    context.report(worth.notCompared(span, id, nearest(id, compared)));
    return [];
  });
}

function checkHelps(context: Context, raw: RawScenario, variant: string): HelpsClaim | null {
  const helps = raw.expect?.[variant]?.helps;
  if (helps === undefined) return null;
  const path: Path = ['expect', variant, 'helps'];
  const span = context.keySpan(path);
  if (variant === 'base') context.report(worth.notInBase(span, 'helps'));
  else if (raw.until === undefined) context.report(worth.helpsInSearch(span));
  else if (raw.expect?.[variant]?.kind === 'counterfactual')
    context.report(worth.helpsCounterfactually(span));
  const conditions = Object.keys(raw.impact?.conditions ?? {});
  const services = Object.keys(raw.services ?? {});
  const known = {
    impact: [[...services, ...conditions], 'service'],
    failed: [services, 'service'],
    holds: [[...Object.keys(raw.invariants ?? {}), ...Object.keys(raw.step_invariants ?? {})], 'invariant'],
    outcome: [Object.keys(raw.outcomes ?? {}), 'outcome'],
  } as const;
  const named = (key: keyof typeof known, what: FixEffect['what']): HelpsClaim['effects'] =>
    namesAt(context, [...path, key], helps[key], known[key][0], known[key][1]).map((one) => ({
      ...one,
      what,
    }));
  const outcomes = named('outcome', 'outcome');
  for (const { name, span: at } of outcomes) {
    const outcome = raw.outcomes?.[name];
    if (outcome === undefined) continue;
    if (typeof outcome === 'string' || outcome.better === undefined)
      context.report(worth.noDirection(at, name));
  }
  const share = helps.in_draws === undefined ? 0.9 : parsePercent(helps.in_draws);
  if (share === null || share <= 0 || share > 1)
    context.report(worth.inDraws(context.span([...path, 'in_draws'])));
  return {
    effects: [
      ...named('impact', 'impact').map((one) =>
        services.includes(one.name) ? one : { ...one, what: 'condition' as const },
      ),
      ...named('failed', 'failed'),
      ...named('holds', 'violated'),
      ...outcomes,
    ],
    share: share ?? 0.9,
    span,
  };
}

function namesAt(
  context: Context,
  path: Path,
  value: string | string[] | undefined,
  known: readonly string[],
  what: string,
): Named[] {
  if (value === undefined) return [];
  return [value].flat().map((name, i) => {
    const span = context.span(Array.isArray(value) ? [...path, i] : path);
    if (!known.includes(name)) context.report(say.unknownThing(span, name, what, nearest(name, known)));
    return { name, span };
  });
}

/** Reports names under `expect` that aren't variants. */
export function checkExpectedVariants(context: Context, raw: RawScenario): void {
  const variants = ['base', ...Object.keys(raw.variants ?? {})];
  if (raw.expect?.base?.kind !== undefined) {
    context.report(worth.notInBase(context.keySpan(['expect', 'base', 'kind']), 'kind'));
  }
  for (const variant of Object.keys(raw.expect ?? {})) {
    if (variants.includes(variant)) continue;
    const near = nearest(variant, variants);
    context.report(say.unknownThing(context.keySpan(['expect', variant]), variant, 'variant', near));
  }
}

/** Checks `explore` and the claims about a variant's search. */
export function checkExploring(context: Context, raw: RawScenario, variant: string): Exploring {
  const symmetry = raw.explore?.symmetry === undefined ? [] : [raw.explore.symmetry].flat();
  const processes = Object.keys(raw.processes ?? {});
  const symmetric = namesAt(context, ['explore', 'symmetry'], raw.explore?.symmetry, processes, 'process');
  for (const { name, span } of symmetric) {
    const searched = raw.explore?.instances?.[name];
    // Names of constants have been replaced with their values.
    const size = Math.min(
      sizeOf(raw, name),
      typeof searched === 'number' ? searched : Number.POSITIVE_INFINITY,
    );
    if (size > MAX_SYMMETRIC) context.report(say.tooManySymmetric(span, name, size, MAX_SYMMETRIC));
  }
  const claimed = Object.values(raw.expect ?? {}).some((claims) => claims.explore !== undefined);
  return {
    requested: raw.explore !== undefined || claimed || raw.until === undefined,
    maxStates: raw.explore?.max_states ?? null,
    deadlockAllowed: deadlockAllowed(raw),
    symmetry,
    claims: checkExploreClaims(context, raw, variant),
  };
}

function deadlockAllowed(raw: RawScenario): boolean {
  return raw.explore?.deadlock === 'allowed';
}

function sizeOf(raw: RawScenario, process: string): number {
  const instances = raw.processes?.[process]?.instances;
  if (instances === undefined) return 1;
  return typeof instances === 'number' ? instances : Object.keys(instances).length;
}

function checkExploreClaims(context: Context, raw: RawScenario, variant: string): ExploreClaims | null {
  const claims = raw.expect?.[variant]?.explore;
  if (claims === undefined) return null;
  const path: Path = ['expect', variant, 'explore'];
  const properties = searchedProperties(raw);
  const known = [...properties, ...(deadlockAllowed(raw) ? [] : ['deadlock'])];
  if (claims.deadlock !== undefined && deadlockAllowed(raw)) {
    context.report(say.deadlockIsAllowed(context.keySpan([...path, 'deadlock'])));
  }
  const number = (key: 'in_steps' | 'states') =>
    claims[key] === undefined ? null : { value: claims[key], span: context.keySpan([...path, key]) };
  if (claims.holds === 'all' && properties.length === 0) {
    const span = context.span([...path, 'holds']);
    const hint = 'add one, or claim `deadlock: false`';
    context.report(say.nothingToHold(span, 'invariants and no properties under `eventually`', hint));
  }
  const all = known.map((name) => ({
    name,
    span: context.span([...path, 'holds']),
  }));
  return {
    holds:
      claims.holds === 'all' ? all : namesAt(context, [...path, 'holds'], claims.holds, known, 'property'),
    violates: namesAt(context, [...path, 'violates'], claims.violates, known, 'property'),
    inSteps: number('in_steps'),
    states: number('states'),
    deadlock:
      claims.deadlock === undefined
        ? null
        : { value: claims.deadlock, span: context.keySpan([...path, 'deadlock']) },
  };
}

/** Maximum number of instances of a symmetric process. A search tries all their orders. */
const MAX_SYMMETRIC = 6;

/** Checks the marks. `after` must refer to an earlier mark, so there are no circular dependencies. */
export function checkMarks(context: Context, raw: RawScenario, scope: Scope): Mark[] {
  const out: Mark[] = [];
  const ids = Object.keys(raw.marks ?? {});
  for (const [id, mark] of Object.entries(raw.marks ?? {})) {
    const path: Path = ['marks', id];
    const plain = typeof mark === 'string';
    const is = context.expr(plain ? path : [...path, 'is'], scope, BOOL);
    const after = plain ? null : (mark.after ?? null);
    const before = ids.slice(0, ids.indexOf(id));
    if (after !== null && !before.includes(after)) {
      const span = context.span([...path, 'after']);
      context.report(say.unknownEarlierMark(span, after, nearest(after, before)));
    }
    const held = plain || mark.held === undefined ? 0 : context.duration([...path, 'held'], mark.held);
    if (is === null) continue;
    const text = context.text(plain ? path : [...path, 'is']);
    const which = plain ? 'first' : (mark.which ?? 'first');
    out.push({ id, is, text, after, which, held: held ?? 0, span: context.keySpan(path) });
  }
  return out;
}

/** The names under `show`. */
export function namesToShow(context: Context, raw: RawScenario): Named[] {
  return (raw.show ?? []).map((name, i) => ({ name, span: context.span(['show', i]) }));
}

/** Reports names under `show` that aren't views. The scenario is evaluated anyway. */
export function unknownViews({ show }: Pick<Scenario, 'show'>): Diagnostic[] {
  return show
    .filter(({ name }) => !(VIEW_NAMES as readonly string[]).includes(name))
    .map(({ name, span }) => say.unknownView(span, name, nearest(name, VIEW_NAMES), VIEW_NAMES));
}

/** Checks `lanes`, which lists processes, instances, services, faults and arrow targets. */
export function checkLanes(
  context: Context,
  raw: RawScenario,
  parts: {
    readonly processes: readonly Process[];
    readonly services: readonly Service[];
    readonly faults: readonly Fault[];
  },
): string[] {
  const lanes = raw.lanes ?? [];
  const known = new Set([
    ...parts.processes.flatMap(({ name, fleet, instances }) => (fleet ? [name] : [name, ...instances])),
    ...parts.processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches.flatMap(({ to }) => to))),
    ...parts.services.map(({ name }) => name),
    ...parts.faults.map(({ id }) => id),
  ]);
  for (const [i, name] of lanes.entries()) {
    if (known.has(name)) continue;
    context.report(say.unknownThing(context.span(['lanes', i]), name, 'participant', nearest(name, known)));
  }
  return lanes;
}
