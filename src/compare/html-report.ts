import type { Result } from '../result.ts';
import { type Html, html, raw } from '../views/markup/html.ts';
import { renderView } from '../views/views.ts';
import type { Difference, DifferenceKind, ScenarioSnapshot, SiteSnapshot } from './difference.ts';
import { type Piece, sentenceOf, summaryOf } from './sentences.ts';

/** For each kind of difference, the views that show it. They're rendered side by side for both versions. */
const VIEWS: Partial<Record<DifferenceKind, readonly string[]>> = {
  'tolerance-widened': ['fit'],
  'tolerance-removed': ['fit'],
  'tolerance-added': ['fit'],
  'label-changed': ['fit'],
  'effect-changed': ['variants'],
  'verdict-changed': ['verdicts'],
  'states-changed': ['verdicts'],
  'fact-changed': ['fit'],
  'mark-appeared': ['timeline', 'fit'],
  'mark-disappeared': ['timeline', 'fit'],
  'mark-moved': ['timeline', 'fit'],
  'impact-changed': ['impact'],
  'failures-changed': ['impact'],
  'outcome-changed': ['outcomes'],
  'curve-changed': ['curves'],
  'claim-changed': ['expectations'],
  'claim-added': ['expectations'],
  'claim-removed': ['expectations'],
  'constant-changed': ['assumptions'],
  'assumption-added': ['assumptions'],
  'assumption-removed': ['assumptions'],
  'variant-added': ['variants'],
  'variant-removed': ['variants'],
};

/** The comparison as the body of an HTML page: the list of differences, then each changed view before and after. */
export function htmlReport(
  differences: readonly Difference[],
  before: SiteSnapshot,
  after: SiteSnapshot,
): string {
  const own = differences.filter(({ cause }) => cause === 'text');
  const engine = differences.filter(({ cause }) => cause === 'engine');
  return html`<main class="hc-diff">
<h1>Changes</h1>
<p class="hc-diff-summary">${summaryOf(differences)}</p>
${list(own, after, before)}
${engine.length > 0 && html`<section><h2>From another engine version</h2>${list(engine, after, before)}</section>`}
${changedScenarios(own).map((one) => scenarioViews(one, before, after))}
</main>`.toString();
}

function list(differences: readonly Difference[], ...sites: SiteSnapshot[]): Html | null {
  if (differences.length === 0) return null;
  const title = (slug: string): string =>
    sites.flatMap(({ incidents }) => incidents).find((one) => one.slug === slug && one.page !== null)?.page
      ?.incident.title ?? slug;
  return html`<ol class="hc-diff-list">${differences.map(
    (one) =>
      html`<li class="hc-diff-${one.kind}" dir="auto"><strong>${title(one.incident)}</strong>: ${sentenceOf(one).map(piece)}</li>
`,
  )}</ol>`;
}

function piece(part: Piece): Html | string {
  return typeof part === 'string' ? part : html`<q>${part.quoted}</q>`;
}

interface ChangedScenario {
  readonly incident: string;
  readonly scenario: string;
  /** Views with their variants, without duplicates. */
  readonly views: readonly { readonly view: string; readonly variant: string }[];
}

function changedScenarios(differences: readonly Difference[]): ChangedScenario[] {
  const out = new Map<
    string,
    { incident: string; scenario: string; views: Map<string, ChangedScenario['views'][number]> }
  >();
  for (const { kind, incident, scenario, variant } of differences) {
    if (scenario === null) continue;
    const key = `${incident} ${scenario}`;
    const entry = out.get(key) ?? { incident, scenario, views: new Map() };
    out.set(key, entry);
    for (const view of VIEWS[kind] ?? []) {
      entry.views.set(`${view} ${variant ?? 'base'}`, { view, variant: variant ?? 'base' });
    }
  }
  return [...out.values()].map(({ views, ...rest }) => ({ ...rest, views: [...views.values()] }));
}

function scenarioViews(changed: ChangedScenario, before: SiteSnapshot, after: SiteSnapshot): Html | null {
  const was = scenarioOf(before, changed);
  const is = scenarioOf(after, changed);
  if (changed.views.length === 0 || (was === null && is === null)) return null;
  return html`<section><h2 dir="auto">${is?.title ?? was?.title}</h2>
${changed.views.map(
  ({ view, variant }) => html`<div class="hc-diff-pair">
<section aria-label="before"><h3>Before</h3>${viewOf(was?.result, view, variant, 'was')}</section>
<section aria-label="after"><h3>After</h3>${viewOf(is?.result, view, variant, 'is')}</section>
</div>`,
)}
</section>`;
}

function viewOf(result: Result | undefined, view: string, variant: string, side: string): Html {
  if (result === undefined) return html`<p>This version doesn't have the scenario.</p>`;
  return raw(renderView(view, result, { variant, id: `diff-${side}-${result.scenario}-${view}-${variant}` }));
}

function scenarioOf(site: SiteSnapshot, { incident, scenario }: ChangedScenario): ScenarioSnapshot | null {
  const page = site.incidents.find(({ slug }) => slug === incident)?.page;
  return page?.scenarios.find(({ id }) => id === scenario) ?? null;
}
