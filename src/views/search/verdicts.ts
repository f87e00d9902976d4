import type { Exploration, ExploredProperty, Result, Run } from '../../result.ts';
import { type Tone, verdict } from '../drawing/signs.ts';
import {
  type Column,
  dataTable,
  disclosure,
  figure,
  origin,
  sentence,
  type ViewOptions,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { count, countOf, formatValue } from '../words/number-format.ts';
import {
  explorationName,
  exploredOrigin,
  hitWords,
  insideText,
  isWhole,
  listed,
  outcomeClause,
  verdictOf,
} from './exploration.ts';

/**
 * The base and its variants in every interleaving: what is changed, whether every property holds, in how many states, and
 * how far the base's counterexample gets in each variant.
 */
export function verdicts(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: every interleaving`;
  const { explorations } = result;
  const [base] = explorations;
  if (base === undefined) {
    return figure('verdicts', title, sentence('The scenario asks for no search.'), null).toString();
  }
  const isCompared = explorations.some((one) => one.againstBase !== null);
  const columns: Column[] = [
    { head: 'Variant' },
    { head: 'Verdict' },
    { head: 'States', numeric: true },
    { head: 'Transitions', numeric: true },
    ...(isCompared ? [{ head: 'The base’s counterexample here' }] : []),
  ];
  const rows = explorations.map((one) => variantRow(one, isCompared));
  const body = html`${dataTable(title, columns, rows, 'verdicts')}
${reachability(explorations)}
${insideGroups(explorations)}
<ul class="hc-notes">${meaning(result).map((text) => html`<li dir="auto">${text}</li>`)}</ul>
${disclosure('Every property in every search as a table', propertyTable(title, explorations))}
${exploredOrigin(result, null)}`;
  return figure('verdicts', title, sentence(summary(explorations)), body).toString();
}

function summary([base, ...others]: readonly Exploration[]): string {
  const first = outcomeClause(base!);
  if (others.length === 0) return `${first}.`;
  const holding = others.filter((one) => one.verdict === 'holds').length;
  const open = others.filter((one) => one.verdict === 'incomplete').length;
  const some =
    others.length === 1
      ? `the variant ${others[0]!.variant} ${holding === 1 ? 'holds' : 'does not hold'} in every interleaving`
      : `${holding === 0 ? 'none' : holding} of ${countOf(others.length, 'variant')} ${holding === 1 ? 'holds' : 'hold'} in every interleaving`;
  const undecided = open === 0 ? '' : `; ${open} ${open === 1 ? 'is' : 'are'} not decided`;
  return `${first}; ${others.length === open ? 'the variants are not decided' : `${some}${undecided}`}.`;
}

function variantRow(one: Exploration, isCompared: boolean): Html {
  const patches = one.patches.map(
    ({ path, value }) =>
      html`<span class="hc-sub hc-patch" dir="auto"><code class="hc-code">${path}: ${value}</code></span>`,
  );
  const what = one.variant === 'base' ? html`<span class="hc-sub">as written</span>` : patches;
  const states = isWhole(one) ? null : html`<span class="hc-sub">not all</span>`;
  return html`<tr><th scope="row" dir="auto">${one.variant}${what}</th><td dir="auto">${verdictOf(one)}${verdictDetail(one)}</td><td class="hc-num">${count(one.states)}${states}</td><td class="hc-num">${count(one.transitions)}</td>${isCompared && html`<td dir="auto">${againstBase(one)}</td>`}</tr>
`;
}

function verdictDetail(one: Exploration): Html | null {
  if (one.verdict === 'holds') return null;
  if (one.verdict === 'incomplete') return html`<span class="hc-sub">${hitWords(one)}</span>`;
  return html`<span class="hc-sub">${one.property} in ${countOf(one.steps ?? 0, 'step')}</span>`;
}

/** How far the base's counterexample gets in a variant. */
function againstBase({ againstBase: against, verdict: outcome }: Exploration): string {
  if (against === null) return '–';
  const { followed, of, divergesAt } = against;
  if (followed === of)
    return `all ${countOf(of, 'step')} happen${outcome === 'holds' ? ', and nothing breaks' : ''}`;
  const what = divergesAt === null ? `step ${followed + 1}` : `step ${followed + 1} (${divergesAt})`;
  return followed === 0
    ? `${what} can’t happen`
    : `${followed} of ${countOf(of, 'step')} happen; ${what} can’t`;
}

const REACH: readonly (readonly [
  ExploredProperty['verdict'],
  Tone,
  (name: string, where: string) => string,
])[] = [
  ['reached', 'good', (name, where) => `${name} in ${where}, so that what holds there is not empty talk.`],
  [
    'not reached',
    'bad',
    (name, where) => `${name} in ${where}: what holds there may hold only because nothing happens.`,
  ],
  ['incomplete', 'plain', (name, where) => `${name} in ${where}: it was not met before the search ended.`],
];

/** What the `reachable` conditions say: whether what holds is more than empty talk. */
function reachability(explorations: readonly Exploration[]): Html | null {
  const names = propertyNames(explorations, (property) => property.kind === 'reachable');
  if (names.length === 0) return null;
  const items = names.flatMap((name) =>
    REACH.flatMap(([word, tone, says]) => {
      const where = explorations.filter((one) => findProperty(one, name)?.verdict === word);
      if (where.length === 0) return [];
      return [
        html`<li dir="auto">${verdict(tone, word === 'incomplete' ? 'open' : word)}<span>${says(name, whereText(where, explorations))}</span></li>
`,
      ];
    }),
  );
  return html`<ul class="hc-list hc-plain-list">${items}</ul>`;
}

function whereText(some: readonly Exploration[], all: readonly Exploration[]): string {
  if (some.length === all.length && all.length > 1) return 'every search';
  return listed(some.map(({ variant }) => (variant === 'base' ? 'the base' : variant)));
}

/** Invariants that are broken inside atomic groups alone: a reader must know what the verdict leaves out. */
function insideGroups(explorations: readonly Exploration[]): Html | null {
  const items = explorations.flatMap((one) =>
    one.properties.flatMap((property) => {
      const text = insideText(property);
      return text === null ? [] : [html`<li dir="auto">${`In the ${explorationName(one)}, ${text}`}</li>\n`];
    }),
  );
  return items.length === 0 ? null : html`<ul class="hc-list hc-plain-list">${items}</ul>`;
}

/** What the verdicts mean, and what bounds they have. */
function meaning({ explorations, constants }: Result): string[] {
  const has = (verdictWord: Exploration['verdict']) =>
    explorations.some((one) => one.verdict === verdictWord);
  const numbers = constants.map(({ name, value, type }) => `${name} ${formatValue(value, type)}`);
  const scope = numbers.length === 0 ? '' : ` and its numbers (${numbers.join(', ')})`;
  const { symmetry, reduction, smaller = [], leftToRuns = [] } = explorations[0]!.bounds;
  const most = [...new Set(explorations.map((one) => one.bounds.maxStates))].map((states) => count(states));
  const parts = [
    smaller.length > 0 &&
      `The search takes a smaller model than the text has: ${listed(smaller.map(({ path, value }) => `${path}: ${value}`))}.`,
    leftToRuns.length > 0 && `A search knows no measures: runs alone judge ${listed(leftToRuns)}.`,
    has('holds') &&
      `Holds: all states that any order of steps leads to were looked at, whatever the delays are, and every property is true in each. That is so for this model${scope}, not for a larger one.`,
    has('violated') &&
      'Violated: some order of steps breaks a property. Whether the delays allow that order is told with the counterexample.',
    explorations.some((one) => one.verdict === 'violated' && !isWhole(one)) &&
      'A search ends at the first violation, so its states are not all there are.',
    has('incomplete') && 'Incomplete: the search ended before all states were seen. It proves nothing.',
    has('holds') &&
      propertyNames(explorations, (property) => property.kind === 'reachable').length === 0 &&
      'The scenario names nothing that must be reachable, so what holds could hold because nothing happens.',
    `At most ${most.join(' or ')} states are kept.`,
    symmetry.length > 0 && `Instances of ${listed(symmetry)} count as interchangeable.`,
    reduction && 'Where the order of steps makes no difference to any property, one order stands for all.',
  ];
  return parts.filter((part) => part !== false);
}

function propertyTable(title: string, explorations: readonly Exploration[]): Html {
  const columns: Column[] = [
    { head: 'Property' },
    ...explorations.map((one) => ({ head: html`<span dir="auto">${one.variant}</span>` })),
  ];
  const rows = propertyNames(explorations, () => true).map((name) => {
    const known = explorations.flatMap((one) => findProperty(one, name) ?? [])[0]!;
    const is = known.is === '' ? null : html`: <code class="hc-code">${known.is}</code>`;
    const cells = explorations.map((one) => html`<td>${propertyVerdict(findProperty(one, name))}</td>`);
    return html`<tr><th scope="row" dir="auto">${name}<span class="hc-sub">${known.kind}${is}</span></th>${cells}</tr>
`;
  });
  return dataTable(`${title}, every property`, columns, rows, 'properties');
}

function propertyVerdict(property: ExploredProperty | undefined): Html {
  if (property === undefined) return html`–`;
  switch (property.verdict) {
    case 'holds':
      return html`${verdict('good', 'holds')}${property.inside !== null && html`<span class="hc-sub">broken inside an atomic group</span>`}`;
    case 'reached':
      return verdict('good', property.verdict);
    case 'violated':
    case 'not reached':
      return verdict('bad', property.verdict);
    case 'incomplete':
      return verdict('plain', 'not decided');
  }
}

function findProperty(exploration: Exploration, name: string): ExploredProperty | undefined {
  return exploration.properties.find((property) => property.name === name);
}

function propertyNames(
  explorations: readonly Exploration[],
  wanted: (property: ExploredProperty) => boolean,
): string[] {
  const all = explorations.flatMap((one) => one.properties.filter(wanted).map(({ name }) => name));
  return [...new Set(all)];
}

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
