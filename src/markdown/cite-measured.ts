import type { Span } from '../diagnostic/diagnostic.ts';
import type { Micros, Result, Run } from '../result.ts';
import type { MeasureSeries } from '../result-services.ts';
import type { Distribution, Sweep } from '../result-sweep.ts';
import { humanDuration, SECOND } from '../time/duration.ts';
import { fitCounts } from '../views/fit-counts.ts';
import { count, percent } from '../views/number-format.ts';
import { timesOf } from '../views/time-format.ts';
import { nearest } from '../yaml/suggest.ts';
import type { CitePath, Found } from './cite-path.ts';
import * as say from './diagnostics.ts';

/** The path as written, and where a simulated value comes from in words. */
export interface Origins {
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
export function measuredValue(result: Result, run: Run, path: CitePath, span: Span, origins: Origins): Found {
  const give = (text: string): Found => ({
    value: { text, basis: 'simulated', origin: origins.simulated },
  });
  const none = (why: string): Found => ({ finding: say.noValue(span, origins.written, why) });
  switch (path.kind) {
    case 'measures': {
      const measure = run.measures.find(({ name }) => name === path.name);
      const names = run.measures.map(({ name }) => name);
      if (measure === undefined) return unknown(span, 'measure', path.name, names);
      const field = MEASURE_FIELDS.find((one) => one === path.field);
      if (field === undefined) return unknown(span, 'field of a measure', path.field ?? '', MEASURE_FIELDS);
      const value = measure[field];
      return value === null ? none('the measure has no value') : give(numberText(value, measure));
    }
    case 'recovery':
      return recoveryValue(result, run, path, span, give, none);
    case 'facts': {
      const fact = run.facts.find(({ id }) => id === path.name);
      const ids = run.facts.map(({ id }) => id);
      if (fact === undefined) return unknown(span, 'fact that shows something', path.name, ids);
      return give(fact.verdict === 'agrees' ? 'agrees with the record' : 'does not agree with the record');
    }
    default: {
      const counts = new Map(Object.entries(fitCounts(result)));
      const found = counts.get(path.name);
      return found === undefined
        ? unknown(span, 'count of a fit', path.name, [...counts.keys()])
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
      return recoveredAt === null ? none('the run does not recover') : give(moment(result, recoveredAt));
    case 'after':
      return recoveredAfter === null ? none('the run does not recover') : give(humanDuration(recoveredAfter));
    default:
      return unknown(span, 'field of a recovery', path.name, RECOVERY_FIELDS);
  }
}

/** A value of many runs: `sweep` over random numbers, `draws` over drawn constants. */
export function sweptValue(result: Result, path: CitePath, span: Span, origins: Origins): Found {
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
  const at = (value: number): string => moment(result, value);
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
      if (mark === undefined) return unknown(span, 'mark', name, ids);
      if (rest[0] === 'happened') return count(mark.happened);
      if (rest[0] === 'within') return mark.within === null ? null : count(mark.within);
      return spread(mark.at, rest[0] ?? '', at, span);
    }
    case 'facts': {
      const fact = sweep.facts.find(({ id }) => id === name);
      const ids = sweep.facts.map(({ id }) => id);
      return fact === undefined ? unknown(span, 'fact that shows something', name, ids) : count(fact.agree);
    }
    case 'measures': {
      const measure = sweep.measures.find((one) => one.name === name);
      const names = sweep.measures.map((one) => one.name);
      if (measure === undefined) return unknown(span, 'measure', name, names);
      const field = MEASURE_FIELDS.find((one) => one === rest[0]);
      if (field === undefined) return unknown(span, 'field of a measure', rest[0] ?? '', MEASURE_FIELDS);
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
      if (service === undefined) return unknown(span, 'service', name, names);
      if (path.name === 'impact') return spread(service.impact, rest[0] ?? '', humanDuration, span);
      if (path.name === 'failed') return spread(service.failed, rest[0] ?? '', count, span);
      return spread(service.worstErrorRate, rest[0] ?? '', percent, span);
    }
    default:
      return unknown(span, 'part of a sweep', path.name, SWEEP_PARTS);
  }
}

function spread(
  distribution: Distribution,
  field: string,
  write: (value: number) => string,
  span: Span,
): string | Found | null {
  const known = SPREAD_FIELDS.find((one) => one === field);
  if (known === undefined) return unknown(span, 'field of a spread', field, SPREAD_FIELDS);
  const value = distribution[known];
  if (value === null) return null;
  return known === 'n' ? count(value) : write(value);
}

function numberText(value: number, { type }: MeasureSeries): string {
  if (type === 'duration') return humanDuration(value);
  return Math.abs(value) >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** A moment for prose: to the second, since no record is finer. */
function moment(result: Result, t: Micros): string {
  return timesOf(result).say(Math.round(t / SECOND) * SECOND, 'minute');
}

function unknown(span: Span, what: string, name: string, known: readonly string[]): Found {
  return { finding: say.unknownValue(span, what, name, nearest(name, known), known) };
}
