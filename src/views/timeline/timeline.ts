import type { Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { conditionTitle } from '../drawing/condition-words.ts';
import { px } from '../drawing/signs.ts';
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
import { propertyNamed } from '../words/property-name.ts';
import { drawGutter, drawTimeline, timelineLegend } from './draw.ts';
import { layoutTimeline, SIZE, type TimelineLayout } from './layout.ts';

export interface TimelineOptions extends ViewOptions {
  /** Width of the drawing in pixels, including its gutter. Narrower screens scroll. */
  width?: number;
}

/** Width of a figure, minus its border. */
const WIDTH = 862;

/**
 * A run on a time axis, with observed facts, simulated marks, impact, and a lane per participant. Below it is a
 * table of events. Long gaps are compressed and drawn as breaks.
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
${disclosure(
  `Timeline events as a table (${runName(run)})`,
  momentsTable(result, run, label, (t) => px(layout.scale.x(t))),
)}
${origin(result, run)}`;
  return figure('timeline', title, captionOf(run, layout), body).toString();
}

function captionOf(run: Run, layout: TimelineLayout): Html {
  const zone = layout.times.zone;
  const axes =
    layout.times.faces.length === 0
      ? 'Times are measured from the start of the run.'
      : zone === null
        ? 'Times are in UTC.'
        : `Times are in ${zone} at the top and UTC at the bottom.`;
  const gaps =
    layout.breaks.length > 0 ? ' Jagged breaks skip quiet periods; each is labeled with its duration.' : '';
  const what =
    layout.factsY === null
      ? `The ${runName(run)} on a time axis.`
      : `The observed timeline and the ${runName(run)} on one time axis.`;
  return html`${sentence(what)}${sentence(`${axes}${gaps}`)}`;
}

/** The drawing's text alternative. The table has the details. */
function describe(result: Result, run: Run, layout: TimelineLayout): string {
  const { times, scale } = layout;
  const impact = run.services.flatMap((service) =>
    service.windows.map((window) => {
      const end =
        window.to === null
          ? 'until the run ends'
          : `to ${times.say(window.to)} (${humanDuration(window.to - window.from)})`;
      return `${service.service} is impacted from ${times.say(window.from)} ${end}, with an error rate of up to ${percent(window.worstErrorRate)}.`;
    }),
  );
  const harm = run.conditions.flatMap((condition) =>
    condition.windows.map(
      ({ from, to }) =>
        `${conditionTitle(condition)} from ${times.say(from)} ${to === null ? 'until the run ends' : `to ${times.say(to)}`}.`,
    ),
  );
  const broken = run.trace
    .filter((event) => event.breaks.length > 0)
    .slice(0, 3)
    .map(
      (event) =>
        `At ${times.say(event.t)}, ${event.actor} violates ${event.breaks.map((name) => propertyNamed(run.properties, name)).join(', ')}.`,
    );
  return [
    `From ${times.say(scale.from)} to ${times.say(scale.to)}:`,
    `${countOf(result.observed.length, 'observed fact')}, ${countOf(layout.tracks.marks.length, 'mark')}`,
    `and ${countOf(run.trace.length, 'event')} from ${countOf(run.participants.length, 'participant')}.`,
    ...broken,
    ...(impact.length > 0 ? impact : run.services.length > 0 ? ['No service is impacted.'] : []),
    ...harm,
    'The table below lists all events except routine repetitions.',
  ].join(' ');
}
