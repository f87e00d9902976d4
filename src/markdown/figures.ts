import { z } from 'zod';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Result } from '../result.ts';
import { disclosure, findRun, withPermalink } from '../views/markup/figure.ts';
import { html, raw } from '../views/markup/html.ts';
import { counterexampleFigure } from '../views/search/counterexample.ts';
import { counterexampleText } from '../views/search/counterexample-text.ts';
import { findExploration } from '../views/search/exploration.ts';
import { sequenceFigure, sequenceText } from '../views/sequence/sequence.ts';
import { unfiredSteps } from '../views/tables/unfired.ts';
import { nothingToShow, renderView, viewNames, viewNeeds } from '../views/views.ts';
import { nodeAt } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { nearest } from '../yaml/suggest.ts';
import { validate } from '../yaml/validate.ts';
import type { Block } from './blocks.ts';
import type { CitedValue } from './cite.ts';
import * as say from './diagnostics.ts';
import type { DrawDiagram, PageInput } from './page.ts';

/** Markup and diagnostics. The markup is empty if and only if there is an error. */
export interface Rendered {
  markup: string;
  diagnostics: Diagnostic[];
}

/** What a view shows. Default: the base, with all services that have data. */
export interface ViewSubject {
  variant?: string | undefined;
  service?: string | undefined;
}

/** Renders the figures on one page with unique ids. */
export interface Figures {
  /** A view of a single run or search. Its diagnostics point to `span`. */
  view(result: Result, name: string, of: ViewSubject, span: Span): Promise<Rendered>;
  readonly draw: DrawDiagram;
  readonly highlight: PageInput['highlight'];
  /** Returns `preferred`, with a number added if another figure on the page has that id. */
  id(preferred: string): string;
}

export function figuresOf({ draw, highlight }: PageInput): Figures {
  const taken = new Map<string, number>();
  const id = (preferred: string): string => {
    const uses = (taken.get(preferred) ?? 0) + 1;
    taken.set(preferred, uses);
    return uses === 1 ? preferred : `${preferred}-${uses}`;
  };
  return {
    draw,
    highlight,
    id,
    async view(result, name, { variant, service }, span) {
      if (!viewNames.includes(name)) {
        return failed(say.unknownView(span, name, nearest(name, viewNames), viewNames));
      }
      const missing = missingFor(result, name, variant);
      if (missing !== null) return failed(missing(span, name));
      const nothing = nothingToShow(name, result, { variant, service });
      if (nothing !== null) return failed(say.emptyView(span, name, nothing));
      const options = { variant, service, id: id(`hc-${name}-${result.scenario}-${variant ?? 'base'}`) };
      const picture = pictureOf(result, name, options);
      const linked = (markup: string): Rendered => ({
        markup: withPermalink(
          markup,
          options.id.replace(/^hc-/, 'figure-'),
          `${name} of ${result.scenario}, ${variant ?? 'base'}`,
        ),
        diagnostics: [],
      });
      if (picture === null) return linked(renderView(name, result, options));
      const drawn = await draw(options.id, picture.text);
      if (!drawn.ok) return failed(say.viewDiagram(span, drawn.message));
      return linked(picture.figure(drawn.svg));
    },
  };
}

/** The diagnostic for a view that needs a run or search that the result doesn't have. */
function missingFor(result: Result, name: string, variant?: string): typeof say.noRun | null {
  switch (viewNeeds(name)) {
    case 'run':
      return findRun(result, variant) === null ? say.noRun : null;
    case 'search':
      return findExploration(result, variant) === null ? say.noSearch : null;
    case 'neither':
      return null;
  }
}

/** For a view with a diagram: the mermaid text, and the figure that contains the drawing. */
function pictureOf(
  result: Result,
  name: string,
  options: { variant: string | undefined },
): { text: string; figure(svg: string): string } | null {
  const run = findRun(result, options.variant);
  if (name === 'sequence' && run !== null) {
    return { text: sequenceText(result, run), figure: (svg) => sequenceFigure(result, run, svg) };
  }
  const exploration = findExploration(result, options.variant);
  if (name === 'counterexample' && exploration !== null && exploration.trace.length > 0) {
    return {
      text: counterexampleText(result, exploration),
      figure: (svg) => counterexampleFigure(result, exploration, svg),
    };
  }
  return null;
}

/**
 * The markup that replaces a scenario block: its views in the order of `show`, then its collapsed source.
 *
 * @param shown   the block's text as the page shows it
 * @param placeOf returns the span of the n-th name under `show`
 */
export async function scenarioMarkup(
  figures: Figures,
  result: Result,
  { block, shown }: { readonly block: Block; readonly shown: string },
  placeOf: (index: number) => Span,
): Promise<Rendered> {
  const named = result.show.length > 0;
  const names = named ? result.show : defaultViews(result);
  const made: Rendered[] = [];
  for (const [index, name] of names.entries()) {
    // Unknown names already have diagnostics.
    if (!viewNames.includes(name)) continue;
    made.push(await figures.view(result, name, {}, named ? placeOf(index) : block.opening));
  }
  const source = await figures.highlight(shown, 'scenario');
  const body = html`<div class="hc-scenario" id="${figures.id(`hc-scenario-${result.scenario}`)}">
${made.map((one) => raw(`${one.markup}\n`))}${unfiredSteps(result)}${disclosure(`Scenario source: ${result.scenario}`, raw(source))}
</div>`;
  return { markup: body.toString(), diagnostics: made.flatMap((one) => one.diagnostics) };
}

/** Views for a scenario without `show`: all views that have data. */
export function defaultViews(result: Result): string[] {
  const base = result.runs[0];
  const search = result.explorations[0];
  const has = (name: string) => nothingToShow(name, result) === null;
  const views = {
    timeline: base !== undefined,
    sequence: base !== undefined,
    load: base !== undefined && has('load'),
    measures: base !== undefined && has('measures'),
    outcomes: base !== undefined && has('outcomes'),
    impact: base !== undefined && base.services.length + base.conditions.length > 0,
    // A single call doesn't need a graph.
    dependencies: base !== undefined && result.dependencies.length > 1,
    curves: base !== undefined && has('curves'),
    fit: base !== undefined && base.marks.length + base.facts.length + base.quantities.length > 0,
    variants: result.runs.length > 1,
    sweep: has('sweep'),
    sensitivity: has('sensitivity'),
    map: has('map'),
    verdicts: search !== undefined,
    counterexample: search?.verdict === 'violated',
    assumptions: result.constants.length > 0 || result.assumes.length > 0,
  };
  return Object.entries(views).flatMap(([name, shown]) => (shown ? [name] : []));
}

/** A diagram's text without its comments. */
export function withoutDiagramComments(text: string): string {
  return text.replace(/^[ \t]*%%.*(?:\n|$)/gm, '');
}

/**
 * An author's mermaid block: the diagram, with its source as a text alternative.
 *
 * @param shown the source as the page shows it
 */
export async function authorDiagram(figures: Figures, block: Block, shown: string): Promise<Rendered> {
  const { text } = block.source;
  const drawn = await figures.draw(figures.id('hc-diagram'), text);
  if (!drawn.ok) return failed(say.diagramSyntax(lineSpan(block, drawn.line), drawn.message));
  const titled = /^\s*accTitle\s*:\s*\S/m.test(text);
  const diagnostics = titled ? [] : [say.noDiagramTitle(block.opening)];
  const source = await figures.highlight(shown, 'mermaid');
  const markup = html`<figure class="hc-figure hc-diagram">
<div class="hc-scroll" tabindex="0" role="group" aria-label="diagram">${raw(drawn.svg)}</div>
${disclosure('Diagram source', raw(source))}
</figure>`;
  return { markup: markup.toString(), diagnostics };
}

/**
 * A cited value: the text, an icon for its basis, and the basis in words.
 *
 * @param to the model page's address; null if the value can't be a link
 */
export function citeMarkup({ text, basis, origin }: CitedValue, to: string | null): string {
  const value = to === null ? html`${text}` : html`<a class="hc-cite-link" href="${to}">${text}</a>`;
  return html`<span class="hc-cite hc-basis-${basis}" title="${origin}">${value}<svg class="hc-cite-sign" width="8" height="8" aria-hidden="true"><use href="#hc.${basis}"/></svg><span class="hc-unseen"> (${basis})</span></span>`.toString();
}

/** The span of a line in a block, or of the block's opening line if the number is null or out of range. */
function lineSpan(block: Block, line: number | null): Span {
  const lines = block.source.text.split('\n');
  if (line === null || line < 1 || line > lines.length) return block.opening;
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const written = lines[line - 1]!;
  const indent = written.length - written.trimStart().length;
  return block.source.spanAt(start + indent, start + written.length);
}

function failed(diagnostic: Diagnostic): Rendered {
  return { markup: '', diagnostics: [diagnostic] };
}

/** A `show` block, which places a view of a scenario on the page. */
const showSchema = z.strictObject({
  scenario: z.string().meta({ description: 'Id of a scenario on this page.', examples: ['cold-cache'] }),
  view: z.string().meta({ description: 'Name of the view.', examples: ['timeline'] }),
  variant: z
    .string()
    .optional()
    .meta({ description: 'Variant to show. Defaults to the base.', examples: ['warmed'] }),
  service: z
    .string()
    .optional()
    .meta({
      description: 'Service to show, in views with one chart per service. Defaults to all of them.',
      examples: ['checkout'],
    }),
});

/** A view requested by a `show` block. */
export interface ShownView extends z.output<typeof showSchema> {
  /** The span of a key's value. */
  placeOf(key: 'scenario' | 'view' | 'variant'): Span;
}

/** Reads a `show` block. `shown` is null if and only if there is an error. */
export function readShow(source: SourceText): { shown: ShownView | null; diagnostics: Diagnostic[] } {
  const { root, diagnostics } = readYaml(source, 'the show block');
  if (root === null) return { shown: null, diagnostics };
  const { value, diagnostics: misfits } = validate(showSchema, source, root);
  const placeOf = (key: string): Span => {
    const node = nodeAt(root, [key]);
    return source.spanAt(node.start, node.end);
  };
  return { shown: value === null ? null : { ...value, placeOf }, diagnostics: [...diagnostics, ...misfits] };
}
