import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { Ported } from '../../hindcast.ts';
import { controlsOf } from '../../play/controls.ts';
import { modelScript } from '../../play/model-script.ts';
import { numbersPanel } from '../../play/panel.ts';
import type { Result } from '../../result.ts';
import { allRows, outcomeTable } from '../../views/card/rows.ts';
import { confidenceLine } from '../../views/card/sure.ts';
import { disclosure } from '../../views/markup/figure.ts';
import { type Html, html, raw } from '../../views/markup/html.ts';
import { withStepIds } from '../../views/search/counterexample.ts';
import { unfiredSteps } from '../../views/tables/unfired.ts';
import { withEventIds } from '../../views/trace/moments.ts';
import { countOf } from '../../views/words/number-format.ts';
import { viewWords } from '../../views/words/view-names.ts';
import type { YamlNode } from '../../yaml/node.ts';
import type { Finding, ModelPage } from './finding.ts';
import { processesInWords } from './in-words.ts';

/** A view that a model's page shows. */
export interface WantedView {
  readonly name: string;
  readonly variant?: string | undefined;
  readonly service?: string | undefined;
  /** The span that the view's diagnostics point to. */
  readonly span: Span;
}

/** Draws a view. The markup is empty if there is an error. */
export type DrawView = (view: WantedView) => Promise<{ markup: string; diagnostics: readonly Diagnostic[] }>;

export interface ModelInput {
  readonly result: Result;
  readonly finding: Finding;
  /** The scenario's YAML. */
  readonly root: YamlNode;
  readonly views: readonly WantedView[];
  readonly draw: DrawView;
  /** The scenario as plain text. `source` is the same text with syntax highlighting, as HTML. */
  readonly text: string;
  readonly source: string;
  /** The model that readers can run; null if there is none. */
  readonly ported: Ported | null;
}

type SectionId =
  | 'words'
  | 'steps'
  | 'run'
  | 'variants'
  | 'numbers'
  | 'try'
  | 'observed'
  | 'assumptions'
  | 'source';

/** Titles of the sections, in page order. */
const TITLES: readonly (readonly [SectionId, string])[] = [
  ['words', 'In words'],
  ['steps', 'Step by step'],
  ['run', 'The run'],
  ['variants', 'Variants compared'],
  ['numbers', 'With other numbers'],
  ['try', 'Change the numbers'],
  ['observed', 'Compared with what was observed'],
  ['assumptions', 'Assumptions and numbers'],
  ['source', 'The model as written'],
];

/** The section that needs a script. It's hidden until the script shows it. */
const SCRIPTED: SectionId = 'try';

/** The section that each view belongs to. All other views belong to the section about the run. */
const SECTIONS: Readonly<Record<string, SectionId>> = {
  counterexample: 'steps',
  'side-by-side': 'steps',
  variants: 'variants',
  verdicts: 'variants',
  sweep: 'numbers',
  sensitivity: 'numbers',
  map: 'numbers',
  fit: 'observed',
  curves: 'observed',
  assumptions: 'assumptions',
  expectations: 'assumptions',
};

/** Views that are collapsed, because few readers need their details. */
const FOLDED: ReadonlySet<string> = new Set([
  'sequence-table',
  'state',
  'expectations',
  'variants',
  'verdicts',
  'side-by-side',
]);

/** The page of a scenario's model: everything that a reader needs to check the finding. */
export async function modelPage(input: ModelInput): Promise<{ page: ModelPage; diagnostics: Diagnostic[] }> {
  const { result, finding } = input;
  const diagnostics: Diagnostic[] = [];
  const parts = new Map<SectionId, Html[]>();
  const add = (section: SectionId, part: Html | null): void => {
    if (part !== null) parts.set(section, [...(parts.get(section) ?? []), part]);
  };
  let isPlayed = false;
  add('words', processesInWords(input.root, result));
  add('variants', variantsTable(result));
  for (const view of input.views) {
    const drawn = await input.draw(view);
    diagnostics.push(...drawn.diagnostics);
    if (drawn.markup === '') continue;
    const section = SECTIONS[view.name] ?? 'run';
    const isDetail = FOLDED.has(view.name) && (view.name !== 'verdicts' || result.explorations.length > 1);
    // A page shows one view of the run, and collapses the others.
    const isFolded = isDetail || (section === 'run' && parts.has('run'));
    const figure = withoutTitle(drawn.markup, result.title);
    const markup = view.variant === undefined ? withPlayerIds(view.name, figure) : figure;
    isPlayed ||= markup !== figure;
    add(section, isFolded ? fold(view, markup) : raw(markup));
  }
  add('run', unfiredSteps(result));
  const controls = input.ported === null ? null : controlsOf(input.ported.model);
  if (controls !== null) add('try', numbersPanel(controls));
  add('source', disclosure(`Scenario ${result.scenario}, ${linesOf(input.text)}`, raw(input.source)));
  const shown = TITLES.filter(([id]) => parts.has(id));
  const sections = shown.map(
    ([
      id,
      title,
    ]) => html`<section class="hc-model-part" aria-labelledby="${id}"${id === SCRIPTED && ' hidden'}>
<h2 id="${id}">${title}</h2>
${parts.get(id)!.map(
  (part) => html`${part}
`,
)}</section>
`,
  );
  const page: ModelPage = {
    id: result.scenario,
    title: finding.title,
    titleHtml: finding.titleHtml,
    lead: finding.lead,
    html: html`${confidenceLine(result)}
${sections}`.toString(),
    // Links can't lead to a section that is hidden without scripts.
    isPlayed,
    headings: shown.filter(([id]) => id !== SCRIPTED).map(([slug, text]) => ({ depth: 2, slug, text })),
    script: input.ported === null || controls === null ? null : modelScript(input.ported),
  };
  return { page, diagnostics };
}

/** Adds ids to the steps or events of a figure that readers can step through. */
function withPlayerIds(view: string, markup: string): string {
  if (view === 'counterexample') return withStepIds(markup);
  return view === 'timeline' ? withEventIds(markup) : markup;
}

/** Removes the scenario's title from a figure's title, since the page already shows it. */
function withoutTitle(markup: string, title: string): string {
  const prefix = html`<strong class="hc-title" dir="auto">${`${title}: `}`.toString();
  const start = markup.indexOf(prefix);
  if (start < 0) return markup;
  const rest = markup.slice(start + prefix.length);
  return `${markup.slice(0, start)}<strong class="hc-title" dir="auto">${rest[0]!.toUpperCase()}${rest.slice(1)}`;
}

/** The table of all variants. Null if there is only the base. */
function variantsTable(result: Result): Html | null {
  const rows = allRows(result);
  return rows.length < 2 ? null : outcomeTable(result, rows, `All variants: ${result.title}`);
}

function fold({ name, variant }: WantedView, markup: string): Html {
  return disclosure(variant === undefined ? viewWords(name) : `${viewWords(name)}, ${variant}`, raw(markup));
}

function linesOf(text: string): string {
  return countOf(text.trimEnd().split('\n').length, 'line');
}
