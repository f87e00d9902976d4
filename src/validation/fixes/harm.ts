import type { FixEffect, RunSummary } from '../../result.ts';
import { dependenciesOf } from '../../scenario/ast/dependencies.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';

/** A quantity in a run for which lower is better (or, for some outcomes, higher). */
export interface Harm extends Pick<FixEffect, 'what' | 'name' | 'unit'> {
  /** Null if the run has no value. Infinite for a recovery that never happens. */
  readonly value: number | null;
  /** 1 if lower is better, -1 if higher is better. */
  readonly sign: 1 | -1;
  /** A difference is too small to count if it's at most 5% and at most this. */
  readonly resolution: number;
}

/** Reads everything in a run that can be better or worse than in another run of the model or a variant. */
export function harmReader(scenario: Scenario): (summary: RunSummary) => Harm[] {
  const seen = seenServices(scenario);
  const services = scenario.services.flatMap(({ name }, i) => (seen.has(name) ? [{ name, i }] : []));
  const invariants = [...scenario.invariants, ...scenario.stepInvariants];
  const lower = { sign: 1, resolution: Number.POSITIVE_INFINITY, unit: null } as const;
  const time = { ...lower, unit: 'microseconds' } as const;
  const { every } = scenario.impact;
  return (summary) => [
    ...services.map(
      ({ name, i }): Harm => ({
        ...time,
        what: 'impact',
        name,
        value: summary.services[i]?.impact ?? null,
        resolution: every,
      }),
    ),
    ...scenario.impact.conditions.map(
      ({ name }, i): Harm => ({
        ...time,
        what: 'condition',
        name,
        value: summary.conditions[i]?.impact ?? null,
        resolution: every,
      }),
    ),
    ...invariants.map(
      ({ name }): Harm => ({
        ...lower,
        what: 'violated',
        name,
        value: summary.violated.includes(name) ? 1 : 0,
      }),
    ),
    ...services.map(
      ({ name, i }): Harm => ({ ...lower, what: 'failed', name, value: summary.services[i]?.failed ?? null }),
    ),
    ...(scenario.steady === null
      ? []
      : [{ ...time, what: 'recovery', name: null, value: recoveryOf(summary) } as const]),
    ...scenario.outcomes.flatMap(({ name, is, unit, better }, i): Harm[] => {
      if (better === null) return [];
      const shown = is.type.kind === 'duration' ? 'microseconds' : unit;
      const value = summary.outcomes[i] ?? null;
      return [{ ...lower, what: 'outcome', name, unit: shown, value, sign: better === 'lower' ? 1 : -1 }];
    }),
  ];
}

/**
 * Services that clients call, or that have an impact rule. Outages of other services matter only if they affect these.
 */
function seenServices(scenario: Scenario): ReadonlySet<string> {
  const called = dependenciesOf(scenario).flatMap(({ kind, to }) => (kind === 'service' ? [] : [to]));
  const named = new Set([...called, ...scenario.impact.services.keys()]);
  return named.size > 0 ? named : new Set(scenario.services.map(({ name }) => name));
}

/** If this fraction of the base's requests is missing, failures can't be compared. */
const MISSING = 0.05;

/**
 * Reads the client requests that get a response in the base but not in a variant, because they are still waiting or
 * were never made. Whether they would succeed is unknown. Services called by processes are ignored, since a process may
 * have no reason to call.
 */
export function missingReader(
  base: Scenario,
  variant: Scenario,
): (base: RunSummary, variant: RunSummary) => readonly [Harm, Harm] {
  const own = clientServices(base);
  const theirs = clientServices(variant);
  const count = ({ services }: RunSummary, indices: readonly number[]): number =>
    indices.reduce((sum, i) => sum + (services[i]?.answered ?? 0), 0);
  const harm = (value: number): Harm => ({
    what: 'missing',
    name: null,
    unit: null,
    value,
    sign: 1,
    resolution: Number.POSITIVE_INFINITY,
  });
  return (before, after) => {
    const requests = count(before, own);
    const missing = requests - count(after, theirs);
    return [harm(0), harm(missing > MISSING * requests ? missing : 0)];
  };
}

/** Services that are only called by loads. */
function clientServices(scenario: Scenario): number[] {
  const calls = dependenciesOf(scenario);
  return scenario.services.flatMap(({ name }, i) => {
    const kinds = calls.filter(({ to }) => to === name).map(({ kind }) => kind);
    return kinds.length > 0 && kinds.every((kind) => kind === 'load') ? [i] : [];
  });
}

function recoveryOf({ metastable, recoveredAfter }: RunSummary): number | null {
  if (metastable === true) return Number.POSITIVE_INFINITY;
  return recoveredAfter;
}

/** The first of these quantities with more than a negligible difference decides. */
const ORDER: readonly (readonly FixEffect['what'][])[] = [
  ['impact', 'condition'],
  ['violated'],
  ['failed', 'missing'],
  ['recovery'],
  ['outcome'],
];

/** A run's totals in order of precedence. Outcomes aren't added up, since their units differ. */
export function decidingHarms(harms: readonly Harm[]): Harm[] {
  return ORDER.flatMap((what): Harm[] => {
    const own = harms.filter((one) => what.includes(one.what));
    const [first] = own;
    if (first === undefined || first.what === 'outcome' || first.what === 'recovery') return own;
    const value = own.reduce((sum, one) => sum + (one.value ?? 0), 0);
    return [{ ...first, name: null, value }];
  });
}

/** True if there is something that a variant could prevent. Outcomes for which more is better can always improve. */
export function isHarm({ value, sign }: Harm): boolean {
  return value !== null && (sign === -1 || value > 0);
}

/** Differences up to this fraction of the base's value are too small to count. */
const SMALL = 0.05;

/** -1 if the variant is better, 1 if it's worse, 0 if the difference is too small to count or a value is missing. */
export function compareHarm(base: Harm, variant: Harm): -1 | 0 | 1 {
  const [a, b] = [base.value, variant.value];
  if (a === null || b === null || a === b) return 0;
  const change = Math.abs(b - a);
  if (Number.isFinite(change) && change <= Math.min(SMALL * Math.abs(a), base.resolution)) return 0;
  return b - a > 0 === (base.sign === 1) ? 1 : -1;
}
