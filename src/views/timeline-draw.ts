import { humanDuration } from '../time/duration.ts';
import { type Html, html } from './html.ts';
import type { PlacedLabel } from './label-placement.ts';
import { count } from './number-format.ts';
import { basisShape } from './provenance.ts';
import { textWidth, truncate } from './text-fit.ts';
import type { Tick } from './ticks.ts';
import { laneBars } from './timeline-bars.ts';
import { type PlacedLane, SIZE, type TimelineLayout } from './timeline-layout.ts';
import type { MarkRange } from './timeline-record.ts';
import { markerShape, markSign, px, zigzag } from './timeline-shapes.ts';

/** Names and roles of the lanes and axes: a picture of its own, so that it stays in sight while the rest scrolls. */
export function drawGutter(layout: TimelineLayout): Html {
  const { times, factsY, marksY, height } = layout;
  const zone = times.faces.includes('zone') ? 'zone' : 'utc';
  const axisName = times.faces.length === 0 ? 'Simulated time' : times.abbreviation(layout.scale.from, zone);
  const zoneName = times.faces.length === 0 ? 'since the start' : cityOf(times.zone);
  return html`<svg class="hc-tl-gutter" width="${SIZE.gutter}" height="${px(height)}" viewBox="0 0 ${SIZE.gutter} ${px(height)}" aria-hidden="true" font-size="${SIZE.font}" fill="currentColor">
${gutterText(layout.axisY - 12, axisName, zoneName)}
${factsY !== null && gutterText(factsY - 2, 'Observed', 'the record')}
${marksY !== null && gutterText(marksY - 2, 'Simulated', 'marks of the run')}
${layout.lanes.map((lane) => gutterText(lane.y - 3, lane.lane.name, lane.lane.role))}
${times.faces.length === 2 && gutterText(layout.lanesBottom + 22, 'UTC', null)}
</svg>`;
}

/**
 * The timeline itself.
 *
 * @param id prefix of the ids of its title, description and patterns
 */
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
${drawRecord(layout)}
${axis(layout, layout.zoneTicks, layout.axisY, 'top')}
${layout.utcTicks.length > 0 && axis(layout, layout.utcTicks, layout.lanesBottom + 4, 'bottom')}
${layout.breaks.map(breakLabel)}
</svg>`;
}

/** `America/Los_Angeles` as a gutter has room for it; the caption names the zone in full. */
function cityOf(zone: string | null): string {
  return zone === null ? 'Coordinated' : zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

function gutterText(y: number, name: string, role: string | null): Html {
  const inner = SIZE.gutter - 20;
  return html`<text class="hc-tl-name" x="12" y="${px(y)}" font-size="13" font-weight="600">${truncate(name, inner, 13.5)}</text>${role !== null && html`<text class="hc-tl-role" x="12" y="${px(y + 14)}" font-size="11">${truncate(role, inner, 11)}</text>`}`;
}

/** Fill patterns of impact bars: the denser, the more requests fail. */
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

/** Shades the time before the run begins and after it ends, if the record reaches that far. */
function outside(layout: TimelineLayout): Html {
  const { run, scale, lanesTop, lanesBottom } = layout;
  const shade = (x0: number, x1: number, words: string) =>
    x1 - x0 > 1 &&
    html`<rect class="hc-tl-outside" x="${px(x0)}" y="${px(lanesTop)}" width="${px(x1 - x0)}" height="${px(lanesBottom - lanesTop)}"><title>${words}</title></rect>`;
  return html`${shade(scale.x(scale.from), run.x0, 'before the run begins')}${shade(run.x1, scale.x(scale.to), 'after the run has ended')}`;
}

function drawLane(placed: PlacedLane): Html {
  const { lane, y, markers, labels, labelBase } = placed;
  const hasLine = lane.kind !== 'invariant' && lane.kind !== 'fault';
  return html`<g class="hc-tl-lane">${hasLine && html`<path class="hc-tl-line" d="M0 ${px(y)}H10000"/>`}
${lane.kind !== 'invariant' && lane.kind !== 'fault' && markers.map((marker) => markerShape(marker, y))}
${labels.map((label) => flag(label, labelBase - 4 - label.level * SIZE.row, y - 5))}</g>`;
}

/** A text beside its point, on a leader if it stands in a higher row. `y` is its last line's base line. */
function flag(label: PlacedLabel, y: number, pointY: number, leaderFrom = 1): Html {
  const top = y - 12 * label.lines.length - (label.lines.length - 1) * 2;
  const leader =
    label.level < leaderFrom
      ? null
      : html`<path class="hc-tl-leader" d="M${px(label.wish.x)} ${px(top + 4)}V${px(pointY)}"/>`;
  return html`${leader}${labelText(label, y)}`;
}

/** The lines of a label, the last of them on `y`. */
function labelText(label: PlacedLabel, y: number): Html {
  const edge = px(label.anchor === 'start' ? label.x0 : label.x1);
  return html`${label.lines.map(
    (line, i) =>
      html`<text class="hc-tl-label" x="${edge}" y="${px(y - (label.lines.length - 1 - i) * 14)}" text-anchor="${label.anchor}">${line}</text>`,
  )}`;
}

function drawRecord(layout: TimelineLayout): Html {
  const { record, factsY, marksY } = layout;
  const between =
    factsY === null || marksY === null
      ? null
      : record.connectors.map(
          (line) =>
            html`<g class="hc-tl-connector hc-agree-${line.agreement}"><title>${line.title}</title><path stroke="currentColor" d="M${px(line.factX)} ${px(factsY + 7)}L${px(line.markX)} ${px(marksY - 7)}"/>${line.agreement === 'missing' && html`<path stroke="currentColor" d="M${px(line.markX - 4)} ${px(marksY - 4)}l8 8m0 -8l-8 8"/>`}${line.label !== null && labelText(line.label, bridgeY(line.label, factsY))}</g>`,
        );
  return html`${factsY !== null && factTrack(layout, factsY)}${marksY !== null && markTrack(layout, marksY)}${between}`;
}

/** Base line of a residual's last line: its text is set to the middle between the two tracks. */
function bridgeY(label: PlacedLabel, factsY: number): number {
  return factsY + SIZE.bridge / 2 - 3 + label.lines.length * 7 + label.level * 14;
}

function factTrack(layout: TimelineLayout, y: number): Html {
  const { record } = layout;
  return html`<g class="hc-tl-track hc-basis-observed"><path class="hc-tl-line" d="M0 ${px(y)}H10000"/>
${record.factLabels.map((label) => flag(label, y - 12 - label.level * SIZE.factRow, y - 6, 0))}
${record.facts.map((fact) => html`<g><title>${fact.title}</title>${fact.to !== null && html`<path class="hc-tl-state" stroke="currentColor" d="M${px(fact.x)} ${px(y)}H${px(fact.to)}"/>`}${basisShape('observed', fact.x, y, 5.5)}</g>`)}</g>`;
}

function markTrack(layout: TimelineLayout, y: number): Html {
  const { record } = layout;
  return html`<g class="hc-tl-track hc-basis-simulated"><path class="hc-tl-line" d="M0 ${px(y)}H10000"/>
${record.markLabels.map((label) => hangingFlag(label, y))}
${record.marks.map((mark) => html`<g class="hc-mark-${mark.basis}"><title>${mark.title}</title>${mark.range !== null && whisker(mark.range, y)}${markSign(mark.basis, mark.x, y)}</g>`)}</g>`;
}

/** Where a mark lies in 90 of 100 runs: a line with ends. */
function whisker({ x0, x1 }: MarkRange, y: number): Html {
  return html`<path class="hc-tl-whisker" stroke="currentColor" d="M${px(x0)} ${px(y - 4)}v8m0 -4H${px(x1)}m0 -4v8"/>`;
}

/** Like `flag`, but below its point. */
function hangingFlag(label: PlacedLabel, pointY: number): Html {
  const y = pointY + 20 + label.level * SIZE.row;
  const leader = html`<path class="hc-tl-leader" d="M${px(label.wish.x)} ${px(pointY + 6)}V${px(y)}"/>`;
  return html`${leader}${labelText(label, y)}`;
}

function axis(layout: TimelineLayout, ticks: readonly Tick[], y: number, side: 'top' | 'bottom'): Html {
  const sign = side === 'top' ? -1 : 1;
  const timeY = side === 'top' ? y - 9 : y + 18;
  const dayY = side === 'top' ? y - 25 : y + 34;
  let free = Number.NEGATIVE_INFINITY;
  let day: string | null = null;
  const marks = ticks.map((tick) => {
    const line = html`<path class="hc-tl-tick" d="M${px(tick.x)} ${px(y)}v${5 * sign}"/>`;
    // A label that was moved away from an edge may come upon its neighbour: then the line stands alone, and a new day is
    // told at the next label.
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

/** Half of what a label takes, with a little room beside it, in pixels. */
function halfWidth({ label, day }: Pick<Tick, 'label' | 'day'>): number {
  return Math.max(textWidth(label, SIZE.font), textWidth(day ?? '', 11.5)) / 2 + 2;
}

/** Labels at an edge of the picture or beside a break are moved away from it, so that none is cut or written over. */
function tickMiddle(tick: Tick, layout: TimelineLayout): number {
  const half = halfWidth(tick);
  const starts = [0, ...layout.breaks.map(({ segment }) => segment.x1 - 14)].filter((x) => x <= tick.x);
  const ends = [layout.width, ...layout.breaks.map(({ segment }) => segment.x0 + 10)].filter(
    (x) => x >= tick.x,
  );
  const [from, to] = [Math.max(...starts) + half, Math.min(...ends) - half];
  const within = (low: number, high: number): number => Math.min(Math.max(tick.x, low), high);
  // Where there is no room between two of them, only the edges of the picture count: what they cut can't be read.
  return from > to ? within(half, layout.width - half) : within(from, to);
}

function breakEdges(x0: number, x1: number, layout: TimelineLayout): Html {
  const ends = [(layout.factsY ?? layout.marksY ?? layout.axisY + 14) - 10, layout.lanesBottom + 6] as const;
  return html`<path class="hc-tl-break-edge" fill="none" stroke="currentColor" d="${zigzag(x0 + 8, ...ends)}${zigzag(x1 - 12, ...ends)}"/>`;
}

/** The length of a break in words above it, and how much it hides. */
function breakLabel(gap: TimelineLayout['breaks'][number]): Html {
  const x = px((gap.segment.x0 + gap.segment.x1) / 2);
  const length = humanDuration(gap.segment.to - gap.segment.from);
  const hidden = gap.routine === 0 ? 'no event' : `${count(gap.routine)} routine`;
  return html`<g class="hc-tl-break-label"><title>${`${length} out of scale; routine events in it: ${count(gap.routine)}`}</title><text x="${x}" y="13" text-anchor="middle" font-weight="600">${length}</text><text class="hc-tl-role" x="${x}" y="27" text-anchor="middle" font-size="11">${hidden}</text></g>`;
}
