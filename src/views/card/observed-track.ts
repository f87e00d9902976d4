import type { MarkResult, Micros, ObservedFact, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { type Html, html } from '../markup/html.ts';
import { basisShape, basisSign } from '../markup/provenance.ts';
import { factsById } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { sentenceCase } from '../words/number-format.ts';
import { precisionOf, type Times, timesOf } from '../words/time-format.ts';

/** Maximum number of rows on a card. */
const MOST_ROWS = 6;
/** Space at both ends of a track, in percent. */
const EDGE = 2;

interface Row {
  readonly mark: MarkResult;
  readonly fact: ObservedFact;
}

/** Predicted times and the corresponding observed times, one row per mark. Null if no mark is compared. */
export function observedTracks(result: Result, run: Run): Html | null {
  const rows = comparedRows(result, run);
  if (rows.length === 0) return null;
  const times = timesOf(result);
  const all = rows.flatMap(({ mark, fact }) => (mark.at === null ? [fact.t] : [fact.t, mark.at]));
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const x = (t: Micros): number =>
    to === from ? 50 : round(EDGE + ((t - from) / (to - from)) * (100 - 2 * EDGE));
  return html`<ul class="hc-tracks">
${rows.map((row) => track(row, x, times))}</ul>
<p class="hc-tracks-key"><span>${sign('observed')} observed</span> <span>${sign('simulated')} simulated</span></p>`;
}

/** Predictions come first, since they are the strongest evidence. Fitted times and inputs prove nothing. */
function comparedRows(result: Result, run: Run): Row[] {
  const facts = factsById(result);
  const compared = run.marks.flatMap((mark): Row[] => {
    const fact = facts.get(mark.observed ?? '');
    return fact === undefined ? [] : [{ mark, fact }];
  });
  const predicted = compared.filter(({ mark }) => mark.basis === 'computed');
  return (predicted.length > 0 ? predicted : compared)
    .slice(0, MOST_ROWS)
    .sort((a, b) => a.fact.t - b.fact.t);
}

function track({ mark, fact }: Row, x: (t: Micros) => number, times: Times): Html {
  const at = x(fact.t);
  const observed = html`<svg class="hc-track-sign hc-basis-observed" x="${at}%" y="10" width="1" height="1">${basisShape('observed', 0, 0, 4.5)}</svg>`;
  const line =
    mark.at !== null &&
    html`<line class="hc-track-line" x1="${at}%" x2="${x(mark.at)}%" y1="10" y2="10"/><circle class="hc-track-dot" cx="${x(mark.at)}%" cy="10" r="4.5"/>`;
  return html`<li><span class="hc-track-name" dir="auto">${sentenceCase(plainName(mark.id))} <span class="hc-track-at">${times.say(fact.t, precisionOf(fact.at))}</span></span><svg class="hc-track" width="100%" height="20" aria-hidden="true"><line class="hc-track-rail" x1="0" x2="100%" y1="10" y2="10"/>${line}${observed}</svg><span class="hc-track-off">${offText(mark)}</span></li>
`;
}

/** `8 min early`, `never`. */
function offText({ at, status, residual, basis }: MarkResult): string {
  if (basis === 'input') return 'input';
  if (at === null || residual === null) return status === 'never' ? 'never comes' : 'not by the end';
  const off =
    residual === 0 ? 'exact' : `${humanDuration(Math.abs(residual))} ${residual > 0 ? 'late' : 'early'}`;
  return basis === 'fit' ? `${off}, fitted` : off;
}

function sign(basis: 'observed' | 'simulated'): Html {
  return html`<span class="hc-basis-${basis}">${basisSign(basis)}</span>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
