import type { Tone } from '../config/options.ts';
import { type SiteFacts, severityOf } from '../config/site.ts';
import { type Incident, metricsOf } from '../incident/incident.ts';
import { humanDuration } from '../time/duration.ts';
import type { Outliner, Weight } from './outlined-text.ts';

/** Size of a preview image in pixels. Sites that show link previews expect this size. */
const PREVIEW = { width: 1200, height: 630 } as const;

const MARGIN = 72;
const INK = '#16191d';
const MUTED = '#5a626c';
const PAPER = '#fcfbf8';
const TONES: Readonly<Record<Tone, string>> = {
  critical: '#a3142a',
  high: '#b4520a',
  medium: '#8a6a00',
  low: '#2f6f4f',
  minor: '#4a5560',
};

/**
 * The preview image for links to an incident, as SVG: title, severity, date, duration and services. All text is drawn
 * as outlines.
 */
export function incidentPreview(incident: Incident, facts: SiteFacts, outliner: Outliner): string {
  const severity = severityOf(facts, incident.severity);
  const label = severity.name === severity.id ? severity.id : `${severity.id} · ${severity.name}`;
  const duration = metricsOf(incident).find(({ id }) => id === 'time_to_resolve');
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
  });
}

interface Parts {
  readonly color: string;
  readonly head: string;
  readonly title: string;
  readonly foot: string;
  readonly site: string;
}

function picture(outliner: Outliner, { color, head, title, foot, site }: Parts): string {
  const { width, height } = PREVIEW;
  const available = width - 2 * MARGIN;
  const size = title.length > 70 ? 52 : 64;
  const line = (text: string, y: number, size: number, weight: Weight, fill: string): string =>
    text === ''
      ? ''
      : `<path transform="translate(${MARGIN} ${y})" fill="${fill}" d="${outliner.line(text, size, weight).path}"/>`;
  const fitted = (text: string, size: number, weight: Weight): string =>
    outliner.wrap(text, size, weight, { width: available, most: 1 })[0] ?? '';
  const titles = outliner.wrap(title, size, 600, { width: available, most: 4 });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    `<rect width="${width}" height="16" fill="${color}"/>`,
    line(fitted(head, 32, 600), 112, 32, 600, color),
    ...titles.map((text, index) => line(text, 200 + index * size * 1.2, size, 600, INK)),
    line(fitted(foot, 30, 400), height - 112, 30, 400, MUTED),
    line(fitted(site, 30, 600), height - 60, 30, 600, MUTED),
    '</svg>',
  ].join('\n');
}
