import type { Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import {
  disclosure,
  figure,
  origin,
  runName,
  runNotes,
  sentence,
  type ViewOptions,
  viewId,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { momentsTable } from '../trace/moments.ts';
import { countOf, percent } from '../words/number-format.ts';
import { drawGutter, drawTimeline, timelineLegend } from './draw.ts';
import { layoutTimeline, SIZE, type TimelineLayout } from './layout.ts';

export interface TimelineOptions extends ViewOptions {
  /** Width of the picture in pixels with its gutter. Narrower screens scroll. */
  width?: number;
}

/** As wide as a figure beside an outline on a page of 1280 pixels, less the border. */
const WIDTH = 912;

/**
 * A run on a time axis: the record and the run's marks side by side, impact, and a lane for each participant; under it its
 * events as a table. Long gaps are taken out and marked as breaks.
 */
export function timeline(result: Result, run: Run, options: TimelineOptions = {}): string {
  const id = viewId('timeline', result, run, options);
  const layout = layoutTimeline(result, run, (options.width ?? WIDTH) - SIZE.gutter);
  const title = `${result.title}: timeline`;
  const label = `${title}, ${runName(run)}`;
  const body = html`<div class="hc-scroll hc-tl-scroll" tabindex="0" role="group" aria-label="${label}">
<div class="hc-tl">${drawGutter(layout)}${drawTimeline(layout, id, label, describe(result, run, layout))}</div>
</div>
${timelineLegend(layout)}
${runNotes(run)}
${disclosure(`The events of the timeline as a table (${runName(run)})`, momentsTable(result, run, label))}
${origin(result, run)}`;
  return figure('timeline', title, captionOf(run, layout), body).toString();
}

function captionOf(run: Run, layout: TimelineLayout): Html {
  const zone = layout.times.zone;
  const axes =
    layout.times.faces.length === 0
      ? 'Times are simulated time since the start; the scenario names no clock.'
      : zone === null
        ? 'Times are UTC.'
        : `Times on top are those of ${zone}, at the bottom UTC.`;
  const gaps =
    layout.breaks.length > 0
      ? ' Jagged breaks leave out stretches without news; their length stands above.'
      : '';
  return html`${sentence(`What the record says and what the ${runName(run)} did, on one axis.`)}${sentence(`${axes}${gaps}`)}`;
}

/** The picture in words, for those who do not see it. The table has the rest. */
function describe(result: Result, run: Run, layout: TimelineLayout): string {
  const { times, scale } = layout;
  const impact = run.services.flatMap((service) =>
    service.windows.map((window) => {
      const end =
        window.to === null
          ? 'to the end of the run'
          : `to ${times.say(window.to)}, ${humanDuration(window.to - window.from)}`;
      return `${service.service} is impacted from ${times.say(window.from)} ${end}, up to ${percent(window.worstErrorRate)} of requests fail.`;
    }),
  );
  const broken = run.trace
    .filter((event) => event.breaks.length > 0)
    .slice(0, 3)
    .map((event) => `At ${times.say(event.t)} ${event.actor} breaks ${event.breaks.join(', ')}.`);
  return [
    `From ${times.say(scale.from)} to ${times.say(scale.to)}:`,
    `${countOf(result.observed.length, 'fact')} of the record, ${countOf(layout.record.marks.length, 'mark')}`,
    `and ${countOf(run.trace.length, 'event')} of ${countOf(run.participants.length, 'participant')}.`,
    ...broken,
    ...(impact.length > 0 ? impact : run.services.length > 0 ? ['No service is impacted.'] : []),
    'A table below the picture lists them; in a long run what only repeats is left out.',
  ].join(' ');
}
