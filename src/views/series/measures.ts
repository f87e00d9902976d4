import type { MeasureSeries, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { durationAxis, keyItem, plainNumber, utcWords, valueAxis } from '../drawing/chart.ts';
import { figure, origin, runName, sentence, type ViewOptions, viewId } from '../markup/figure.ts';
import { html } from '../markup/html.ts';
import { basisShape } from '../markup/provenance.ts';
import { factsById, recoveryWords } from '../trace/moments.ts';
import { countOf } from '../words/number-format.ts';
import { labelPrecision, precisionOf, type Times, timesOf } from '../words/time-format.ts';
import { seriesPanel, type TimePanel } from './series-panel.ts';
import { timeKey } from './service-views.ts';

/** The measures that the scenario names, each with the marks and facts that speak of it. */
export function measures(result: Result, run: Run, options: ViewOptions = {}): string {
  const times = timesOf(result);
  const id = viewId('measures', result, run, options);
  const panels = run.measures.map((measure, i) => ({
    ...panelOf(result, run, measure, times),
    id: `${id}-${i}`,
  }));
  const kinds = new Set(panels.flatMap(({ signs }) => signs.map(({ symbol }) => symbol)));
  const key = [
    kinds.has('diamond2') &&
      keyItem('observed', basisShape('observed', 11, 10, 5), 'observed, from the record'),
    kinds.has('circle') && keyItem('simulated', basisShape('simulated', 11, 10, 5), 'mark of the run'),
    panels.some(({ intervals }) => intervals.length > 0) &&
      keyItem(
        'stretch',
        html`<rect x="1" y="3" width="20" height="14"/>`,
        'time of which the record tells a state',
      ),
  ].filter((item) => item !== false);
  const body = html`${panels.map((panel) => seriesPanel(result, run, panel))}
${timeKey(run, false, key)}
${origin(result, run)}`;
  const caption = html`${sentence(`${countOf(run.measures.length, 'measure')} of the ${runName(run)}, each with the condition of the steady state, the marks and the facts of the record that speak of it.`)}${sentence(utcWords(times, 0, run.ended.at))}`;
  return figure('measures', `${result.title}: measures`, caption, body).toString();
}

function panelOf(result: Result, run: Run, measure: MeasureSeries, times: Times): Omit<TimePanel, 'id'> {
  const { name, is, window, every, values } = measure;
  const level = steadyLevel(run, name);
  const length = measure.type === 'duration';
  const write = length ? humanDuration : plainNumber;
  const about = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, '')}(?!\\w)`);
  return {
    title: name,
    summary: measureNews(measure, run, result, write),
    every,
    first: every,
    stamp: every,
    rowsMean: `Values of ${is} over the ${humanDuration(window)} before the given time.`,
    series: [
      {
        name: 'measure',
        label: '',
        head: name,
        csv: name,
        values,
        area: false,
        coarse: 'mean' as const,
      },
    ],
    unit: is,
    axis: length ? durationAxis : valueAxis,
    log: false,
    write,
    levels:
      level === null
        ? []
        : [{ name: 'threshold', at: level, label: `steady state: ${run.recovery!.steadyState}` }],
    bars: [],
    signs: signsOf(result, run, about, times),
    intervals: run.facts
      .filter(({ shows, variant }) => about.test(shows) && variant === run.variant)
      .map(({ from, to, id, verdict }) => ({ from, to, text: `${id} ${verdict}` })),
  };
}

/** The value that a steady state of the plain form `measure >= 70.0` asks for; null for any other form. */
function steadyLevel(run: Run, name: string): number | null {
  const match = /^\s*([A-Za-z_]\w*)\s*(?:>=|>|<=|<)\s*(\d+(?:\.\d+)?)\s*$/.exec(
    run.recovery?.steadyState ?? '',
  );
  return match?.[1] === name ? Number(match[2]) : null;
}

function signsOf(result: Result, run: Run, about: RegExp, times: Times): TimePanel['signs'] {
  const facts = factsById(result);
  return run.marks
    .filter((mark) => about.test(mark.is))
    .flatMap((mark) => {
      const fact = facts.get(mark.observed ?? '');
      const precision = labelPrecision(result);
      return [
        ...(mark.at === null
          ? []
          : [
              {
                name: 'simulated',
                symbol: 'circle' as const,
                at: mark.at,
                text: `${mark.id} ${times.say(mark.at, precision)}`,
              },
            ]),
        ...(fact === undefined
          ? []
          : [
              {
                name: 'observed',
                symbol: 'diamond2' as const,
                at: fact.t,
                text: `observed ${times.say(fact.t, precisionOf(fact.at))}`,
              },
            ]),
      ];
    });
}

function measureNews(
  measure: MeasureSeries,
  run: Run,
  result: Result,
  write: (value: number) => string,
): string {
  const { values, every, least, greatest, last } = measure;
  if (least === null || greatest === null) return 'It never has a value.';
  const times = timesOf(result);
  const precision = labelPrecision(result);
  // The extremes may lie between two of the values that are kept.
  const when = (wanted: number) => {
    const k = values.indexOf(wanted);
    return k < 0 ? '' : ` (first at ${times.say((k + 1) * every, precision)})`;
  };
  const end = last === null ? 'no value' : write(last);
  const range =
    least === greatest
      ? `Always ${write(least)}.`
      : `Between ${write(least)}${when(least)} and ${write(greatest)}${when(greatest)}; ${end} at the end.`;
  const { recovery } = run;
  if (recovery === null || steadyLevel(run, measure.name) === null || recovery.trigger === null) return range;
  return `${range} ${recoveryWords(run, times, precision)}`;
}
