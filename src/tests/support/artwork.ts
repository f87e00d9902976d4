import type { Outliner } from '../../exports/outlined-text.ts';

const INK = '#17191d';
const QUIET = '#5a626c';
const PAPER = '#fcfbf8';
const MODEL = '#4a3fb8';

/** Observed and simulated times in a fictional incident, in pixels along the line. */
const EVENTS = [
  { observed: 100, simulated: 100 },
  { observed: 268, simulated: 292 },
  { observed: 470, simulated: 452 },
  { observed: 742, simulated: 778 },
  { observed: 956, simulated: 956 },
] as const;

/**
 * The social card for Hindcast's site, as an SVG image of 1200 × 630 pixels. It has the wordmark and tagline above a
 * solid line with observed events and a dashed line with simulated events. All text is converted to outlines.
 *
 * @param wordmark SVG elements of the wordmark, in a box of 178 × 40
 */
export function socialCard(wordmark: string, outliner: Outliner): string {
  const text = (words: string, y: number, size: number, weight: 400 | 600, fill: string): string =>
    `<path transform="translate(84 ${y})" fill="${fill}" d="${outliner.line(words, size, weight).path}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
<rect width="1200" height="630" fill="${PAPER}"/>
<g transform="translate(84 76) scale(2.9)" fill="none" stroke="${INK}" stroke-width="3.6" color="${INK}">${wordmark}</g>
${text('Incident postmortems that run', 290, 54, 600, INK)}
${text('What was observed, compared with what a model predicts', 346, 30, 400, QUIET)}
<g transform="translate(84 0)" fill="none" stroke-width="6">
<path stroke="${INK}" d="M0 456H1032"/>
<path stroke="${MODEL}" stroke-dasharray="16 9" d="M0 540H1032"/>
${EVENTS.map(({ observed, simulated }) => `<path stroke="${QUIET}" stroke-width="2" d="M${observed} 456L${simulated} 540"/>`).join('\n')}
${EVENTS.map(({ observed }) => `<path fill="${INK}" d="M${observed} 436l20 20-20 20-20-20Z"/>`).join('\n')}
${EVENTS.map(({ simulated }) => `<circle cx="${simulated}" cy="540" r="16" fill="${MODEL}" stroke="${PAPER}"/>`).join('\n')}
</g>
</svg>
`;
}
