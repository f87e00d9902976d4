import type { MarkResult, ObservedFact } from '../result.ts';
import type { Sweep } from '../result-sweep.ts';
import { type Html, html } from './html.ts';
import { count } from './number-format.ts';
import type { Times } from './time-format.ts';

/** Over which runs a range goes, in a word. */
const OVER = { seeds: 'seeds', draws: 'joint draws', ties: 'orders of ties' } as const;

/** Between which moments a mark lies in 90 of 100 runs, for each kind of sweep, and whether the record's moment does. */
export function markRanges(
  mark: MarkResult,
  fact: ObservedFact | undefined,
  sweeps: readonly Sweep[],
  times: Times,
): Html {
  const lines = sweeps.flatMap((sweep) => {
    const swept = sweep.marks.find(({ id }) => id === mark.id);
    if (swept === undefined) return [];
    const of = `${count(swept.runs)} ${OVER[sweep.kind]}`;
    const { p5, p95 } = swept.at;
    if (p5 === null || p95 === null) return [html`<span class="hc-line-of">in none of ${of}</span>`];
    const range =
      p5 === p95 ? times.say(p5, 'second') : `${times.say(p5, 'second')} to ${times.say(p95, 'second')}`;
    const came = swept.happened === swept.runs ? `all of ${of}` : `${count(swept.happened)} of ${of}`;
    return [
      html`<span class="hc-line-of">${range}<span class="hc-sub">${came}${inside(fact, p5, p95)}</span></span>`,
    ];
  });
  return lines.length === 0 ? html`–` : html`${lines}`;
}

function inside(fact: ObservedFact | undefined, p5: number, p95: number): string {
  if (fact === undefined) return '';
  return fact.t >= p5 && fact.t <= p95 ? '; the record lies inside' : '; the record lies outside';
}
