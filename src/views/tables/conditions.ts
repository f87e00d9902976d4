import type { ConditionResult, ConditionWindow } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { affectedText, conditionTitle, heldText } from '../drawing/condition-words.ts';
import { attribute, type Html, html } from '../markup/html.ts';
import { countOf } from '../words/number-format.ts';
import { type Times, timeCell } from '../words/time-format.ts';

/**
 * A condition's rows in the impact table.
 *
 * @param blank number of columns that apply only to services
 */
export function conditionRows(condition: ConditionResult, blank: number, times: Times): Html[] {
  const { windows, unit, service } = condition;
  const span = windows.length > 1 ? windows.length : null;
  const total =
    windows.length > 1 &&
    html` <span class="hc-sub">${countOf(windows.length, 'period')}, ${heldText(condition).replace(/ in \d+ periods$/, '')} in total</span>`;
  const of = service !== null && html` <span class="hc-sub">${service}</span>`;
  const head = html`<th scope="row"${attribute('rowspan', span)} dir="auto">${conditionTitle(condition)}${of}<code class="hc-code">${condition.while}</code>${total}</th>`;
  const empty = html`${Array.from({ length: blank }, () => html`<td class="hc-num">–</td>`)}`;
  if (windows.length === 0) {
    return [
      html`<tr>${head}<td colspan="3"><strong>No impact.</strong></td>${empty}<td class="hc-num">${affectedText(condition.affected, unit)}</td></tr>
`,
    ];
  }
  return windows.map(
    (window, i) =>
      html`<tr>${i === 0 && head}${timeCells(window, times)}${empty}<td class="hc-num">${affectedText(window.affected, unit)}</td></tr>
`,
  );
}

function timeCells({ from, to }: ConditionWindow, times: Times): Html {
  const ended = to === null ? html`<strong>not by end of run</strong>` : timeCell(times, to);
  const length = to === null ? 'until end of run' : humanDuration(to - from);
  return html`<td>${timeCell(times, from)}</td><td>${ended}</td><td class="hc-num">${length}</td>`;
}
