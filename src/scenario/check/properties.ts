import type { Scope } from '../ast/environment.ts';
import { type Expr, walk } from '../ast/expr.ts';
import type { Property, Temporal, TemporalKind } from '../ast/scenario.ts';
import { BOOL } from '../ast/types.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';

/** Sections whose properties a search decides, in the order in which results list them. */
const SECTIONS = [
  'invariants',
  'step_invariants',
  'eventually',
  'always_eventually',
  'eventually_always',
  'holds_until',
] as const;

/** Names of the properties that a search decides, other than `deadlock`. */
export function searchedProperties(raw: RawScenario): string[] {
  return SECTIONS.flatMap((section) => Object.keys(raw[section] ?? {}));
}

/** Names of the properties that a run checks at every step. */
export function checkedInRuns(raw: RawScenario): string[] {
  return (['invariants', 'step_invariants', 'holds_until'] as const).flatMap((section) =>
    Object.keys(raw[section] ?? {}),
  );
}

/** Checks the conditions under `invariants` or `reachable`. */
export function checkProperties(
  context: Context,
  raw: RawScenario,
  section: 'invariants' | 'reachable',
  scope: Scope,
): Property[] {
  return Object.keys(raw[section] ?? {}).flatMap((name) => checkCondition(context, [section, name], scope));
}

/** Checks `step_invariants`, in which `old.x` is the value before the step. */
export function checkStepInvariants(context: Context, raw: RawScenario, scope: Scope): Property[] {
  return Object.keys(raw.step_invariants ?? {}).flatMap((name) => {
    const path = ['step_invariants', name];
    const found = checkCondition(context, path, { ...scope, old: true });
    // A timer runs out between steps, so "before the step" has no meaning for it.
    const timer = found.some(({ is }) => readsTimer(is));
    if (timer) context.report(say.timerInStepInvariant(context.span(path)));
    return timer ? [] : found;
  });
}

/** Checks a property: a condition, or a map with `is` and `says`. */
function checkCondition(context: Context, path: Path, scope: Scope): Property[] {
  const isMap = context.node(path).kind === 'map';
  const at = isMap ? [...path, 'is'] : path;
  const is = context.expr(at, scope, BOOL);
  const span = context.keySpan(path);
  const name = String(path.at(-1));
  return is === null ? [] : [{ name, is, text: context.text(at), says: saysAt(context, path), span }];
}

/** A property's description, if the scenario has one. */
function saysAt(context: Context, path: Path): string | null {
  const node = context.node(path);
  const has = node.kind === 'map' && node.entries.some(({ key }) => key === 'says');
  return has ? context.text([...path, 'says']) : null;
}

/** Checks the properties of whole executions, in the order of their sections. */
export function checkTemporal(context: Context, raw: RawScenario, scope: Scope): Temporal[] {
  const all = [
    ...Object.keys(raw.eventually ?? {}).flatMap((name) => checkEventually(context, name, scope)),
    ...(['always_eventually', 'eventually_always'] as const).flatMap((kind) =>
      Object.keys(raw[kind] ?? {}).flatMap((name) =>
        checkCondition(context, [kind, name], scope).map(
          ({ is, ...rest }): Temporal => ({
            ...rest,
            kind,
            from: null,
            to: is,
          }),
        ),
      ),
    ),
    ...Object.keys(raw.holds_until ?? {}).flatMap((name) =>
      checkPair(context, 'holds_until', name, ['hold', 'until'], 'holds until', scope),
    ),
  ];
  reportRepeatedNames(context, raw);
  for (const property of all) reportUndecidable(context, property);
  return all;
}

function checkEventually(context: Context, name: string, scope: Scope): Temporal[] {
  const path = ['eventually', name];
  const node = context.node(path);
  const leads = node.kind === 'map' && node.entries.some(({ key }) => key === 'from');
  if (leads) return checkPair(context, 'eventually', name, ['from', 'to'], 'leads to', scope);
  const at = node.kind === 'map' ? [...path, 'to'] : path;
  const to = context.expr(at, scope, BOOL);
  if (to === null) return [];
  const says = saysAt(context, path);
  return [
    { name, kind: 'eventually', from: null, to, text: context.text(at), says, span: context.keySpan(path) },
  ];
}

function checkPair(
  context: Context,
  kind: TemporalKind,
  name: string,
  [first, second]: readonly [string, string],
  words: string,
  scope: Scope,
): Temporal[] {
  const path = [kind, name];
  const from = context.expr([...path, first], scope, BOOL);
  const to = context.expr([...path, second], scope, BOOL);
  const text = `${context.text([...path, first])} ${words} ${context.text([...path, second])}`;
  if (from === null || to === null) return [];
  return [{ name, kind, from, to, text, says: saysAt(context, path), span: context.keySpan(path) }];
}

/** Runs can't decide these properties, and searches have no measures, so nothing could decide them. */
function reportUndecidable(context: Context, { kind, from, to, span }: Temporal): void {
  if (kind === 'holds_until') return;
  if (readsMeasure(to) || (from !== null && readsMeasure(from))) {
    context.report(say.measureInTemporal(span, kind));
  }
}

function readsMeasure(expr: Expr): boolean {
  let found = false;
  walk(expr, ({ op }) => {
    if (op === 'measure' || op === 'has-measure') found = true;
  });
  return found;
}

function readsTimer(expr: Expr): boolean {
  let found = false;
  walk(expr, (part) => {
    if (part.type.kind === 'timer') found = true;
  });
  return found;
}

/** Claims and results refer to properties by name, so names have to be unique. */
function reportRepeatedNames(context: Context, raw: RawScenario): void {
  const seen = new Map<string, string>();
  for (const section of ['reachable', ...SECTIONS] as const) {
    for (const name of Object.keys(raw[section] ?? {})) {
      const other = seen.get(name);
      if (other === undefined) seen.set(name, section);
      else {
        const span = context.keySpan([section, name]);
        context.report(say.duplicateName(span, name, `a property under \`${other}\``));
      }
    }
  }
}
