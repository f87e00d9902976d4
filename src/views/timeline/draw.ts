import type { Basis, MarkResult, Micros } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { type Look, markSign, px, signOf, zigzag } from '../drawing/signs.ts';
import { type PlacedLabel, textWidth, truncate } from '../drawing/text-fit.ts';
import type { Tick, TimeScale } from '../drawing/time-scale.ts';
import { type Html, html, type Part } from '../markup/html.ts';
import { basisShape } from '../markup/provenance.ts';
import { countOf } from '../words/number-format.ts';
import { type Bar, type PlacedLane, SIZE, type TimelineLayout } from './layout.ts';
import type { Marker } from './markers.ts';
import type { MarkRange } from './tracks.ts';

/** @param id prefix for the ids of the title, description and patterns */
export function drawTimeline(layout: TimelineLayout, id: string, title: string, description: string): Html {
  const { width, height } = layout;
  return html`<svg class="hc-tl-svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" role="img" aria-labelledby="${id}-title ${id}-desc" font-size="${SIZE.font}" fill="currentColor">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${hatches(id)}
${backdrop(layout)}
${layout.lanes.map((lane) => laneBars(lane, layout, id))}
${layout.links.map((link) => html`${!link.plain && html`<path class="hc-tl-link" stroke="currentColor" fill="none" d="M${px(link.x)} ${px(link.from)}V${px(link.to)}"/>`}<circle class="hc-tl-link-end" cx="${px(link.x)}" cy="${px(link.to)}" r="2.5"/>`)}
${layout.breaksAt.map((x) => html`<path class="hc-tl-broken-at" stroke="currentColor" stroke-dasharray="4 3" d="M${px(x)} ${px(layout.lanesTop)}V${px(layout.lanesBottom)}"/>`)}
${layout.breaks.map(({ segment }) => breakEdges(segment.x0, segment.x1, layout))}
${layout.lanes.map(drawLane)}
${drawTracks(layout)}
${axis(layout, layout.zoneTicks, layout.axisY, 'top')}
${layout.utcTicks.length > 0 && axis(layout, layout.utcTicks, layout.lanesBottom + 4, 'bottom')}
${layout.breaks.map(breakLabel)}
</svg>`;
}

/** The names and roles of lanes and axes, in a separate SVG that stays visible when the timeline scrolls. */
export function drawGutter(layout: TimelineLayout): Html {
  const { times, factsY, marksY, height } = layout;
  const zone = times.faces.includes('zone') ? 'zone' : 'utc';
  const axisName = times.faces.length === 0 ? 'Simulated time' : times.abbreviation(layout.scale.from, zone);
  const zoneName = times.faces.length === 0 ? 'from start of run' : cityOf(times.zone);
  return html`<svg class="hc-tl-gutter" width="${SIZE.gutter}" height="${px(height)}" viewBox="0 0 ${SIZE.gutter} ${px(height)}" aria-hidden="true" font-size="${SIZE.font}" fill="currentColor">
${gutterText(layout.axisY - 12, axisName, zoneName)}
${factsY !== null && gutterText(factsY - 2, 'Observed', 'facts')}
${marksY !== null && gutterText(marksY - 2, 'Simulated', 'marks')}
${layout.lanes.map((lane) => gutterText(lane.y - 3, lane.lane.name, lane.lane.role))}
${times.faces.length === 2 && gutterText(layout.lanesBottom + 22, 'UTC', null)}
</svg>`;
}

function gutterText(y: number, name: string, role: string | null): Html {
  const inner = SIZE.gutter - 20;
  return html`<text class="hc-tl-name" x="12" y="${px(y)}" font-size="13" font-weight="600">${truncate(name, inner, 13.5)}</text>${role !== null && html`<text class="hc-tl-role" x="12" y="${px(y + 14)}" font-size="11">${truncate(role, inner, 11)}</text>`}`;
}

/** `Los Angeles` for `America/Los_Angeles`; the caption has the full name. */
function cityOf(zone: string | null): string | null {
  return zone === null ? null : zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** Fill patterns for impact bars, denser for higher error rates. */
function hatches(id: string): Html {
  const pattern = (name: string, size: number) =>
    html`<pattern id="${id}-${name}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hc-tl-hatch" width="2" height="${size}"/></pattern>`;
  return html`<defs>${pattern('most', 4)}${pattern('half', 7)}${pattern('some', 11)}</defs>`;
}

function backdrop(layout: TimelineLayout): Html {
  const { lanesBottom, width } = layout;
  const grid = layout.zoneTicks.map(
    (tick) => html`<path class="hc-tl-grid" d="M${px(tick.x)} ${layout.axisY + 4}V${px(lanesBottom)}"/>`,
  );
  const lines = layout.lanes.map(
    (lane) => html`<path class="hc-tl-divider" d="M0 ${px(lane.top)}H${px(width)}"/>`,
  );
  const bands = layout.breaks.map(
    ({ segment }) =>
      html`<rect class="hc-tl-break" x="${px(segment.x0 + 10)}" y="${layout.axisY + 4}" width="${px(segment.x1 - segment.x0 - 20)}" height="${px(lanesBottom - layout.axisY - 4)}"/>`,
  );
  const end = html`<path class="hc-tl-divider" d="M0 ${px(lanesBottom)}H${px(width)}"/>`;
  return html`${outside(layout)}${grid}${bands}${lines}${end}`;
}

/** Shades the time before and after the run if any observed facts are outside the run. */
function outside(layout: TimelineLayout): Html {
  const { run, scale, lanesTop, lanesBottom } = layout;
  const shade = (x0: number, x1: number, words: string) =>
    x1 - x0 > 1 &&
    html`<rect class="hc-tl-outside" x="${px(x0)}" y="${px(lanesTop)}" width="${px(x1 - x0)}" height="${px(lanesBottom - lanesTop)}"><title>${words}</title></rect>`;
  return html`${shade(scale.x(scale.from), run.x0, 'before the run starts')}${shade(run.x1, scale.x(scale.to), 'after the run ends')}`;
}

function breakEdges(x0: number, x1: number, layout: TimelineLayout): Html {
  const ends = [(layout.factsY ?? layout.marksY ?? layout.axisY + 14) - 10, layout.lanesBottom + 6] as const;
  return html`<path class="hc-tl-break-edge" fill="none" stroke="currentColor" d="${zigzag(x0 + 8, ...ends)}${zigzag(x1 - 12, ...ends)}"/>`;
}

/** A label with a break's duration and the number of events hidden in it. */
function breakLabel(gap: TimelineLayout['breaks'][number]): Html {
  const x = px((gap.segment.x0 + gap.segment.x1) / 2);
  const length = humanDuration(gap.segment.to - gap.segment.from);
  const hidden = gap.routine === 0 ? 'no events' : countOf(gap.routine, 'event');
  return html`<g class="hc-tl-break-label"><title>${`${length}, not to scale; ${gap.routine === 0 ? 'no events' : countOf(gap.routine, 'routine event')}`}</title><text x="${x}" y="13" text-anchor="middle" font-weight="600">${length}</text><text class="hc-tl-role" x="${x}" y="27" text-anchor="middle" font-size="11">${hidden}</text></g>`;
}

function axis(layout: TimelineLayout, ticks: readonly Tick[], y: number, side: 'top' | 'bottom'): Html {
  const sign = side === 'top' ? -1 : 1;
  const timeY = side === 'top' ? y - 9 : y + 18;
  const dayY = side === 'top' ? y - 25 : y + 34;
  let free = Number.NEGATIVE_INFINITY;
  let day: string | null = null;
  const marks = ticks.map((tick) => {
    const line = html`<path class="hc-tl-tick" d="M${px(tick.x)} ${px(y)}v${5 * sign}"/>`;
    // A label that was moved away from an edge can overlap the next tick's label. If it does, the next tick gets no
    // label, and a new day is shown at the following label.
    day = tick.day ?? day;
    const label = { ...tick, day };
    const [middle, half] = [tickMiddle(label, layout), halfWidth(label)];
    if (middle - half < free) return line;
    free = middle + half;
    day = null;
    return html`${line}<text class="hc-tl-time" x="${px(middle)}" y="${px(timeY)}" text-anchor="middle">${tick.label}</text>${label.day !== null && html`<text class="hc-tl-day" x="${px(middle)}" y="${px(dayY)}" text-anchor="middle" font-size="11" font-weight="600">${label.day}</text>`}`;
  });
  return html`<g class="hc-tl-axis"><path class="hc-tl-axis-line" d="M0 ${px(y)}H${px(layout.width)}"/>${marks}</g>`;
}

/** Half of a label's width including a margin, in pixels. */
function halfWidth({ label, day }: Pick<Tick, 'label' | 'day'>): number {
  return Math.max(textWidth(label, SIZE.font), textWidth(day ?? '', 11.5)) / 2 + 2;
}

/** Center of a label. Labels are moved away from the drawing's edges and breaks, so none is cut off or covered. */
function tickMiddle(tick: Tick, layout: TimelineLayout): number {
  const half = halfWidth(tick);
  const starts = [0, ...layout.breaks.map(({ segment }) => segment.x1 - 14)].filter((x) => x <= tick.x);
  const ends = [layout.width, ...layout.breaks.map(({ segment }) => segment.x0 + 10)].filter(
    (x) => x >= tick.x,
  );
  const [from, to] = [Math.max(...starts) + half, Math.min(...ends) - half];
  const within = (low: number, high: number): number => Math.min(Math.max(tick.x, low), high);
  // If a label doesn't fit between two breaks, keep it inside the drawing.
  return from > to ? within(half, layout.width - half) : within(from, to);
}

/** Kinds of lanes that are drawn as bars only. */
const BARS_ONLY: ReadonlySet<PlacedLane['lane']['kind']> = new Set(['condition', 'invariant', 'fault']);

function drawLane(placed: PlacedLane): Html {
  const { lane, y, markers, labels, labelBase } = placed;
  const hasLine = !BARS_ONLY.has(lane.kind);
  return html`<g class="hc-tl-lane">${hasLine && html`<path class="hc-tl-line" d="M0 ${px(y)}H10000"/>`}
${!BARS_ONLY.has(lane.kind) && markers.map((marker) => markerShape(marker, y))}
${labels.map((label) => flag(label, labelBase - 4 - label.level * SIZE.row, y - 5))}</g>`;
}

/** The shape shows what happened. The color just repeats it. */
function markerShape(marker: Marker, y: number): Html {
  return html`<g class="hc-tl-marker hc-look-${marker.look}"><title>${marker.title}</title>${signOf(marker.look, marker.x, y, marker.events.length, marker.r)}</g>`;
}

/** A label next to its point, with a leader if it's in a higher row. `y` is the baseline of its last line. */
function flag(label: PlacedLabel, y: number, pointY: number, leaderFrom = 1): Html {
  const top = y - 12 * label.lines.length - (label.lines.length - 1) * 2;
  const leader =
    label.level < leaderFrom
      ? null
      : html`<path class="hc-tl-leader" d="M${px(label.request.x)} ${px(top + 4)}V${px(pointY)}"/>`;
  return html`${leader}${labelText(label, y)}`;
}

/** A label's lines. `y` is the baseline of the last one. */
function labelText(label: PlacedLabel, y: number): Html {
  const edge = px(label.anchor === 'start' ? label.x0 : label.x1);
  return html`${label.lines.map(
    (line, i) =>
      html`<text class="hc-tl-label" x="${edge}" y="${px(y - (label.lines.length - 1 - i) * 14)}" text-anchor="${label.anchor}">${line}</text>`,
  )}`;
}

/** Bars in a lane. Bars for a service show its error rate to scale. */
function laneBars(placed: PlacedLane, layout: TimelineLayout, id: string): Html {
  const { lane, labelBase } = placed;
  const { scale } = layout;
  if (lane.rates === null) {
    return html`${lane.bars.map((bar) => plainBar(bar, scale, labelBase + 2))}`;
  }
  const top = labelBase + 2;
  const steps = rateSteps(lane.rates.values, lane.rates.every, scale);
  return html`${lane.bars.map((bar) => impactBar(bar, scale, top, id, worst(steps, bar, scale)))}
<path class="hc-tl-rate" d="${rateArea(steps, top + SIZE.rateBar, SIZE.rateBar)}"/>`;
}

function impactBar(bar: Bar, scale: TimeScale, y: number, id: string, rate: number): Html {
  const [x0, x1] = ends(bar, scale);
  const pattern = rate >= 0.9 ? 'most' : rate >= 0.5 ? 'half' : 'some';
  const edge = bar.to === null ? openEdge(x1, y, SIZE.rateBar) : null;
  return html`<g class="hc-tl-impact hc-impact-${pattern}"><title>${bar.title}</title><rect fill="url(#${id}-${pattern})" stroke="currentColor" x="${px(x0)}" y="${px(y)}" width="${px(Math.max(x1 - x0, 3))}" height="${SIZE.rateBar}" rx="2"/>${edge}</g>`;
}

function plainBar(bar: Bar, scale: TimeScale, y: number): Html {
  const [x0, x1] = ends(bar, scale);
  const edge = bar.to === null ? openEdge(x1, y, SIZE.bar) : null;
  return html`<g class="hc-tl-bar hc-tl-${bar.kind}"><title>${bar.title}</title><rect stroke="currentColor" x="${px(x0)}" y="${px(y)}" width="${px(Math.max(x1 - x0, 3))}" height="${SIZE.bar}" rx="2"/>${edge}</g>`;
}

/** An arrowhead at the end of a bar that lasts past the end of the run. */
function openEdge(x: number, y: number, height: number): Html {
  return html`<path class="hc-tl-open" stroke="currentColor" fill="none" d="M${px(x + 4)} ${px(y)}l6 ${height / 2}l-6 ${height / 2}"/>`;
}

function ends(bar: Bar, scale: TimeScale): [number, number] {
  return [scale.x(bar.from), scale.x(bar.end)];
}

/** An interval with a constant error rate, in pixels. */
interface RateStep {
  x0: number;
  x1: number;
  rate: number;
}

/** Steps narrower than this are merged and drawn at the highest rate. */
const NARROWEST = 1.5;

/** Rates that differ by less than this are drawn as one step. */
const SAME = 0.005;

/** Error rate per window as steps in pixels. Windows without requests leave a gap. */
function rateSteps(rates: readonly (number | null)[], every: Micros, scale: TimeScale): RateStep[] {
  const steps: RateStep[] = [];
  rates.forEach((rate, i) => {
    if (rate === null || i * every >= scale.to) return;
    const x0 = scale.x(i * every);
    const x1 = scale.x((i + 1) * every);
    const last = steps.at(-1);
    const touches = last !== undefined && x0 - last.x1 < 0.01;
    if (touches && (Math.abs(last.rate - rate) < SAME || last.x1 - last.x0 < NARROWEST)) {
      last.x1 = x1;
      last.rate = Math.max(last.rate, rate);
    } else {
      steps.push({ x0, x1, rate });
    }
  });
  return steps;
}

/** Steps as a closed path above a baseline. */
function rateArea(steps: readonly RateStep[], base: number, height: number): string {
  return steps
    .filter((step) => step.rate > 0)
    .map((step) => `M${px(step.x0)} ${px(base)}V${px(base - height * step.rate)}H${px(step.x1)}V${px(base)}Z`)
    .join('');
}

function worst(steps: readonly RateStep[], bar: Bar, scale: TimeScale): number {
  const [x0, x1] = ends(bar, scale);
  return steps
    .filter((step) => step.x0 < x1 && x0 < step.x1)
    .reduce((most, step) => Math.max(most, step.rate), 0);
}

function drawTracks(layout: TimelineLayout): Html {
  const { tracks, factsY, marksY } = layout;
  const between =
    factsY === null || marksY === null
      ? null
      : tracks.connectors.map(
          (line) =>
            html`<g class="hc-tl-connector hc-agree-${line.agreement}"><title>${line.title}</title><path stroke="currentColor" d="M${px(line.factX)} ${px(factsY + 7)}L${px(line.markX)} ${px(marksY - 7)}"/>${line.agreement === 'missing' && html`<path stroke="currentColor" d="M${px(line.markX - 4)} ${px(marksY - 4)}l8 8m0 -8l-8 8"/>`}${line.label !== null && labelText(line.label, bridgeY(line.label, factsY))}</g>`,
        );
  return html`${factsY !== null && factTrack(layout, factsY)}${marksY !== null && markTrack(layout, marksY)}${between}`;
}

/** Baseline of the last line of a residual's label, which is centered between the two tracks. */
function bridgeY(label: PlacedLabel, factsY: number): number {
  return factsY + SIZE.bridge / 2 - 3 + label.lines.length * 7 + label.level * 14;
}

function factTrack(layout: TimelineLayout, y: number): Html {
  const { tracks } = layout;
  return html`<g class="hc-tl-track hc-basis-observed"><path class="hc-tl-line" d="M0 ${px(y)}H10000"/>
${tracks.factLabels.map((label) => flag(label, y - 12 - label.level * SIZE.factRow, y - 6, 0))}
${tracks.facts.map((fact) => html`<g><title>${fact.title}</title>${fact.to !== null && html`<path class="hc-tl-state" stroke="currentColor" d="M${px(fact.x)} ${px(y)}H${px(fact.to)}"/>`}${basisShape('observed', fact.x, y, 5.5)}</g>`)}</g>`;
}

function markTrack(layout: TimelineLayout, y: number): Html {
  const { tracks } = layout;
  return html`<g class="hc-tl-track hc-basis-simulated"><path class="hc-tl-line" d="M0 ${px(y)}H10000"/>
${tracks.markLabels.map((label) => hangingFlag(label, y))}
${tracks.marks.map((mark) => html`<g class="hc-mark-${mark.basis}"><title>${mark.title}</title>${mark.range !== null && whisker(mark.range, y)}${markSign(mark.basis, mark.x, y)}</g>`)}</g>`;
}

/** Whiskers at the 5th and 95th percentile of a mark. */
function whisker({ x0, x1 }: MarkRange, y: number): Html {
  return html`<path class="hc-tl-whisker" stroke="currentColor" d="M${px(x0)} ${px(y - 4)}v8m0 -4H${px(x1)}m0 -4v8"/>`;
}

/** Like `flag`, but below its point. */
function hangingFlag(label: PlacedLabel, pointY: number): Html {
  const y = pointY + 20 + label.level * SIZE.row;
  const leader = html`<path class="hc-tl-leader" d="M${px(label.request.x)} ${px(pointY + 6)}V${px(y)}"/>`;
  return html`${leader}${labelText(label, y)}`;
}

const WORDS: readonly (readonly [Look, string])[] = [
  ['step', 'step'],
  ['many', 'several events (count)'],
  ['skip', 'step skipped'],
  ['deliver', 'message delivered'],
  ['trouble', 'call failed or message lost'],
  ['crash', 'crash'],
  ['restart', 'restart'],
  ['input', 'input (observed time)'],
  ['breaks', 'violates an invariant'],
  ['restores', 'invariant holds again'],
];

/** The legend. It has only the signs that the timeline uses. */
export function timelineLegend(layout: TimelineLayout): Html {
  const looks = new Set(layout.lanes.flatMap((lane) => lane.markers.map((marker) => marker.look)));
  const counted = layout.lanes.some((lane) => lane.markers.some((marker) => marker.events.length > 1));
  if (counted) looks.add('many');
  const bars = new Set(layout.lanes.flatMap((lane) => lane.lane.bars.map((bar) => bar.kind)));
  const marks = new Set(layout.tracks.marks.map((mark) => mark.basis));
  const items = [
    layout.factsY !== null && item('hc-basis-observed', basisShape('observed', 11, 10, 5.5), 'observed fact'),
    marks.has('computed') && markItem('computed', 'simulated'),
    marks.has('input') && markItem('input', 'simulated'),
    marks.has('fit') && markItem('fit', 'estimated'),
    layout.tracks.marks.some(({ range }) => range !== null) &&
      item('hc-basis-simulated', whiskerSign(), '5–95% of sweep runs'),
    layout.tracks.facts.some(({ to }) => to !== null) &&
      item('hc-basis-observed', stateSign(), 'observed period'),
    ...WORDS.filter(([look]) => looks.has(look)).map(([look, words]) => lookItem(look, words)),
    bars.has('impact') && item('hc-tl-impact', impactSign(), 'impact (height shows the error rate)'),
    bars.has('fault') && item('hc-tl-bar hc-tl-fault', barSign(), 'fault'),
    bars.has('broken') && item('hc-tl-bar hc-tl-broken', barSign(), 'invariant violated'),
    layout.breaks.length > 0 && item('hc-tl-break-edge', breakSign(), 'skipped time'),
    isWider(layout) && item('hc-legend-outside', barSign(), 'outside the run'),
  ];
  return html`<ul class="hc-legend" aria-label="Timeline legend">${items}</ul>`;
}

function isWider({ run, scale }: TimelineLayout): boolean {
  return run.x0 - scale.x(scale.from) > 1 || scale.x(scale.to) - run.x1 > 1;
}

function item(name: string, sign: Part, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="22" height="20" viewBox="0 0 22 20" aria-hidden="true"><g class="${name}">${sign}</g></svg>${words}</li>`;
}

function markItem(basis: MarkResult['basis'], name: Basis): Html {
  const words = {
    computed: 'mark (computed)',
    input: 'mark (follows from an input)',
    fit: 'mark (used to fit a number)',
  }[basis];
  return item(`hc-basis-${name}`, markSign(basis, 11, 10), words);
}

function lookItem(look: Look, words: string): Html {
  const several = look === 'many';
  return item(`hc-tl-marker hc-look-${look}`, signOf(look, 11, 10, several ? 3 : 1, 9), words);
}

function impactSign(): Html {
  return html`<rect class="hc-legend-impact" stroke="currentColor" fill="none" x="1" y="3" width="20" height="14" rx="2"/><path class="hc-tl-rate" d="M1 17V6H12V12H21V17Z"/>`;
}

function whiskerSign(): Html {
  return html`<path class="hc-tl-whisker" stroke="currentColor" d="M2 6v8m0 -4H20m0 -4v8"/>`;
}

function stateSign(): Html {
  return html`<path class="hc-tl-state" stroke="currentColor" d="M1 10H21"/>`;
}

function barSign(): Html {
  return html`<rect stroke="currentColor" x="1" y="5" width="20" height="10" rx="2"/>`;
}

function breakSign(): Html {
  return html`<path fill="none" stroke="currentColor" d="${zigzag(6, 1, 19)}${zigzag(13, 1, 19)}"/>`;
}
