import type { Result, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { humanDuration } from '../time/duration.ts';
import { utcWords } from './chart-axis.ts';
import { figure, note, origin, runName, sentence, type ViewOptions, viewId } from './figure.ts';
import { type Html, html } from './html.ts';
import { countOf } from './number-format.ts';
import { recoveryWords } from './recovery.ts';
import { seriesPanel, type TimePanel } from './series-panel.ts';
import { labelPrecision, timesOf } from './time-format.ts';

/** Options of views that show services one below the other. */
export interface ServiceOptions extends ViewOptions {
  /** The only service that is shown; without it those that have something to show. */
  service?: string | undefined;
}

/** A view that has a chart for each service. */
export interface ServiceView {
  name: string;
  /** Behind the scenario's title. */
  title: string;
  /** How to read the charts. */
  reading: string;
  /** Whether there is something to show of a service. */
  has(service: ServiceResult): boolean;
  panel(service: ServiceResult, run: Run, result: Result): Omit<TimePanel, 'id'>;
}

/** More charts than this are no overview. */
const MOST = 6;

/** Services of a run that a view shows: those in impact first, then in the order of the text. */
export function shownServices(run: Run, view: ServiceView, only?: string): ServiceResult[] {
  const fit = run.services.filter((one) => view.has(one) && (only === undefined || one.service === only));
  return [
    ...fit.filter(({ windows }) => windows.length > 0),
    ...fit.filter(({ windows }) => windows.length === 0),
  ];
}

/** The figure of a view that has a chart for each service. */
export function serviceFigure(result: Result, run: Run, view: ServiceView, options: ServiceOptions): string {
  const services = shownServices(run, view, options.service);
  const drawn = services.slice(0, MOST);
  const id = viewId(view.name, result, run, options);
  const panels = drawn.map((service, i) =>
    seriesPanel(result, run, { ...view.panel(service, run, result), id: `${id}-${i}` }),
  );
  const left = services.slice(MOST).map(({ service }) => service);
  const body = html`${panels}
${
  left.length > 0 &&
  note(
    `Not drawn: ${left.join(', ')}. A `,
    html`<code class="hc-code">show</code>`,
    ' block with ',
    html`<code class="hc-code">service</code>`,
    ' draws one of them.',
  )
}
${timeKey(run, true)}
${origin(result, run)}`;
  const times = timesOf(result);
  const caption = html`${sentence(`${view.reading} ${countOf(drawn.length, 'service')} of the ${runName(run)}.`)}${run.recovery !== null && sentence(recoveryWords(run, times, labelPrecision(result)))}${sentence(utcWords(times, 0, run.ended.at))}`;
  return figure(view.name, `${result.title}: ${view.title}`, caption, body).toString();
}

/** What the shades and lines of a chart over time mean: only those that the run has. */
export function timeKey(run: Run, bars: boolean, more: readonly Html[] = []): Html | null {
  const steady = run.recovery?.trigger != null && run.recovery.recoveredAt !== null;
  const items = [
    run.faults.length > 0 &&
      keyItem('fault', html`<rect x="1" y="2" width="20" height="16"/>`, 'a fault lasts'),
    bars &&
      run.services.some(({ windows }) => windows.length > 0) &&
      keyItem('impact', html`<rect x="1" y="7" width="20" height="6"/>`, 'impact'),
    steady && keyItem('steady', html`<path d="M11 1V19"/>`, 'from here on the steady state holds'),
    ...more,
  ].filter((item) => item !== false);
  if (items.length === 0) return null;
  return html`<ul class="hc-legend" aria-label="Signs of the charts">${items}</ul>`;
}

/** An entry of the key of a chart. */
export function keyItem(name: string, sign: Html, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="22" height="20" viewBox="0 0 22 20" aria-hidden="true"><g class="hc-ch-key hc-ch-${name}">${sign}</g></svg>${words}</li>`;
}

/** The parts of a panel that are the same for all series of a service. */
export function ofService(
  service: ServiceResult,
): Pick<
  TimePanel,
  'title' | 'every' | 'first' | 'stamp' | 'rowsMean' | 'bars' | 'signs' | 'stretches' | 'levels' | 'log'
> {
  const { every } = service.series;
  return {
    title: service.service,
    every,
    // A value tells of a whole window: it stands in its middle.
    first: every / 2,
    stamp: 0,
    rowsMean: `Values are those of windows of ${humanDuration(every)} from the given time on.`,
    bars: service.windows,
    signs: [],
    stretches: [],
    levels: [],
    log: false,
  };
}
