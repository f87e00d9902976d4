import type { Span } from '../diagnostic/diagnostic.ts';
import type { Json, Micros, Result, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { humanDuration, SECOND } from '../time/duration.ts';
import { explorationName, findExploration } from '../views/exploration.ts';
import { findRun, runName, variantNames } from '../views/figure.ts';
import { signedDuration } from '../views/moments.ts';
import { count, formatValue, percent } from '../views/number-format.ts';
import { timesOf } from '../views/time-format.ts';
import { nearest } from '../yaml/suggest.ts';
import { measuredValue, type Origins, sweptValue } from './cite-measured.ts';
import { type CitePath, type Found, written } from './cite-path.ts';
import * as say from './diagnostics.ts';

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
