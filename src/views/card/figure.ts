import type { CARD_VIEWS } from '../../result/card.ts';
import type { CurveResult, Result, Run, ServiceSeries } from '../../result.ts';
import { type Html, html } from '../markup/html.ts';
import { findExploration } from '../search/exploration.ts';
import { curveChart } from '../series/curves.ts';
import { plainName } from '../words/names.ts';
import { listed, sentenceCase } from '../words/number-format.ts';
import { counterexampleLanes } from './lanes.ts';
import { linesChart, type RunLine } from './lines.ts';
import { observedTracks } from './observed-track.ts';
import { shownQuantities } from './rows.ts';
import { bestOf, worstOf } from './title.ts';

/** A card's figure, and why the figure that the author chose can't be drawn. Each is null if there's none. */
export type CardFigure = { readonly figure: Html | null; readonly nothing: string | null };

type SeriesView = Exclude<(typeof CARD_VIEWS)[number], 'counterexample' | 'fit'>;

/** What a chart of a service shows. */
const SERIES: Readonly<
  Record<
    SeriesView,
    { of: (series: ServiceSeries) => readonly (number | null)[]; words: string; isDuration: boolean }
  >
> = {
  load: { of: ({ offered }) => offered, words: 'attempts per second', isDuration: false },
  latency: { of: ({ p99 }) => p99, words: 'latency, 99th percentile', isDuration: true },
  backlog: { of: ({ queue }) => queue, words: 'waiting attempts', isDuration: false },
  errors: { of: ({ errors }) => errors, words: 'failed requests per second', isDuration: false },
};

/**
 * The figure of a card: the author's choice, or else the counterexample, the first measure that variants change, the
 * first measure with an observed series, or the comparison with the observed timeline.
 *
 * @param rows names of the variants in the card's rows
 */
export function cardFigure(result: Result, rows: readonly string[]): CardFigure {
  const chosen = result.card?.figure;
  if (chosen !== undefined) {
    const figure = chosenFigure(result, chosen, rows);
    return { figure, nothing: figure === null ? `the result has nothing to draw for ${chosen}` : null };
  }
  const [base] = result.runs;
  const figure =
    lanesOf(result) ??
    (base === undefined ? null : (changedMeasure(result, base, rows) ?? fitOf(result, base)));
  return { figure, nothing: null };
}

function chosenFigure(result: Result, name: string, rows: readonly string[]): Html | null {
  const [base] = result.runs;
  if (name === 'counterexample') return lanesOf(result);
  if (base === undefined) return null;
  if (name === 'fit') return fitOf(result, base);
  const curve = base.curves?.find(({ measure }) => measure === name);
  if (curve !== undefined) return comparedCurve(result, base, curve);
  if (Object.hasOwn(SERIES, name)) return serviceLines(result, base, SERIES[name as SeriesView], rows);
  return measureLines(result, base, name, rows);
}

/** The first observed series with its measure, or else the observed and simulated moments. */
function fitOf(result: Result, base: Run): Html | null {
  const [curve] = base.curves ?? [];
  return curve === undefined ? observedTracks(result, base) : comparedCurve(result, base, curve);
}

/** A measure of the base and the observed series, on one axis. */
function comparedCurve(result: Result, base: Run, curve: CurveResult): Html {
  const words = `${sentenceCase(plainName(curve.measure))}, observed and simulated`;
  return html`<p class="hc-card-unit">${words}</p>
${curveChart(result, base, curve, undefined, { height: { wide: 130, narrow: 120 } })}`;
}

function lanesOf(result: Result): Html | null {
  const base = findExploration(result);
  return base === null || base.trace.length === 0 ? null : counterexampleLanes(base);
}

/** The first measure whose values differ in at least one of the variants in `rows`. */
function changedMeasure(result: Result, base: Run, rows: readonly string[]): Html | null {
  const changed = base.measures.find(({ name, values }) =>
    result.runs.some((run) => {
      if (!rows.includes(run.variant)) return false;
      const other = run.measures.find((one) => one.name === name);
      return other !== undefined && JSON.stringify(other.values) !== JSON.stringify(values);
    }),
  );
  return changed === undefined ? null : measureLines(result, base, changed.name, rows);
}

function measureLines(result: Result, base: Run, name: string, rows: readonly string[]): Html | null {
  const measure = base.measures.find((one) => one.name === name);
  if (measure === undefined) return null;
  const lines = comparedRuns(result, base, rows).flatMap((run): RunLine[] => {
    const found = run.measures.find((one) => one.name === name);
    return found === undefined || isEmpty(found.values)
      ? []
      : [{ run, values: found.values, first: found.every, every: found.every }];
  });
  return drawn(result, lines, sentenceCase(plainName(name)), measure.type === 'duration');
}

function serviceLines(
  result: Result,
  base: Run,
  { of, words, isDuration }: (typeof SERIES)[SeriesView],
  rows: readonly string[],
): Html | null {
  const service = base.services.find(({ series }) => !isEmpty(of(series)));
  if (service === undefined) return null;
  const lines = comparedRuns(result, base, rows).flatMap((run): RunLine[] => {
    const series = run.services.find((one) => one.service === service.service)?.series;
    return series === undefined
      ? []
      : [{ run, values: of(series), first: series.every, every: series.every }];
  });
  return drawn(result, lines, `${sentenceCase(plainName(service.service))}: ${words}`, isDuration);
}

function drawn(result: Result, lines: readonly RunLine[], words: string, isDuration: boolean): Html | null {
  if (lines.length === 0) return null;
  const names = lines.map(({ run }) => (run.variant === 'base' ? 'as it was' : plainName(run.variant)));
  const label = `${words}, ${listed(names)}`;
  return html`<p class="hc-card-unit">${words}</p>
${linesChart(result, { label, unit: '', isDuration, lines })}`;
}

/** The base, and the worst and best variants in `rows` by their first quantity. */
function comparedRuns(result: Result, base: Run, rows: readonly string[]): Run[] {
  const others = result.runs.slice(1).filter(({ variant }) => rows.includes(variant));
  const [quantity] = shownQuantities(result, rows);
  if (quantity === undefined) return [base, ...others.slice(0, 1)];
  const best = bestOf(quantity, others, base);
  const worst = worstOf(quantity, others, base);
  return [base, best, worst].filter((run) => run !== null);
}

function isEmpty(values: readonly (number | null)[]): boolean {
  return values.every((value) => value === null || value === 0);
}
