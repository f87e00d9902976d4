import type { Tone } from '../config/options.ts';
import { type SiteFacts, severityOf } from '../config/site.ts';
import { type EventScale, eventScale } from '../incident/event.ts';
import { metricsOf } from '../incident/incident.ts';
import type { Micros } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import type { ExportedIncident } from './entry.ts';
import type { Outliner, Weight } from './outlined-text.ts';

/** Size of a preview image in pixels. Sites that show link previews expect this size. */
const PREVIEW = { width: 1200, height: 630 } as const;

const MARGIN = 72;
const INK = '#16191d';
const MUTED = '#5a626c';
const PAPER = '#fcfbf8';
const IMPACT = '#d6604d';
const RULE = '#c9c5bc';
const TONES: Readonly<Record<Tone, string>> = {
  critical: '#a3142a',
  high: '#b4520a',
  medium: '#8a6a00',
  low: '#2f6f4f',
  minor: '#4a5560',
};

/**
 * The preview image for links to an incident, as SVG: title, severity, date, duration, and the event to scale. All text
 * is drawn as outlines.
 */
export function incidentPreview(
  { incident, timeline }: Pick<ExportedIncident, 'incident' | 'timeline'>,
  facts: SiteFacts,
  outliner: Outliner,
): string {
  const severity = severityOf(facts, incident.severity);
  const label = severity.name === severity.id ? severity.id : `${severity.id} · ${severity.name}`;
  const duration = metricsOf(incident).find(({ id }) => id === 'time_to_resolve');
  const scale = eventScale(incident, timeline);
  const details = [
    incident.started_at.slice(0, 10),
    ...(duration === undefined ? [] : [humanDuration(duration.value)]),
    ...incident.services.slice(0, 3),
  ];
  return picture(outliner, {
    color: TONES[severity.tone],
    head: label,
    title: incident.title,
    foot: details.join('  ·  '),
    site: facts.title,
    figure: scale === null ? [] : eventFigure(scale, outliner),
    titleLines: scale === null ? 4 : scale.bars.length > 2 ? 2 : 3,
  });
}

/** The preview image for links to all other pages. */
export function sitePreview(facts: SiteFacts, outliner: Outliner): string {
  return picture(outliner, {
    color: INK,
    head: facts.organization === facts.title ? '' : facts.organization,
    title: facts.title,
    foot: '',
    site: facts.description,
    figure: [],
    titleLines: 4,
  });
}

interface Parts {
  readonly color: string;
  readonly head: string;
  readonly title: string;
  readonly foot: string;
  readonly site: string;
  /** SVG elements between the title and the footer. */
  readonly figure: readonly string[];
  readonly titleLines: number;
}

function picture(outliner: Outliner, parts: Parts): string {
  const { color, head, title, foot, site, figure, titleLines } = parts;
  const { width, height } = PREVIEW;
  const available = width - 2 * MARGIN;
  const size = title.length > 70 ? (figure.length > 0 ? 46 : 52) : 64;
  const line = (text: string, y: number, size: number, weight: Weight, fill: string): string =>
    text === '' ? '' : textAt(outliner, text, { x: MARGIN, y, size, weight, fill });
  const fitted = (text: string, size: number, weight: Weight): string =>
    outliner.wrap(text, size, weight, { width: available, most: 1 })[0] ?? '';
  const titles = outliner.wrap(title, size, 600, { width: available, most: titleLines });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    `<rect width="${width}" height="16" fill="${color}"/>`,
    line(fitted(head, 32, 600), 96, 32, 600, color),
    ...titles.map((text, index) => line(text, 180 + index * size * 1.2, size, 600, INK)),
    ...figure,
    line(fitted(foot, 28, 400), height - 84, 28, 400, MUTED),
    line(fitted(site, 28, 600), height - 40, 28, 600, MUTED),
    '</svg>',
  ].join('\n');
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight: Weight;
  readonly fill: string;
}

function textAt(outliner: Outliner, text: string, { x, y, size, weight, fill }: Placed): string {
  return `<path transform="translate(${x} ${y})" fill="${fill}" d="${outliner.line(text, size, weight).path}"/>`;
}

/** The layout of the figure's bars, in pixels. `most` is the maximum number of bars. */
const BARS = { left: 360, right: PREVIEW.width - MARGIN, bottom: 478, row: 36, height: 22, most: 5 } as const;

/** Stated periods as bars, with key moments as diamonds below. Without periods, one bar for the whole incident. */
function eventFigure(scale: EventScale, outliner: Outliner): string[] {
  const at = (t: Micros): number =>
    Math.round(BARS.left + ((t - scale.from) / (scale.to - scale.from)) * (BARS.right - BARS.left));
  const shown =
    scale.bars.length > 0
      ? scale.bars.slice(0, BARS.most)
      : [{ name: 'Incident', pieces: [{ from: scale.from, to: scale.to }] }];
  const top = BARS.bottom - shown.length * BARS.row;
  const bars = shown.flatMap(({ name, pieces }, index) => {
    const y = top + index * BARS.row;
    const [text = ''] = outliner.wrap(name, 24, 400, { width: BARS.left - MARGIN - 24, most: 1 });
    return [
      textAt(outliner, text, { x: MARGIN, y: y + 19, size: 24, weight: 400, fill: INK }),
      ...pieces.map(
        ({ from, to }) =>
          `<rect x="${at(from)}" y="${y}" width="${Math.max(3, at(to) - at(from))}" height="${BARS.height}" fill="${IMPACT}"/>`,
      ),
    ];
  });
  const y = BARS.bottom + 14;
  const diamonds = scale.moments.map(
    ({ t }) => `<path d="M${at(t)} ${y - 10}l10 10l-10 10l-10 -10z" fill="${INK}"/>`,
  );
  return [
    ...bars,
    `<path d="M${BARS.left} ${y}H${BARS.right}" stroke="${RULE}" stroke-width="2"/>`,
    ...diamonds,
  ];
}
