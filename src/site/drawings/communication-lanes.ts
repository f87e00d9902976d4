import type { Micros } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { type Html, html } from '../../views/markup/html.ts';
import { basisShape } from '../../views/markup/provenance.ts';
import type { Communication, Known } from '../record/communication.ts';

/*
 * Two lanes, drawn to scale: facts known internally above, public posts below. A line connects each fact to the post that
 * announced it, and its slope shows the lag. Horizontal positions are percentages, so text keeps its size without a
 * script.
 */

const INSIDE = 44;
const PUBLIC = 104;
const HEIGHT = 150;

/** The lanes as SVG, hidden from screen readers because tables have the same data. Null without posts. */
export function communicationLanes({ posts, known }: Communication): Html | null {
  const last = posts.at(-1);
  if (last === undefined) return null;
  const end = Math.max(last.t, ...known.map(({ t }) => t));
  const begin = Math.min(0, posts[0]!.t);
  if (end <= begin) return null;
  const at = (t: Micros): string => `${Math.round(((t - begin) / (end - begin)) * 96_000 + 1000) / 1000}%`;
  return html`<svg class="lanes" width="100%" height="${HEIGHT}" aria-hidden="true" focusable="false">
<text class="lanes-name" x="0" y="14">Known internally</text>
<text class="lanes-name" x="0" y="${HEIGHT - 4}">Public posts</text>
<line class="lanes-line" x1="0" x2="100%" y1="${INSIDE}" y2="${INSIDE}"/>
<line class="lanes-line" x1="0" x2="100%" y1="${PUBLIC}" y2="${PUBLIC}"/>
<line class="lanes-start" x1="${at(0)}" x2="${at(0)}" y1="${INSIDE - 12}" y2="${PUBLIC + 12}"/>
${known.map((one) => lagMark(one, at))}
${posts.map((post) => html`<svg x="${at(post.t)}" y="${PUBLIC}" overflow="visible"><path class="${post.announces.length > 0 ? 'lanes-post lanes-announcing' : 'lanes-post'}" d="M0 -6L6 5H-6Z"/></svg>`)}
</svg>`;
}

function lagMark({ t, publicAt, lag }: Known, at: (t: Micros) => string): Html {
  return html`<line class="lanes-lag" x1="${at(t)}" x2="${at(publicAt)}" y1="${INSIDE}" y2="${PUBLIC}"/>
<svg x="${at(t)}" y="${INSIDE}" overflow="visible"><g class="lanes-known">${basisShape('observed', 0, 0, 5)}</g></svg>
<svg x="${at((t + publicAt) / 2)}" y="${(INSIDE + PUBLIC) / 2 + 4}" overflow="visible"><text class="lanes-label" x="-9" text-anchor="end">${humanDuration(lag)}</text></svg>`;
}
