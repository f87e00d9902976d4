import type { Span } from '../diagnostic/diagnostic.ts';
import { MOST_FINDING } from '../result/card.ts';
import type { Result } from '../result.ts';
import { longFinding } from '../scenario/card/diagnostics.ts';
import { findingCard } from '../views/card/card.ts';
import { html, raw } from '../views/markup/html.ts';
import { viewNames } from '../views/views.ts';
import { plainName } from '../views/words/names.ts';
import { viewWords } from '../views/words/view-names.ts';
import { nodeAt } from '../yaml/node.ts';
import { type CitedValue, citedValue, parseCite } from './cite.ts';
import * as say from './diagnostics.ts';
import { citeMarkup, defaultViews, type ShownView } from './figures.ts';
import { type Finding, findingOf, type ModelPage, modelPath } from './models/finding.ts';
import { modelPage, type WantedView } from './models/model-page.ts';
import type { PageInput } from './page.ts';
import { findResult, type ModelInProgress, type Page, put } from './page-state.ts';
import { firstResult } from './unfinished.ts';

/** Longer models are plain text, since colors take three times as many bytes. */
const MOST_HIGHLIGHTED = 4000;

/** Builds the pages of a write-up's models, and puts cards and links to these pages in place of the blocks. */
export async function placeModels(page: Page): Promise<{ findings: Finding[]; models: ModelPage[] }> {
  const findings: Finding[] = [];
  const models: ModelPage[] = [];
  const cards: { model: ModelInProgress; sections: readonly string[] }[] = [];
  for (const [i, model] of page.models.entries()) {
    const { result, root, shown, ported, isFinal, notice } = model;
    const finding = findingOf(result, i + 1, writtenFinding(page, model));
    const made = await modelPage({
      result,
      finding,
      root,
      views: wantedViews(page, model),
      draw: ({ name, span, ...of }) => page.figures.view(result, name, of, span),
      text: shown,
      source: await page.figures.highlight(shown, shown.length > MOST_HIGHLIGHTED ? '' : 'scenario'),
      ported,
    });
    if (isFinal) page.diagnostics.push(...made.diagnostics);
    findings.push(finding);
    models.push({ ...made.page, html: notice(made.page.html) });
    const sections = made.page.headings.map(({ slug }) => slug);
    cards.push({ model, sections: made.page.script === null ? sections : [...sections, 'try'] });
  }
  for (const [i, { model, sections }] of cards.entries()) {
    const { result, root, block, isFinal, notice } = model;
    const options = {
      ...findings[i]!,
      of: findings.length,
      title: raw(findings[i]!.titleHtml),
      sections,
      verifying: verifyingVariants(page.input, result),
    };
    const cardAt = (level: 2 | 3) => findingCard(result, { ...options, level });
    const { card, nothing } = cardAt(3);
    const figure = nodeAt(root, ['figure']);
    if (nothing !== null && isFinal) {
      const span = block.source.spanAt(figure.start, figure.end);
      page.diagnostics.push(say.emptyView(span, result.card?.figure ?? '', nothing));
    }
    put(page, block, notice(card.toString()), () => notice(cardAt(2).card.toString()));
  }
  for (const { block, shown } of page.shows) {
    const found = models.find(({ id }) => id === shown.scenario);
    put(page, block, found === undefined ? firstResult(shown.scenario) : viewLink(shown));
  }
  return { findings, models };
}

/** The views under `show` (by default, all that have data), plus the views that `show` blocks on the page ask for. */
function wantedViews(page: Page, { result, block, placeOf }: ModelInProgress): WantedView[] {
  const isNamed = result.show.length > 0;
  const own = (isNamed ? result.show : defaultViews(result)).flatMap((name, i): WantedView[] =>
    // Unknown names already have diagnostics.
    viewNames.includes(name) ? [{ name, span: isNamed ? placeOf(i) : block.opening }] : [],
  );
  const asked = page.shows
    .filter(({ shown }) => shown.scenario === result.scenario)
    .map(
      ({ shown: { view, variant, service, placeOf: spanOf } }): WantedView => ({
        name: view,
        variant: variant === 'base' ? undefined : variant,
        service,
        span: spanOf('view'),
      }),
    );
  const keyOf = ({ name, variant, service }: WantedView): string => JSON.stringify([name, variant, service]);
  return [...new Map([...own, ...asked].reverse().map((view) => [keyOf(view), view])).values()].reverse();
}

/** The author's finding, with values in place of citations. Null if there is none or a citation has no value. */
function writtenFinding(
  page: Page,
  { result, root, block, isFinal }: ModelInProgress,
): { text: string; markup: string } | null {
  const finding = result.card?.finding;
  if (finding === undefined) return null;
  const node = nodeAt(root, ['finding']);
  const span = block.source.spanAt(node.start, node.end);
  const parts = finding.split(/`([^`]*)`/).map((part, i): { text: string; markup: string } | null => {
    if (i % 2 === 0) return { text: part, markup: html`${part}`.toString() };
    if (!part.startsWith('sim:')) return { text: part, markup: html`<code>${part}</code>`.toString() };
    const value = valueAt(page, part.slice('sim:'.length).trim(), span, isFinal);
    return value === null ? null : { text: value.text, markup: citeMarkup(value, null) };
  });
  if (parts.some((part) => part === null)) return null;
  const text = parts.map((part) => part!.text).join('');
  if (isFinal && [...text].length > MOST_FINDING) {
    page.diagnostics.push(longFinding(span, [...text].length, MOST_FINDING));
  }
  return { text, markup: parts.map((part) => part!.markup).join('') };
}

/**
 * The value at a path in a finding; null if there is none, which is reported unless results are still being computed.
 */
function valueAt(page: Page, written: string, span: Span, isFinal: boolean): CitedValue | null {
  const path = parseCite(written);
  if (path === null) {
    page.diagnostics.push(say.citeForm(span, written));
    return null;
  }
  const result = findResult(page, path.scenario, () => span);
  if (result === null) return null;
  const { value, finding } = citedValue(result, path, span);
  if (finding !== undefined && isFinal && !page.unfinished.has(path.scenario)) page.diagnostics.push(finding);
  return value ?? null;
}

/** The variants of a scenario that actions name in `verified_by`. */
function verifyingVariants({ verifying }: PageInput, { scenario }: Result): string[] {
  return verifying.flatMap((written) => {
    const [id, variant] = written.split('#');
    return id === scenario && variant !== undefined ? [variant] : [];
  });
}

/** The line that replaces a `show` block. */
function viewLink({ scenario, view, variant, service }: ShownView): string {
  const of = [variant ?? 'base', service].filter((one) => one !== undefined && one !== 'base');
  const words = [viewWords(view), ...of.map((one) => plainName(one!))].join(', ');
  const figure = `figure-${view}-${scenario}-${variant ?? 'base'}`;
  return html`<p class="hc-show"><a href="${modelPath(scenario)}#${figure}">${words}</a> <span class="hc-show-where">on the ${scenario} model page</span></p>`.toString();
}
