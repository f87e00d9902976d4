import type { Exploration, Result, Run } from '../result.ts';
import { exploredOrigin } from './exploration.ts';
import { type Column, dataTable, figure, origin, sentence, type ViewOptions } from './figure.ts';
import { html } from './html.ts';
import { countOf } from './number-format.ts';
import { verdict } from './verdict.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Variant' },
  { head: 'Claim' },
  { head: 'Found' },
  { head: 'Verdict' },
];

/** What the write-up claims about its runs and searches, each claim with what was found. */
export function expectations(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: claims`;
  const of = (made: Run | Exploration, where: string) =>
    made.expectations.map((claim) => ({ ...claim, variant: made.variant, where }));
  const claims = [
    ...result.runs.flatMap((run) => of(run, 'one run')),
    ...result.explorations.flatMap((exploration) => of(exploration, 'every interleaving')),
  ];
  if (claims.length === 0) {
    return figure('expectations', title, sentence('The scenario makes no claims.'), null).toString();
  }
  const rows = claims.map(
    ({
      variant,
      where,
      claim,
      found,
      met,
    }) => html`<tr><th scope="row" dir="auto">${variant}${result.explorations.length > 0 && html`<span class="hc-sub">${where}</span>`}</th><td class="hc-what" dir="auto">${claim}</td><td class="hc-what" dir="auto">${found}</td><td>${met ? verdict('good', 'met') : verdict('bad', 'not met')}</td></tr>
`,
  );
  const met = claims.filter((claim) => claim.met).length;
  const summary = `${countOf(claims.length, 'claim')}: ${met} met, ${claims.length - met} not met. The build checks them each time.`;
  const body = html`${dataTable(title, COLUMNS, rows, 'expectations')}
${result.runs.length > 0 && origin(result, null)}
${result.explorations.length > 0 && exploredOrigin(result, null)}`;
  return figure('expectations', title, sentence(summary), body).toString();
}
