import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type {
  Basis,
  ConditionResult,
  Distribution,
  Json,
  MarkResult,
  MeasureSeries,
  Micros,
  Result,
  Run,
  ServiceResult,
  Sweep,
} from '../result.ts';
import { humanDuration, SECOND } from '../time/duration.ts';
import { findRun, runName, variantNames } from '../views/markup/figure.ts';
import { explorationName, findExploration } from '../views/search/exploration.ts';
import { outcomeNumber } from '../views/sweep/outcome-words.ts';
import { budgetText } from '../views/tables/impact.ts';
import { signedDuration } from '../views/trace/moments.ts';
import { constantText } from '../views/words/constant-text.ts';
import { labelTally } from '../views/words/labels.ts';
import { count, countOf, formatValue, percent, plainNumber } from '../views/words/number-format.ts';
import { labelPrecision, timesOf } from '../views/words/time-format.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';

const KINDS = [
  'impact',
  'marks',
  'const',
  'final',
  'explore',
  'measures',
  'outcomes',
  'recovery',
  'facts',
  'sweep',
  'draws',
  'fit',
] as const;

/** The parts of `scenario#variant.kind.name.field` or `scenario.explore.variant.field`. */
interface CitePath {
  scenario: string;
  variant: string;
  kind: (typeof KINDS)[number];
  /** The cited item's name. For a search, recovery, or fit, this is the field. */
  name: string;
  /** The item's field. Null except for services, marks, measures and sweep distributions. */
  field: string | null;
}

/** A value from a Result, formatted for prose. */
export interface CitedValue {
  text: string;
  basis: Basis;
  /** The basis in words, with the scenario and run. */
  origin: string;
}

type Found = { value: CitedValue; finding?: undefined } | { value?: undefined; finding: Diagnostic };

const PATH = new RegExp(`^([\\w-]+)(?:#([\\w-]+))?\\.(${KINDS.join('|')})\\.([\\w-]+)(?:\\.([\\w.-]+))?$`);
const WITH_FIELD: readonly CitePath['kind'][] = ['impact', 'marks', 'measures'];
/** Kinds whose field is optional. Examples: `sweep.runs`, `sweep.marks.recovered.p95`. */
const FIELD_OPTIONAL: readonly CitePath['kind'][] = ['sweep', 'draws'];

/** Parses the text after `sim:`. Returns null if it isn't a valid path. */
export function parseCite(path: string): CitePath | null {
  const m = PATH.exec(path);
  if (m === null) return null;
  const kind = m[3] as CitePath['kind'];
  const field = m[5] ?? null;
  if (kind === 'explore') {
    if (field === null) return { scenario: m[1]!, variant: m[2] ?? 'base', kind, name: m[4]!, field };
    return m[2] === undefined ? { scenario: m[1]!, variant: m[4]!, kind, name: field, field: null } : null;
  }
  const wantsField = WITH_FIELD.includes(kind);
  const optional = FIELD_OPTIONAL.includes(kind);
  if (!optional && (wantsField !== (field !== null) || field?.includes('.') === true)) return null;
  return { scenario: m[1]!, variant: m[2] ?? 'base', kind, name: m[4]!, field };
}

/**
 * The path that inline code without `sim:` was probably meant to cite, or null for ordinary code. It counts as a
 * citation if `sim` is followed by a separator (spaces, `.`, `:`, `;` or `,`) and then by the id of a scenario on this
 * page with a `.` or `#`, or, after any separator except `.`, by a path with a known kind. So `sim`, `sim run` and
 * `sim.step()` remain code.
 *
 * @param written   inline code that starts with `sim` in any case, but not with `sim:`
 * @param scenarios ids of the page's scenarios
 */
export function citeMeantBy(written: string, scenarios: readonly string[]): string | null {
  const found = /^sim(\s*[.:;,]\s*|\s+)(([\w-]+)[.#].*)$/i.exec(written);
  if (found === null) return null;
  const [, separator, path, id] = found;
  const hasKind = separator!.trim() !== '.' && PATH.test(path!);
  return hasKind || scenarios.includes(id!) ? path! : null;
}

/**
 * The value at a path, formatted for prose, or the diagnostic if there is none. `result` belongs to the path's
 * scenario.
 */
export function citedValue(result: Result, path: CitePath, span: Span): Found {
  const variants = variantNames(result);
  if (!variants.includes(path.variant)) {
    const known = variants.filter((name) => name !== 'base');
    return { finding: say.unknownVariant(span, path.variant, nearest(path.variant, known), known) };
  }
  if (path.kind === 'const') return constantValue(result, path, span);
  if (path.kind === 'explore') return searchValue(result, path, span);
  const run = findRun(result, path.variant);
  if (run === null) return noValue(path, span, 'the scenario has no `until`, so it is never run');
  switch (path.kind) {
    case 'measures':
      return measureValue(result, run, path, span);
    case 'outcomes':
      return outcomeValue(result, run, path, span);
    case 'recovery':
      return recoveryValue(result, run, path, span);
    case 'facts':
      return factValue(result, run, path, span);
    case 'fit':
      return fitValue(result, run, path, span);
    case 'sweep':
    case 'draws':
      return sweptValue(result, run, path, span);
    case 'impact':
      return impactValue(result, run, path, span);
    case 'marks':
      return markValue(result, run, path, span);
    case 'final':
      return finalValue(run, path, span);
  }
}

function constantValue(result: Result, path: CitePath, span: Span): Found {
  const names = result.constants.map((one) => one.name);
  const constant = result.constants.find((one) => one.name === path.name);
  if (constant === undefined) return unknown(span, 'constant', path.name, names);
  if (path.variant !== 'base') return noValue(path, span, 'only constants of the base can be cited');
  const basis = { assumed: 'assumed', sourced: 'observed', fitted: 'estimated' } as const;
  const word = { assumed: 'assumed', sourced: 'observed (sourced)', fitted: 'estimated (fitted)' } as const;
  return {
    value: {
      text: constantText(constant.value, constant.type),
      basis: basis[constant.basis],
      origin: `${word[constant.basis]}: constant of scenario ${result.scenario}`,
    },
  };
}

const SEARCH_FIELDS = ['verdict', 'property', 'steps', 'states', 'transitions', 'depth'] as const;

function searchValue(result: Result, path: CitePath, span: Span): Found {
  const exploration = findExploration(result, path.variant);
  if (exploration === null) return noValue(path, span, "the scenario isn't searched");
  const field = SEARCH_FIELDS.find((name) => name === path.name);
  if (field === undefined) return unknown(span, 'search field', path.name, SEARCH_FIELDS);
  const value = exploration[field];
  if (value === null) return noValue(path, span, 'no property is violated');
  return {
    value: {
      text: typeof value === 'number' ? count(value) : value,
      basis: 'simulated',
      origin: `simulated (explored): scenario ${result.scenario}, ${explorationName(exploration)}, every interleaving`,
    },
  };
}

const MEASURE_FIELDS = ['last', 'least', 'greatest'] as const;

function measureValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const measure = run.measures.find(({ name }) => name === path.name);
  const names = run.measures.map(({ name }) => name);
  if (measure === undefined) return unknown(span, 'measure', path.name, names);
  const field = MEASURE_FIELDS.find((one) => one === path.field);
  if (field === undefined) return unknown(span, 'measure field', path.field ?? '', MEASURE_FIELDS);
  const value = measure[field];
  if (value === null) return noValue(path, span, 'the measure is undefined');
  return simulated(result, run, measureText(value, measure));
}

function outcomeValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const outcome = run.outcomes.find(({ name }) => name === path.name);
  const names = run.outcomes.map(({ name }) => name);
  if (outcome === undefined) return unknown(span, 'outcome', path.name, names);
  if (outcome.value === null) return noValue(path, span, 'the outcome has no value');
  return simulated(result, run, outcomeNumber(outcome, outcome.value));
}

const RECOVERY_FIELDS = ['verdict', 'at', 'after'] as const;

function recoveryValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const { recovery } = run;
  if (recovery === null) return noValue(path, span, 'the scenario has no `steady_state`');
  const { metastable, recoveredAt, recoveredAfter } = recovery;
  switch (path.name) {
    case 'verdict':
      if (metastable) return simulated(result, run, 'metastable');
      return simulated(
        result,
        run,
        recoveredAt === null ? 'not recovered by the end of the run' : 'recovered',
      );
    case 'at':
      return recoveredAt === null
        ? noValue(path, span, "the run doesn't recover")
        : simulated(result, run, momentText(result, recoveredAt));
    case 'after':
      return recoveredAfter === null
        ? noValue(path, span, "the run doesn't recover")
        : simulated(result, run, humanDuration(recoveredAfter));
    default:
      return unknown(span, 'recovery field', path.name, RECOVERY_FIELDS);
  }
}

function factValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const fact = run.facts.find(({ id }) => id === path.name);
  const ids = run.facts.map(({ id }) => id);
  if (fact === undefined) return unknown(span, 'observed fact with `shows`', path.name, ids);
  const agrees = fact.verdict === 'agrees';
  return simulated(result, run, `${agrees ? 'agrees' : "doesn't agree"} with the observed timeline`);
}

const NOTHING = { numbers: [], comparisons: [], fixes: [], probes: null, runs: 0, left: 0 };

function fitValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const tally = labelTally([result]);
  const counts = new Map(Object.entries(tally ?? labelTally([{ validation: NOTHING }])!));
  const found = counts.get(path.name);
  if (found === undefined) return unknown(span, 'fit count', path.name, [...counts.keys()]);
  // Labels are missing only in development, where they're determined later.
  return simulated(result, run, tally === null ? '…' : count(found));
}

/** A value from many runs: `sweep` over seeds, `draws` over drawn constants. */
function sweptValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const kind = path.kind === 'draws' ? 'draws' : 'seeds';
  const sweep = result.sweeps.find((one) => one.variant === path.variant && one.kind === kind);
  if (sweep === undefined) {
    return noValue(
      path,
      span,
      `the scenario doesn't set \`simulate.${kind === 'draws' ? 'draws' : 'runs'}\``,
    );
  }
  const text = sweptText(result, sweep, path, span);
  if (text === null) return noValue(path, span, 'no run has a value');
  if (typeof text !== 'string' && 'later' in text) return noValue(path, span, beyondWords(text));
  if (typeof text !== 'string') return text;
  const over = kind === 'draws' ? 'joint draws of constants' : 'runs';
  const origin = `simulated: scenario ${result.scenario}, ${runName(run)}, ${count(sweep.runs)} ${over} from seed ${sweep.seed}`;
  return { value: { text, basis: 'simulated', origin } };
}

const SWEEP_FIELDS = [
  'runs',
  'metastable',
  'recovery',
  'marks',
  'facts',
  'impact',
  'failed',
  'worst',
  'measures',
  'outcomes',
] as const;

/** The text, a diagnostic, or null if no run has a value. */
function sweptText(result: Result, sweep: Sweep, path: CitePath, span: Span): string | Found | Beyond | null {
  const [name = '', ...rest] = path.field?.split('.') ?? [];
  const at = (value: number): string => momentText(result, value);
  switch (path.name) {
    case 'runs':
      return count(sweep.runs);
    case 'metastable':
      return sweep.metastable === null ? null : count(sweep.metastable);
    case 'recovery':
      return sweep.recoveredAfter === null
        ? null
        : distributionText(sweep.recoveredAfter, name, humanDuration, span);
    case 'marks': {
      const mark = sweep.marks.find(({ id }) => id === name);
      const ids = sweep.marks.map(({ id }) => id);
      if (mark === undefined) return unknown(span, 'mark', name, ids);
      if (rest[0] === 'happened') return count(mark.happened);
      if (rest[0] === 'within') return mark.within === null ? null : count(mark.within);
      return distributionText(mark.at, rest[0] ?? '', at, span);
    }
    case 'facts': {
      const fact = sweep.facts.find(({ id }) => id === name);
      const ids = sweep.facts.map(({ id }) => id);
      return fact === undefined ? unknown(span, 'observed fact with `shows`', name, ids) : count(fact.agree);
    }
    case 'measures': {
      const measure = sweep.measures.find((one) => one.name === name);
      const names = sweep.measures.map((one) => one.name);
      if (measure === undefined) return unknown(span, 'measure', name, names);
      const field = MEASURE_FIELDS.find((one) => one === rest[0]);
      if (field === undefined) return unknown(span, 'measure field', rest[0] ?? '', MEASURE_FIELDS);
      const series = result.runs[0]?.measures.find((one) => one.name === name);
      const write = (value: number): string =>
        series === undefined ? count(value) : measureText(value, series);
      return distributionText(measure[field], rest[1] ?? '', write, span);
    }
    case 'outcomes': {
      const outcome = sweep.outcomes.find((one) => one.name === name);
      const names = sweep.outcomes.map((one) => one.name);
      if (outcome === undefined) return unknown(span, 'outcome', name, names);
      return distributionText(outcome.value, rest[0] ?? '', (value) => outcomeNumber(outcome, value), span);
    }
    case 'impact':
    case 'failed':
    case 'worst': {
      const service = sweep.services.find((one) => one.service === name);
      const condition = sweep.conditions.find((one) => one.name === name);
      const names = [...sweep.services.map((one) => one.service), ...sweep.conditions.map((one) => one.name)];
      if (condition !== undefined && path.name === 'impact') {
        return distributionText(condition.impact, rest[0] ?? '', humanDuration, span);
      }
      if (service === undefined) return unknown(span, 'service', name, names);
      if (path.name === 'impact') return distributionText(service.impact, rest[0] ?? '', humanDuration, span);
      if (path.name === 'failed') return distributionText(service.failed, rest[0] ?? '', count, span);
      return distributionText(service.worstErrorRate, rest[0] ?? '', percent, span);
    }
    default:
      return unknown(span, 'sweep field', path.name, SWEEP_FIELDS);
  }
}

const DISTRIBUTION_FIELDS = ['n', 'least', 'p5', 'p25', 'p50', 'p75', 'p95', 'greatest'] as const;

function distributionText(
  distribution: Distribution,
  field: string,
  write: (value: number) => string,
  span: Span,
): string | Found | Beyond | null {
  const known = DISTRIBUTION_FIELDS.find((one) => one === field);
  if (known === undefined) return unknown(span, 'distribution field', field, DISTRIBUTION_FIELDS);
  const value = distribution[known];
  if (value !== null) return known === 'n' ? count(value) : write(value);
  const { n, above } = distribution;
  return above === 0 ? null : { field: known, later: above, runs: n + above };
}

/** A percentile that isn't known, because its run ends before the mark. */
interface Beyond {
  field: string;
  /** Number of runs that end before the mark, out of all runs. */
  later: number;
  runs: number;
}

function beyondWords({ field, later, runs }: Beyond): string {
  const where =
    later === runs
      ? `none of ${countOf(runs, 'run')}`
      : `only ${count(runs - later)} of ${countOf(runs, 'run')}`;
  return `${where} ${runs - later === 1 ? 'gets' : 'get'} there before the end, and the others count as later, so \`${field}\` is after the end of the run`;
}

const IMPACT_FIELDS = ['first', 'recovered', 'duration', 'worst', 'failed', 'budget'] as const;

function impactValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const names = [...run.services.map((one) => one.service), ...run.conditions.map(({ name }) => name)];
  const service = run.services.find((one) => one.service === path.name);
  const condition = run.conditions.find((one) => one.name === path.name);
  if (condition !== undefined) return conditionValue(result, run, condition, path, span);
  if (service === undefined) return unknown(span, 'service', path.name, names);
  const given = impactText(result, service, path.field);
  if (given === null) return unknown(span, 'impact field', path.field ?? '', IMPACT_FIELDS);
  return 'why' in given ? noValue(path, span, given.why) : simulated(result, run, given.text);
}

const CONDITION_FIELDS = ['first', 'recovered', 'duration', 'affected'] as const;

function conditionValue(
  result: Result,
  run: Run,
  { windows, total, affected }: ConditionResult,
  path: CitePath,
  span: Span,
): Found {
  const field = CONDITION_FIELDS.find((one) => one === path.field);
  if (field === undefined) return unknown(span, 'impact field', path.field ?? '', CONDITION_FIELDS);
  if (field === 'affected') {
    if (affected !== null) return simulated(result, run, plainNumber(affected));
    return noValue(path, span, 'the condition has no `users`');
  }
  const [first, last] = [windows[0], windows.at(-1)];
  if (field !== 'first' && last?.to === null) {
    return noValue(path, span, 'the condition still holds when the run ends');
  }
  if (field === 'duration') return simulated(result, run, humanDuration(total));
  if (first === undefined) return noValue(path, span, 'the condition never holds');
  return simulated(result, run, momentText(result, field === 'first' ? first.from : last!.to!));
}

function impactText(
  result: Result,
  service: ServiceResult,
  field: string | null,
): { text: string } | { why: string } | null {
  const first = service.windows[0];
  const last = service.windows.at(-1);
  switch (field) {
    case 'first':
      return first === undefined
        ? { why: 'the service has no impact' }
        : { text: momentText(result, first.from) };
    case 'recovered':
      if (last === undefined) return { why: 'the service has no impact' };
      return last.to === null
        ? { why: 'the run ends before the service recovers' }
        : { text: momentText(result, last.to) };
    case 'duration': {
      if (last?.to === null) return { why: 'the run ends before the service recovers' };
      const total = service.windows.reduce(
        (sum, window) => sum + (window.to ?? window.from) - window.from,
        0,
      );
      return { text: humanDuration(total) };
    }
    case 'worst':
      return { text: percent(service.worstErrorRate) };
    case 'failed':
      return { text: count(service.failed) };
    case 'budget':
      return service.budget === null
        ? { why: 'the service has no `slo`' }
        : { text: budgetText(service.budget) };
    default:
      return null;
  }
}

const MARK_FIELDS = ['at', 'residual'] as const;

/**
 * A mark's basis, and how to word it. A mark based on an observed time counts as observed only if it's at that time.
 */
function markOrigin({ basis, residual }: MarkResult): [Basis, string] {
  if (basis === 'fit') return ['estimated', 'estimated (fitted)'];
  if (basis === 'computed') return ['simulated', 'simulated'];
  return residual === 0
    ? ['observed', 'observed (input)']
    : ['simulated', 'simulated, following from an observed time'];
}

function markValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const names = run.marks.map((one) => one.id);
  const mark = run.marks.find((one) => one.id === path.name);
  if (mark === undefined) return unknown(span, 'mark', path.name, names);
  const [basis, word] = markOrigin(mark);
  const give = (text: string): Found => ({
    value: { text, basis, origin: originOf(word, result, run) },
  });
  if (path.field === 'residual') {
    if (mark.residual !== null) return give(signedDuration(mark.residual));
    return noValue(
      path,
      span,
      mark.observed === null ? 'there is no observed fact to compare it with' : "it didn't happen",
    );
  }
  if (path.field !== 'at') return unknown(span, 'mark field', path.field ?? '', MARK_FIELDS);
  if (mark.at !== null) return give(momentText(result, mark.at));
  return give(mark.status === 'never' ? 'never' : 'not by the end of the run');
}

function finalValue(run: Run, path: CitePath, span: Span): Found {
  if (!Object.hasOwn(run.final, path.name)) {
    return unknown(span, 'state variable', path.name, Object.keys(run.final));
  }
  const text = valueText(run.final[path.name]!);
  return {
    value: {
      text,
      basis: 'simulated',
      origin: `simulated: state at the end of the ${runName(run)}, seed ${run.seed}`,
    },
  };
}

function simulated(result: Result, run: Run, text: string): Found {
  return { value: { text, basis: 'simulated', origin: originOf('simulated', result, run) } };
}

function originOf(word: string, result: Result, run: Run): string {
  return `${word}: scenario ${result.scenario}, ${runName(run)}, seed ${run.seed}`;
}

/** A time for prose, with the precision of the views. Seconds that are 0 are left out. */
function momentText(result: Result, t: Micros): string {
  const second = labelPrecision(result) === 'second' && result.clock !== null;
  return second
    ? timesOf(result).say(Math.round(t / SECOND) * SECOND, 'minute')
    : timesOf(result).say(t, result.clock === null ? undefined : 'minute');
}

function measureText(value: number, { type }: MeasureSeries): string {
  return type === 'duration' ? humanDuration(value) : plainNumber(value);
}

function valueText(value: Json): string {
  return typeof value === 'number' && Number.isInteger(value) ? count(value) : formatValue(value);
}

function unknown(span: Span, what: string, name: string, known: readonly string[]): Found {
  return { finding: say.unknownValue(span, what, name, nearest(name, known), known) };
}

function noValue(path: CitePath, span: Span, why: string): Found {
  return { finding: say.noValue(span, written(path), why) };
}

/** A path as authors write it. */
function written(path: CitePath): string {
  const variant = path.variant === 'base' ? '' : `#${path.variant}`;
  return [`${path.scenario}${variant}`, path.kind, path.name, path.field].filter((p) => p !== null).join('.');
}
