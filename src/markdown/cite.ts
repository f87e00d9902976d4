import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type {
  Basis,
  Distribution,
  Json,
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
import { fitCounts } from '../views/tables/fit.ts';
import { signedDuration } from '../views/trace/moments.ts';
import { count, formatValue, percent } from '../views/words/number-format.ts';
import { timesOf } from '../views/words/time-format.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';

/** The parts of `scenario#variant.kind.name.field`; for a search, of `scenario.explore.variant.field` too. */
interface CitePath {
  scenario: string;
  variant: string;
  kind: (typeof KINDS)[number];
  /** What is cited; of a search, recovery or fit the field itself. */
  name: string;
  /** Of a service, mark or measure, and of what a sweep spreads; else null. */
  field: string | null;
}

const KINDS = [
  'impact',
  'marks',
  'const',
  'final',
  'explore',
  'measures',
  'recovery',
  'facts',
  'sweep',
  'draws',
  'fit',
] as const;

/** A value of a Result as prose shows it. */
export interface CitedValue {
  text: string;
  basis: Basis;
  /** The basis in closer words, with scenario and run. */
  origin: string;
}

type Found = { value: CitedValue; finding?: undefined } | { value?: undefined; finding: Diagnostic };

const PATH = new RegExp(`^([\\w-]+)(?:#([\\w-]+))?\\.(${KINDS.join('|')})\\.([\\w-]+)(?:\\.([\\w.-]+))?$`);
const WITH_FIELD: readonly CitePath['kind'][] = ['impact', 'marks', 'measures'];
/** Of these a field may stand there or not: `sweep.runs`, `sweep.marks.recovered.p95`. */
const FREE: readonly CitePath['kind'][] = ['sweep', 'draws'];

/** Takes what stands behind `sim:` apart. Null if it is no such path. */
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
  const free = FREE.includes(kind);
  if (!free && (wantsField !== (field !== null) || field?.includes('.') === true)) return null;
  return { scenario: m[1]!, variant: m[2] ?? 'base', kind, name: m[4]!, field };
}

/** A path as an author writes it. */
function written(path: CitePath): string {
  const variant = path.variant === 'base' ? '' : `#${path.variant}`;
  return [`${path.scenario}${variant}`, path.kind, path.name, path.field].filter((p) => p !== null).join('.');
}

/** The path as written, and where a simulated value comes from in words. */
interface Origins {
  readonly written: string;
  readonly simulated: string;
}

const MEASURE_FIELDS = ['last', 'least', 'greatest'] as const;
const RECOVERY_FIELDS = ['verdict', 'at', 'after'] as const;
const SPREAD_FIELDS = ['n', 'least', 'p5', 'p25', 'p50', 'p75', 'p95', 'greatest'] as const;
const SWEEP_PARTS = [
  'runs',
  'metastable',
  'recovery',
  'marks',
  'facts',
  'impact',
  'failed',
  'worst',
  'measures',
] as const;

/** A value of what one run measured: `measures`, `recovery`, `facts` and `fit`. */
function measuredValue(result: Result, run: Run, path: CitePath, span: Span, origins: Origins): Found {
  const give = (text: string): Found => ({
    value: { text, basis: 'simulated', origin: origins.simulated },
  });
  const none = (why: string): Found => ({ finding: say.noValue(span, origins.written, why) });
  switch (path.kind) {
    case 'measures': {
      const measure = run.measures.find(({ name }) => name === path.name);
      const names = run.measures.map(({ name }) => name);
      if (measure === undefined) return unknownMeasured(span, 'measure', path.name, names);
      const field = MEASURE_FIELDS.find((one) => one === path.field);
      if (field === undefined)
        return unknownMeasured(span, 'field of a measure', path.field ?? '', MEASURE_FIELDS);
      const value = measure[field];
      return value === null ? none('the measure has no value') : give(numberText(value, measure));
    }
    case 'recovery':
      return recoveryValue(result, run, path, span, give, none);
    case 'facts': {
      const fact = run.facts.find(({ id }) => id === path.name);
      const ids = run.facts.map(({ id }) => id);
      if (fact === undefined) return unknownMeasured(span, 'fact that shows something', path.name, ids);
      return give(fact.verdict === 'agrees' ? 'agrees with the record' : 'does not agree with the record');
    }
    default: {
      const counts = new Map(Object.entries(fitCounts(result)));
      const found = counts.get(path.name);
      return found === undefined
        ? unknownMeasured(span, 'count of a fit', path.name, [...counts.keys()])
        : give(count(found));
    }
  }
}

function recoveryValue(
  result: Result,
  { recovery }: Run,
  path: CitePath,
  span: Span,
  give: (text: string) => Found,
  none: (why: string) => Found,
): Found {
  if (recovery === null) return none('the scenario names no `steady_state`');
  const { metastable, recoveredAt, recoveredAfter } = recovery;
  switch (path.name) {
    case 'verdict':
      if (metastable) return give('metastable');
      return give(recoveredAt === null ? 'not recovered by the end of the run' : 'recovered');
    case 'at':
      return recoveredAt === null
        ? none('the run does not recover')
        : give(measuredMoment(result, recoveredAt));
    case 'after':
      return recoveredAfter === null ? none('the run does not recover') : give(humanDuration(recoveredAfter));
    default:
      return unknownMeasured(span, 'field of a recovery', path.name, RECOVERY_FIELDS);
  }
}

/** A value of many runs: `sweep` over random numbers, `draws` over drawn constants. */
function sweptValue(result: Result, path: CitePath, span: Span, origins: Origins): Found {
  const kind = path.kind === 'draws' ? 'draws' : 'seeds';
  const sweep = result.sweeps.find((one) => one.variant === path.variant && one.kind === kind);
  if (sweep === undefined) {
    const key = kind === 'draws' ? 'draws' : 'runs';
    return { finding: say.noValue(span, origins.written, `the scenario asks for no \`simulate.${key}\``) };
  }
  const over = kind === 'draws' ? 'joint draws of constants' : 'runs';
  const origin = `${origins.simulated.replace(/, seed \d+$/, '')}, ${count(sweep.runs)} ${over} from seed ${sweep.seed}`;
  const text = sweptText(result, sweep, path, span);
  if (typeof text !== 'string') {
    return text ?? { finding: say.noValue(span, origins.written, 'no run has a value') };
  }
  return { value: { text, basis: 'simulated', origin } };
}

/** The text, a finding, or null where no run has a value. */
function sweptText(result: Result, sweep: Sweep, path: CitePath, span: Span): string | Found | null {
  const [name = '', ...rest] = path.field?.split('.') ?? [];
  const at = (value: number): string => measuredMoment(result, value);
  switch (path.name) {
    case 'runs':
      return count(sweep.runs);
    case 'metastable':
      return sweep.metastable === null ? null : count(sweep.metastable);
    case 'recovery':
      return sweep.recoveredAfter === null ? null : spread(sweep.recoveredAfter, name, humanDuration, span);
    case 'marks': {
      const mark = sweep.marks.find(({ id }) => id === name);
      const ids = sweep.marks.map(({ id }) => id);
      if (mark === undefined) return unknownMeasured(span, 'mark', name, ids);
      if (rest[0] === 'happened') return count(mark.happened);
      if (rest[0] === 'within') return mark.within === null ? null : count(mark.within);
      return spread(mark.at, rest[0] ?? '', at, span);
    }
    case 'facts': {
      const fact = sweep.facts.find(({ id }) => id === name);
      const ids = sweep.facts.map(({ id }) => id);
      return fact === undefined
        ? unknownMeasured(span, 'fact that shows something', name, ids)
        : count(fact.agree);
    }
    case 'measures': {
      const measure = sweep.measures.find((one) => one.name === name);
      const names = sweep.measures.map((one) => one.name);
      if (measure === undefined) return unknownMeasured(span, 'measure', name, names);
      const field = MEASURE_FIELDS.find((one) => one === rest[0]);
      if (field === undefined)
        return unknownMeasured(span, 'field of a measure', rest[0] ?? '', MEASURE_FIELDS);
      const series = result.runs[0]?.measures.find((one) => one.name === name);
      const write = (value: number): string =>
        series === undefined ? count(value) : numberText(value, series);
      return spread(measure[field], rest[1] ?? '', write, span);
    }
    case 'impact':
    case 'failed':
    case 'worst': {
      const service = sweep.services.find((one) => one.service === name);
      const names = sweep.services.map((one) => one.service);
      if (service === undefined) return unknownMeasured(span, 'service', name, names);
      if (path.name === 'impact') return spread(service.impact, rest[0] ?? '', humanDuration, span);
      if (path.name === 'failed') return spread(service.failed, rest[0] ?? '', count, span);
      return spread(service.worstErrorRate, rest[0] ?? '', percent, span);
    }
    default:
      return unknownMeasured(span, 'part of a sweep', path.name, SWEEP_PARTS);
  }
}

function spread(
  distribution: Distribution,
  field: string,
  write: (value: number) => string,
  span: Span,
): string | Found | null {
  const known = SPREAD_FIELDS.find((one) => one === field);
  if (known === undefined) return unknownMeasured(span, 'field of a spread', field, SPREAD_FIELDS);
  const value = distribution[known];
  if (value === null) return null;
  return known === 'n' ? count(value) : write(value);
}

function numberText(value: number, { type }: MeasureSeries): string {
  if (type === 'duration') return humanDuration(value);
  return Math.abs(value) >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** A measuredMoment for prose: to the second, since no record is finer. */
function measuredMoment(result: Result, t: Micros): string {
  return timesOf(result).say(Math.round(t / SECOND) * SECOND, 'minute');
}

function unknownMeasured(span: Span, what: string, name: string, known: readonly string[]): Found {
  return { finding: say.unknownValue(span, what, name, nearest(name, known), known) };
}

const IMPACT_FIELDS = ['first', 'recovered', 'duration', 'worst', 'failed', 'budget'] as const;
const MARK_FIELDS = ['at', 'residual'] as const;
const SEARCH_FIELDS = ['verdict', 'property', 'steps', 'states', 'transitions', 'depth'] as const;

/** The value that a path names, written for prose, or why there is none. The path's scenario is `result`'s. */
export function citedValue(result: Result, path: CitePath, span: Span): Found {
  const variants = variantNames(result);
  if (!variants.includes(path.variant)) {
    const known = variants.filter((name) => name !== 'base');
    return { finding: say.unknownVariant(span, path.variant, nearest(path.variant, known), known) };
  }
  if (path.kind === 'const') return constantValue(result, path, span);
  if (path.kind === 'explore') return searchValue(result, path, span);
  const run = findRun(result, path.variant);
  if (run === null) {
    return { finding: say.noValue(span, written(path), 'the scenario says no `until`, so nothing runs') };
  }
  switch (path.kind) {
    case 'measures':
    case 'recovery':
    case 'facts':
    case 'fit':
      return measuredValue(result, run, path, span, origins(result, run, path));
    case 'sweep':
    case 'draws':
      return sweptValue(result, path, span, origins(result, run, path));
    case 'impact':
      return impactValue(result, run, path, span);
    case 'marks':
      return markValue(result, run, path, span);
    case 'final':
      return finalValue(run, path, span);
  }
}

function searchValue(result: Result, path: CitePath, span: Span): Found {
  const exploration = findExploration(result, path.variant);
  if (exploration === null) {
    return { finding: say.noValue(span, written(path), 'the scenario asks for no search') };
  }
  const field = SEARCH_FIELDS.find((name) => name === path.name);
  if (field === undefined) return unknown(span, 'field of a search', path.name, SEARCH_FIELDS);
  const value = exploration[field];
  if (value === null) return { finding: say.noValue(span, written(path), 'nothing is violated') };
  return {
    value: {
      text: typeof value === 'number' ? count(value) : value,
      basis: 'simulated',
      origin: `simulated (explored): scenario ${result.scenario}, ${explorationName(exploration)}, every interleaving`,
    },
  };
}

function impactValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const names = run.services.map((one) => one.service);
  const service = run.services.find((one) => one.service === path.name);
  if (service === undefined) return unknown(span, 'service', path.name, names);
  const given = impactText(result, service, path.field);
  if (given === null) return unknown(span, 'field of an impact', path.field ?? '', IMPACT_FIELDS);
  return 'why' in given
    ? { finding: say.noValue(span, written(path), given.why) }
    : simulated(result, run, given.text);
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
        ? { why: 'the service meets no impact' }
        : { text: moment(result, first.from) };
    case 'recovered':
      if (last === undefined) return { why: 'the service meets no impact' };
      return last.to === null
        ? { why: 'the run ends before the service recovers' }
        : { text: moment(result, last.to) };
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
      return { text: count(service.windows.reduce((sum, window) => sum + window.failed, 0)) };
    case 'budget':
      return service.budget === null
        ? { why: 'the service states no `slo`' }
        : { text: percent(service.budget) };
    default:
      return null;
  }
}

function markValue(result: Result, run: Run, path: CitePath, span: Span): Found {
  const names = run.marks.map((one) => one.id);
  const mark = run.marks.find((one) => one.id === path.name);
  if (mark === undefined) return unknown(span, 'mark', path.name, names);
  const basis = { prediction: 'simulated', input: 'observed', fit: 'estimated' } as const;
  const word = { prediction: 'simulated', input: 'observed (input)', fit: 'estimated (fitted)' } as const;
  const give = (text: string): Found => ({
    value: { text, basis: basis[mark.basis], origin: originOf(word[mark.basis], result, run) },
  });
  if (path.field === 'residual') {
    if (mark.residual !== null) return give(signedDuration(mark.residual));
    const why = mark.observed === null ? 'the record has nothing to compare it with' : 'it did not happen';
    return { finding: say.noValue(span, written(path), why) };
  }
  if (path.field !== 'at') return unknown(span, 'field of a mark', path.field ?? '', MARK_FIELDS);
  if (mark.at !== null) return give(moment(result, mark.at));
  return give(mark.status === 'never' ? 'never' : 'not before the end of the run');
}

function constantValue(result: Result, path: CitePath, span: Span): Found {
  const names = result.constants.map((one) => one.name);
  const constant = result.constants.find((one) => one.name === path.name);
  if (constant === undefined) return unknown(span, 'constant', path.name, names);
  if (path.variant !== 'base') {
    return { finding: say.noValue(span, written(path), 'constants are those of the base run') };
  }
  const basis = { assumed: 'assumed', sourced: 'observed', fitted: 'estimated' } as const;
  const word = { assumed: 'assumed', sourced: 'observed (sourced)', fitted: 'estimated (fitted)' } as const;
  return {
    value: {
      text: valueText(constant.value, constant.type),
      basis: basis[constant.basis],
      origin: `${word[constant.basis]}: constant of scenario ${result.scenario}`,
    },
  };
}

function finalValue(run: Run, path: CitePath, span: Span): Found {
  if (!Object.hasOwn(run.final, path.name)) {
    return unknown(span, 'final state', path.name, Object.keys(run.final));
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

function origins(result: Result, run: Run, path: CitePath): Origins {
  return { written: written(path), simulated: originOf('simulated', result, run) };
}

function simulated(result: Result, run: Run, text: string): Found {
  return { value: { text, basis: 'simulated', origin: originOf('simulated', result, run) } };
}

function originOf(word: string, result: Result, run: Run): string {
  return `${word}: scenario ${result.scenario}, ${runName(run)}, seed ${run.seed}`;
}

/** A moment for prose: to the second, since no record is finer. */
function moment(result: Result, t: Micros): string {
  return timesOf(result).say(Math.round(t / SECOND) * SECOND, 'minute');
}

function valueText(value: Json, type?: string): string {
  if (type === 'duration' && typeof value === 'number') return humanDuration(value);
  return typeof value === 'number' && Number.isInteger(value) ? count(value) : formatValue(value, type);
}

function unknown(span: Span, what: string, name: string, known: readonly string[]): Found {
  return { finding: say.unknownValue(span, what, name, nearest(name, known), known) };
}
