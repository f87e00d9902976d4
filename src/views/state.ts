import type { Result, Run } from '../result.ts';
import { type Column, dataTable, figure, origin, runName, sentence, type ViewOptions } from './figure.ts';
import { html } from './html.ts';
import { formatValue } from './number-format.ts';
import { timesOf } from './time-format.ts';

const COLUMNS: readonly Column[] = [{ head: 'Name' }, { head: 'Value' }];

/** Shared state when the run ended. */
export function finalState(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: final state`;
  const values = Object.entries(run.final);
  const when = `Shared state at ${timesOf(result).say(run.ended.at)}, when the ${runName(run)} ended.`;
  if (values.length === 0) {
    return figure('state', title, sentence(when, ' There is none.'), null).toString();
  }
  const rows = values.map(
    ([
      name,
      value,
    ]) => html`<tr><th scope="row"><code class="hc-code">${name}</code></th><td class="hc-what" dir="auto">${formatValue(value)}</td></tr>
`,
  );
  const body = html`${dataTable(`${title}, ${runName(run)}`, COLUMNS, rows, 'state')}
${origin(result, run)}`;
  return figure('state', title, sentence(when), body).toString();
}
