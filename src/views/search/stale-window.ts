import type { Exploration, StaleRead } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { px } from '../drawing/signs.ts';
import { textWidth, truncate } from '../drawing/text-fit.ts';
import { type Html, html } from '../markup/html.ts';
import { changeOf, countOf, listed } from '../words/number-format.ts';
import { drawnSteps } from './counterexample-text.ts';
import { stepsText } from './exploration.ts';

/**
 * The check-to-use window of each stale read in a counterexample: a line of steps, a bar from the step that reads a
 * value to the step that acts on it, and a sign where another participant changes the value. A list of sentences has
 * the same information. Null without stale reads.
 *
 * @param label accessible name of the drawing; unique on the page if scenario titles are
 */
export function staleWindows(exploration: Exploration, label: string): Html | null {
  const { staleReads } = exploration;
  if (staleReads.length === 0) return null;
  return html`<p class="hc-list-head">Check-to-use windows (TOCTOU)</p>
<div class="hc-scroll hc-win-scroll" tabindex="0" role="group" aria-label="${label}">
${picture(exploration, label)}
</div>
<ul class="hc-legend">${LEGEND.map(([sign, words]) => html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">${sign(7, 7)}</svg>${words}</li>`)}</ul>
<ul class="hc-list">${staleReads.map((read) => html`<li dir="auto">${windowText(exploration, read)}</li>`)}</ul>`;
}

/** A description of the window, with its duration if a run can have this order. */
function windowText(exploration: Exploration, read: StaleRead): string {
  const { trace, timing } = exploration;
  const { actor, check, use, variables, changedBy } = read;
  const steps = new Map<string, number[]>();
  for (const index of changedBy) {
    const what = `${trace[index]!.actor} changes ${listed(changedHere(exploration, read, index))}`;
    steps.set(what, [...(steps.get(what) ?? []), index]);
  }
  const changes = [...steps].map(([what, indices]) => `${what} at ${stepsText(indices)}`);
  const times = timing?.possible === true ? timing.times : [];
  const from = times[check];
  const to = times[use];
  const long =
    from === undefined || to === undefined
      ? ''
      : to === from
        ? ' In the run, both happen at the same instant.'
        : ` In the run, the window lasts ${humanDuration(to - from)}.`;
  return `${actor} reads ${listed(variables)} at ${stepsText([check])} and acts on ${variables.length === 1 ? 'it' : 'them'} at ${stepsText([use])}. In between, ${changes.join('; ')}.${long}`;
}

/** The variables in a stale read that are changed by the step at an index. */
function changedHere({ trace }: Exploration, { variables }: StaleRead, index: number): string[] {
  return variables.filter((name) => changeOf(trace[index]!, name) !== undefined);
}

/** Sizes in pixels. Within limits, steps are as wide as the drawing allows. */
const SIZE = {
  edge: 34,
  least: 34,
  most: 96,
  width: 880,
  row: 66,
  bar: 14,
  axis: 44,
  text: 12,
  small: 11,
} as const;

function picture(exploration: Exploration, label: string): Html {
  const { trace, staleReads } = exploration;
  // A long counterexample shows the same steps as its diagram, evenly spaced, with dots for the others.
  const shown = drawnSteps(exploration);
  const gaps = Math.max(shown.length - 1, 1);
  const pitch = Math.max(SIZE.least, Math.min(SIZE.most, Math.floor((SIZE.width - 2 * SIZE.edge) / gaps)));
  const x = (index: number) => SIZE.edge + shown.indexOf(index) * pitch;
  const line = staleReads.length * SIZE.row + 8;
  const titles = staleReads.map((read) => `${read.actor}: ${listed(read.variables)}`);
  const width = Math.max(
    SIZE.edge * 2 + gaps * pitch,
    ...titles.map((title, i) => x(staleReads[i]!.check) + textWidth(title, SIZE.text) + 8),
  );
  const height = line + SIZE.axis;
  const rows = staleReads.map((read, i) => barRow(exploration, read, { x, pitch, y: i * SIZE.row, line }));
  const steps = shown.map((index, place) => {
    const name = truncate(trace[index]!.actor, pitch - 4, SIZE.small);
    const isGap = place > 0 && index > shown[place - 1]! + 1;
    const dots = html`<text class="hc-win-who" x="${x(index) - pitch / 2}" y="${line + 18}" text-anchor="middle" font-size="${SIZE.text}">…</text>`;
    return html`${isGap && dots}<path class="hc-win-tick" stroke="currentColor" d="M${x(index)} ${line - 4}v8"/><text class="hc-win-step" x="${x(index)}" y="${line + 20}" text-anchor="middle" font-size="${SIZE.text}">${index + 1}</text><text class="hc-win-who" x="${x(index)}" y="${line + 36}" text-anchor="middle" font-size="${SIZE.small}">${name}</text>`;
  });
  const w = px(width);
  return html`<svg class="hc-win" width="${w}" height="${height}" viewBox="0 0 ${w} ${height}" role="img" aria-label="${`${label}: ${countOf(staleReads.length, 'bar')} over ${countOf(trace.length, 'step')}; the list below has the same data`}">
<path class="hc-win-line" stroke="currentColor" d="M${SIZE.edge} ${line}h${gaps * pitch}"/>
${rows}
${steps}
</svg>`;
}

interface Place {
  x(index: number): number;
  pitch: number;
  /** Top of the row. */
  y: number;
  /** Y position of the line with the steps. */
  line: number;
}

function barRow(exploration: Exploration, read: StaleRead, { x, pitch, y, line }: Place): Html {
  const { check, use, actor, variables, changedBy } = read;
  const top = y + 22;
  const middle = top + SIZE.bar / 2;
  const others = changedBy.map((index) => {
    const names = truncate(listed(changedHere(exploration, read, index)), pitch - 6, SIZE.small);
    return html`<path class="hc-win-drop" stroke="currentColor" stroke-dasharray="2 3" d="M${x(index)} ${middle}V${line}"/>${changeSign(x(index), middle)}<text class="hc-win-change" x="${x(index)}" y="${top + SIZE.bar + 16}" text-anchor="middle" font-size="${SIZE.small}">${names}</text>`;
  });
  return html`<g><title>${windowText(exploration, read)}</title><text class="hc-win-name" x="${x(check)}" y="${y + 15}" font-size="${SIZE.text}">${actor}: ${listed(variables)}</text><rect class="hc-win-bar" stroke="currentColor" x="${x(check)}" y="${top}" width="${x(use) - x(check)}" height="${SIZE.bar}"/>${others}${checkSign(x(check), middle)}${useSign(x(use), middle)}</g>`;
}

function checkSign(x: number, y: number): Html {
  return html`<circle class="hc-win-check" stroke="currentColor" cx="${x}" cy="${y}" r="5"/>`;
}

function useSign(x: number, y: number): Html {
  return html`<path class="hc-win-use" fill="currentColor" d="M${x - 5} ${y - 6}l10 6l-10 6Z"/>`;
}

function changeSign(x: number, y: number): Html {
  return html`<path class="hc-win-mark" fill="currentColor" d="M${x} ${y - 6}l6 6l-6 6l-6 -6Z"/>`;
}

const LEGEND: readonly (readonly [(x: number, y: number) => Html, string])[] = [
  [checkSign, 'reads'],
  [changeSign, 'another participant changes the value'],
  [useSign, 'acts on the stale value'],
];
