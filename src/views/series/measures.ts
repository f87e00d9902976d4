import type { MeasureSeries, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { durationAxis, keyItem, utcWords, valueAxis } from '../drawing/chart.ts';
import { disclosure, figure, origin, runName, sentence, type ViewOptions, viewId } from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { basisShape } from '../markup/provenance.ts';
import { factsById, recoveryWords } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { countOf, plainNumber } from '../words/number-format.ts';
import { sayObserved, type Times, timesOf } from '../words/time-format.ts';
import { csvOf, seriesPanel, type TimePanel } from './series-panel.ts';
import { timeKey } from './service-views.ts';

/**
 * If there are more charts than this, all but the first are collapsed and drawn smaller, since few readers need them.
 */
const MOST_OPEN = 2;

/** A chart for each measure, with the marks and facts that refer to it. */
export function measures(result: Result, run: Run, options: ViewOptions = {}): string {
  const times = timesOf(result);
  const id = viewId('measures', result, run, options);
  const panels = run.measures.map((measure, i) => ({
    ...panelOf(result, run, measure, times),
    id: `${id}-${i}`,
  }));
  const kinds = new Set(panels.flatMap(({ signs }) => signs.map(({ symbol }) => symbol)));
  const key = [
    kinds.has('diamond2') && keyItem('observed', basisShape('observed', 11, 10, 5), 'observed fact'),
    kinds.has('circle') && keyItem('simulated', basisShape('simulated', 11, 10, 5), 'mark'),
    panels.some(({ intervals }) => intervals.length > 0) &&
      keyItem('interval', html`<rect x="1" y="3" width="20" height="14"/>`, 'observed period'),
  ].filter((item) => item !== false);
  const shown = panels.length <= MOST_OPEN ? MOST_OPEN : 1;
  const [open, folded] = [panels.slice(0, shown), panels.slice(shown)];
  const body = html`${open.map((panel) => seriesPanel(result, run, panel))}
${
  folded.length > 0 &&
  disclosure(
    countOf(folded.length, 'more measure'),
    html`${folded.map((panel) => seriesPanel(result, run, panel, 'small'))}
${csvLinks(result, run, folded)}`,
  )
}
${timeKey(run, false, key)}
${origin(result, run)}`;
  const caption = html`${sentence(`${countOf(run.measures.length, 'measure')} of the ${runName(run)}, with related marks and observed facts.`)}${sentence(utcWords(times, 0, run.ended.at))}`;
  return figure('measures', `${result.title}: measures`, caption, body).toString();
}

/** The data of several charts: one file for those with the same times. */
function csvLinks(result: Result, run: Run, panels: readonly TimePanel[]): Html {
  const intervals = [...new Set(panels.map(({ every }) => every))];
  const links = intervals.map((interval) => {
    const alike = panels.filter(({ every }) => every === interval);
    return csvOf(result, alike, `measures, ${runName(run)}`);
  });
  return html`<p class="hc-note">${links.map((link) => html`${link} `)}</p>`;
}

function panelOf(result: Result, run: Run, measure: MeasureSeries, times: Times): Omit<TimePanel, 'id'> {
  const { name, is, window, every, values } = measure;
  const level = steadyLevel(run, name);
  const length = measure.type === 'duration';
  const write = length ? humanDuration : plainNumber;
  const about = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, '')}(?!\\w)`);
  return {
    title: plainName(name),
    name,
    summary: measureSummary(measure, run, result, write),
    every,
    first: every,
    stamp: every,
    rowsMean: `Each value shows ${is} over the ${humanDuration(window)} before the given time.`,
    series: [
      {
        name: 'measure',
        label: '',
        head: plainName(name),
        csv: name,
        values,
        area: false,
        combine: 'mean' as const,
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

/** The threshold in a steady state of the form `measure >= 70.0`; null for any other form. */
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
      return [
        ...(mark.at === null
          ? []
          : [
              {
                name: 'simulated',
                symbol: 'circle' as const,
                at: mark.at,
                text: `${plainName(mark.id)} ${times.say(mark.at)}`,
              },
            ]),
        ...(fact === undefined
          ? []
          : [
              {
                name: 'observed',
                symbol: 'diamond2' as const,
                at: fact.t,
                text: `observed ${sayObserved(times, fact)}`,
              },
            ]),
      ];
    });
}

function measureSummary(
  measure: MeasureSeries,
  run: Run,
  result: Result,
  write: (value: number) => string,
): string {
  const { values, every, least, greatest, last } = measure;
  if (least === null || greatest === null) return 'Undefined throughout the run.';
  const times = timesOf(result);
  // The extremes can fall between two sampled values.
  const when = (wanted: number) => {
    const k = values.indexOf(wanted);
    return k < 0 ? '' : ` (at ${times.say((k + 1) * every)})`;
  };
  const end = last === null ? 'undefined at the end' : `${write(last)} at the end`;
  const range =
    least === greatest
      ? `Constant at ${write(least)}.`
      : `Ranges from ${write(least)}${when(least)} to ${write(greatest)}${when(greatest)}; ${end}.`;
  const { recovery } = run;
  if (recovery === null || steadyLevel(run, measure.name) === null || recovery.trigger === null) return range;
  return `${range} ${recoveryWords(run, times)}`;
}
