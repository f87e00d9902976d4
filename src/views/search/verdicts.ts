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
import { count, countOf, formatValue, listed, sentenceCase } from '../words/number-format.ts';
import { propertyNamed } from '../words/property-name.ts';
import {
  brokenWords,
  explorationName,
  exploredOrigin,
  hitWords,
  insideText,
  isWhole,
  outcomeClause,
  verdictOf,
} from './exploration.ts';

/**
 * The searches of the base and its variants: each variant's change, verdict, and number of states, and how much of
 * the base's counterexample is possible in it.
 */
export function verdicts(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: all interleavings`;
  const { explorations } = result;
  const [base] = explorations;
  if (base === undefined) {
    return figure('verdicts', title, sentence('The scenario has no search.'), null).toString();
  }
  const isCompared = explorations.some((one) => one.againstBase !== null);
  const columns: Column[] = [
    { head: 'Variant' },
    { head: 'Verdict' },
    { head: 'States', numeric: true },
    { head: 'Transitions', numeric: true },
    ...(isCompared ? [{ head: 'Base counterexample' }] : []),
  ];
  const rows = explorations.map((one) => variantRow(one, base, isCompared));
  const body = html`${dataTable(title, columns, rows, 'verdicts')}
${reachability(explorations)}
${insideGroups(explorations)}
<ul class="hc-notes">${meaning(result).map((text) => html`<li dir="auto">${text}</li>`)}</ul>
${disclosure('All properties in all searches', propertyTable(title, explorations))}
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
      ? `variant ${others[0]!.variant} ${holding === 1 ? 'holds' : 'doesn’t hold'} in every interleaving`
      : `${holding} of ${countOf(others.length, 'variant')} ${holding === 1 ? 'holds' : 'hold'} in every interleaving`;
  const undecided = open === 0 ? '' : `; ${open} ${open === 1 ? 'is' : 'are'} undecided`;
  const none =
    others.length === 1 ? `variant ${others[0]!.variant} is undecided` : 'all variants are undecided';
  return `${first}; ${others.length === open ? none : `${some}${undecided}`}.`;
}

function variantRow(one: Exploration, base: Exploration, isCompared: boolean): Html {
  const patches = one.patches.map(
    ({ path, value }) =>
      html` <span class="hc-sub hc-patch" dir="auto"><code class="hc-code">${path}: ${value}</code></span>`,
  );
  const what = one.variant === 'base' ? html` <span class="hc-sub">unchanged</span>` : patches;
  const states = isWhole(one) ? null : html` <span class="hc-sub">partial</span>`;
  return html`<tr><th scope="row" dir="auto">${one.variant}${what}</th><td dir="auto">${verdictOf(one, base)}${verdictDetail(one)}</td><td class="hc-num">${count(one.states)}${states}</td><td class="hc-num">${count(one.transitions)}</td>${isCompared && html`<td dir="auto">${againstBase(one)}</td>`}</tr>
`;
}

function verdictDetail(one: Exploration): Html | null {
  if (one.verdict === 'holds') return null;
  if (one.verdict === 'incomplete') return html` <span class="hc-sub">${hitWords(one)}</span>`;
  return html` <span class="hc-sub">${brokenWords(one)} in ${countOf(one.steps ?? 0, 'step')}</span>`;
}

/** How many steps of the base's counterexample are possible in a variant. */
function againstBase({ againstBase: against, verdict: outcome }: Exploration): string {
  if (against === null) return '–';
  const { followed, of, divergesAt } = against;
  if (followed === of)
    return `all ${countOf(of, 'step')} possible${outcome === 'holds' ? ', no violation' : ''}`;
  return `blocked at step ${followed + 1} of ${of}${divergesAt === null ? '' : ` (${divergesAt})`}`;
}

const REACH: readonly (readonly [
  ExploredProperty['verdict'],
  Tone,
  (name: string, where: string) => string,
])[] = [
  ['reached', 'plain', (name, where) => `${name} in ${where}.`],
  ['not reached', 'bad', (name, where) => `${name} in ${where}, so properties may hold there vacuously.`],
  ['incomplete', 'plain', (name, where) => `${name} in ${where}: not reached before the search stopped.`],
];

/** Verdicts on `reachable` conditions, which show that properties don't hold vacuously. */
function reachability(explorations: readonly Exploration[]): Html | null {
  const names = propertyNames(explorations, (property) => property.kind === 'reachable');
  if (names.length === 0) return null;
  const items = names.flatMap((name) =>
    REACH.flatMap(([word, tone, says]) => {
      const where = explorations.filter((one) => findProperty(one, name)?.verdict === word);
      if (where.length === 0) return [];
      const words = propertyNamed(where[0]!.properties, name);
      return [
        html`<li dir="auto">${verdict(tone, `${word === 'incomplete' ? 'Undecided' : sentenceCase(word)}:`)} <span>${says(words, whereText(where, explorations))}</span></li>
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

function variantName(exploration: Exploration): string {
  return exploration.variant === 'base' ? 'the base' : explorationName(exploration);
}

/** Invariants that are violated only inside atomic groups. The verdicts ignore these violations. */
function insideGroups(explorations: readonly Exploration[]): Html | null {
  const items = explorations.flatMap((one) =>
    one.properties.flatMap((property) => {
      const text = insideText(property);
      return text === null ? [] : [html`<li dir="auto">${`In ${variantName(one)}, ${text}`}</li>\n`];
    }),
  );
  return items.length === 0 ? null : html`<ul class="hc-list hc-plain-list">${items}</ul>`;
}

/** Explains what the verdicts do and don't mean. */
function meaning({ explorations, constants }: Result): string[] {
  const has = (verdictWord: Exploration['verdict']) =>
    explorations.some((one) => one.verdict === verdictWord);
  const numbers = constants.map(({ name, value, type }) => `${name} ${formatValue(value, type)}`);
  const changed = explorations.filter(({ verdict }) => verdict === 'holds').flatMap(changedConstants);
  const scope =
    numbers.length === 0 ? '' : ` and its constants (${[numbers.join(', '), ...changed].join('; ')})`;
  const { symmetry, reduction, smaller = [], leftToRuns = [] } = explorations[0]!.bounds;
  const { initialStates } = explorations[0]!;
  const most = [...new Set(explorations.map((one) => one.bounds.maxStates))].map((states) => count(states));
  const parts = [
    smaller.length > 0 &&
      `The search uses a smaller model than the runs: ${listed(smaller.map(({ path, value }) => `${path}: ${value}`))}.`,
    leftToRuns.length > 0 &&
      `Checked only in runs, because searches don’t compute measures: ${listed(leftToRuns)}.`,
    initialStates !== undefined &&
      `The base’s search starts in ${initialStates === 1 ? 'the only possible initial state' : `each of ${count(initialStates)} initial states`}.`,
    has('holds') &&
      `Holds: every property is true in every reachable state, for any order of steps and any delays. This applies to this model${scope}, not to a larger one.`,
    has('violated') &&
      'Violated: at least one order of steps violates a property. The counterexample says whether the delays allow that order.',
    explorations.some((one) => one.verdict === 'violated' && !isWhole(one)) &&
      'A search stops at the first violation, so its number of states isn’t the total.',
    has('incomplete') &&
      'Incomplete: the search stopped before it visited every state, so it proves nothing.',
    has('holds') &&
      propertyNames(explorations, (property) => property.kind === 'reachable').length === 0 &&
      'The scenario has no reachable conditions, so properties could hold vacuously.',
    `Searches are limited to ${most.join(' or ')} states.`,
    symmetry.length > 0 && `Instances of ${listed(symmetry)} are interchangeable (symmetry reduction).`,
    reduction &&
      'If the order of some steps can’t affect any property, only one order is searched (partial-order reduction).',
  ];
  return parts.filter((part) => part !== false);
}

/** The constants that a variant changes, with its values. */
function changedConstants({ variant, patches }: Exploration): string[] {
  const numbers = patches.flatMap(({ path, value }) => {
    const name = /^const\.([^.]+)(?:\.value)?$/.exec(path)?.[1];
    return name === undefined ? [] : [`${name} ${value}`];
  });
  return numbers.length === 0 ? [] : [`in variant ${variant}: ${numbers.join(', ')}`];
}

function propertyTable(title: string, explorations: readonly Exploration[]): Html {
  const columns: Column[] = [
    { head: 'Property' },
    ...explorations.map((one) => ({ head: html`<span dir="auto">${one.variant}</span>` })),
  ];
  const rows = propertyNames(explorations, () => true).map((name) => {
    const known = explorations.flatMap((one) => findProperty(one, name) ?? [])[0]!;
    const is = known.is === '' ? null : html`: <code class="hc-code">${known.is}</code>`;
    const kind = known.kind !== name && html` <span class="hc-sub">${known.kind}${is}</span>`;
    const cells = explorations.map(
      (one) =>
        html`<td>${propertyVerdict(findProperty(one, name), findProperty(explorations[0]!, name))}</td>`,
    );
    const words = known.says !== undefined && html` <span class="hc-sub">${known.says}</span>`;
    return html`<tr><th scope="row" dir="auto">${name}${words}${kind}</th>${cells}</tr>
`;
  });
  return dataTable(`${title}, all properties`, columns, rows, 'properties');
}

/** Green only if the base violates the property. Otherwise, nothing shows that the property can be violated. */
function propertyVerdict(property: ExploredProperty | undefined, base: ExploredProperty | undefined): Html {
  if (property === undefined) return html`–`;
  switch (property.verdict) {
    case 'holds':
      return html`${verdict(base?.verdict === 'violated' ? 'good' : 'plain', 'Holds')}${property.inside !== null && html` <span class="hc-sub">violated inside an atomic group</span>`}`;
    case 'reached':
      return verdict('plain', 'Reached');
    case 'violated':
      return verdict('bad', 'Violated');
    case 'not reached':
      return verdict('bad', 'Not reached');
    case 'incomplete':
      return verdict('plain', 'Undecided');
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
  { head: 'Result' },
  { head: 'Verdict' },
];

/** A claim that is met isn’t a comparison with anything that happened, so it isn't shown in green. */
function claimVerdict(met: boolean, baseToo: boolean): Html {
  if (baseToo) return verdict('plain', 'Met by the base too');
  return met ? verdict('plain', 'Met') : verdict('bad', 'Not met');
}

/** The scenario's claims about its runs and searches, each with its result. */
export function expectations(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: claims`;
  const of = (made: Run | Exploration, where: string) =>
    made.expectations.map((claim) => ({ ...claim, variant: made.variant, where }));
  const claims = [
    ...result.runs.flatMap((run) => of(run, 'single run')),
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
      baseToo,
    }) => html`<tr><th scope="row" dir="auto">${variant}${result.explorations.length > 0 && html` <span class="hc-sub">${where}</span>`}</th><td class="hc-what" dir="auto">${claim}</td><td class="hc-what" dir="auto">${found}</td><td>${claimVerdict(met, baseToo === true)}</td></tr>
`,
  );
  const unmet = claims.filter((claim) => !claim.met).length;
  const shared = claims.filter((claim) => claim.baseToo === true).length;
  const counts = [
    ...(unmet === 0 ? [] : [`Not met: ${unmet}.`]),
    ...(shared === 0 ? [] : [`Met by the base too, so no evidence for a variant: ${shared}.`]),
  ];
  const summary = [
    'What the author claims about the model. Claims aren’t compared with observations; a build fails if one no longer holds in the model.',
    ...counts,
  ].join(' ');
  const body = html`${dataTable(title, COLUMNS, rows, 'expectations')}
${result.runs.length > 0 && origin(result, null)}
${result.explorations.length > 0 && exploredOrigin(result, null)}`;
  return figure('expectations', title, sentence(summary), body).toString();
}
