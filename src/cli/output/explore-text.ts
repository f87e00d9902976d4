import type { Span } from '../../diagnostic/diagnostic.ts';
import type { ConstantValue, Exploration, ExploredProperty, ExploredStep } from '../../result.ts';
import { breakTexts, loopText } from '../../views/search/counterexample-text.ts';
import {
  brokenProperty,
  brokenWords,
  hitWords,
  insideText,
  isExecution,
  isWhole,
  startText,
  stepsText,
} from '../../views/search/exploration.ts';
import { changeText, count, countOf, formatValue, listed } from '../../views/words/number-format.ts';
import { propertyWords } from '../../views/words/property-name.ts';
import { timesOf } from '../../views/words/time-format.ts';
import {
  type Cell,
  type Fact,
  factLines,
  joinSections,
  type Style,
  type Tone,
  tableLines,
  titleLines,
} from '../terminal/print.ts';
import type { EndedSearch } from '../workers/search-job.ts';

/** A scenario with its searches. */
export interface SearchedScenario {
  readonly scenario: string;
  readonly title: string;
  readonly place: Span;
  readonly constants: readonly ConstantValue[];
  readonly searches: readonly EndedSearch[];
  /** Address of the base's counterexample on its page, or null. */
  readonly link: string | null;
}

/** A scenario's searches as text for a terminal, without a trailing newline. All strings have to be printable. */
export function exploreText(searched: SearchedScenario, style: Style): string {
  const bounds = searched.searches[0]?.exploration.bounds ?? null;
  return joinSections([
    headLines(searched, bounds, style),
    ...searched.searches.flatMap((search) => searchSections(search, searched.link, style)),
  ]);
}

/** One line per search, to be shown after the results of runs. */
export function explorationLines(explorations: readonly Exploration[], style: Style): string[] {
  const rows = explorations.map((one): Cell[] => [
    one.variant,
    { text: VERDICTS[one.verdict].word, tone: VERDICTS[one.verdict].tone },
    [outcome(one), `${countOf(one.states, 'state')}${isWhole(one) ? '' : ', not all'}`].join('; '),
  ]);
  return rows.length === 0 ? [] : tableLines(['Searches', '', 'every order of steps'], rows, style);
}

/** True if the scenario claims every violation that the search found. */
export function isClaimed({ exploration: { verdict, properties }, claimed }: EndedSearch): boolean {
  return (
    verdict === 'violated' &&
    properties.every((property) => property.verdict !== 'violated' || claimed.includes(property.name))
  );
}

const VERDICTS: Readonly<Record<Exploration['verdict'], { word: string; tone: Tone }>> = {
  holds: { word: 'HOLDS', tone: 'good' },
  violated: { word: 'VIOLATED', tone: 'bad' },
  incomplete: { word: 'INCOMPLETE', tone: 'warning' },
};

/** A searched scenario's title, file, bounds and values. */
export function headLines(
  searched: Omit<SearchedScenario, 'searches' | 'link'>,
  bounds: Exploration['bounds'] | null,
  style: Style,
): string[] {
  const { place, constants } = searched;
  const values = constants.map(({ name, value, type }) => `${name} ${formatValue(value, type)}`);
  const facts: Fact[] = [
    [
      'search',
      `every order of steps, regardless of delays${bounds === null ? '' : `; ${boundWords(bounds)}`}`,
    ],
    ...(values.length === 0 ? [] : [['values', values.join(', ')] as const]),
  ];
  return titleLines(searched, place, facts, style);
}

function boundWords(bounds: Exploration['bounds']): string {
  const { maxStates, symmetry, reduction, smaller = [], leftToRuns = [] } = bounds;
  const parts = [
    `at most ${countOf(maxStates, 'state')}`,
    `symmetry ${symmetry.length === 0 ? 'off' : `for ${listed(symmetry)}`}`,
    `reduction ${reduction ? 'on' : 'off'}`,
    ...smaller.map(({ path, value }) => `${path}: ${value}`),
  ];
  const skipped =
    leftToRuns.length === 0
      ? ''
      : `; checked only in runs, because they use measures: ${leftToRuns.join(', ')}`;
  return `${parts.join(', ')}${skipped}`;
}

function searchSections(search: EndedSearch, link: string | null, style: Style): string[][] {
  return [
    summaryLines(search, link, style),
    stepLines(search.exploration, style),
    propertyLines(search.exploration, style),
    claimLines(search, style),
  ];
}

function summaryLines(search: EndedSearch, link: string | null, style: Style): string[] {
  const { exploration } = search;
  const { variant, patches, staleReads } = exploration;
  const { word, tone } = VERDICTS[exploration.verdict];
  const facts: Fact[] = [
    ...patches.map(({ path, value }): Fact => ['change', `${path}: ${value}`]),
    ['verdict', `${word}: ${outcome(exploration)}${isClaimed(search) ? ', as claimed' : ''}`, tone],
    ...(startText(exploration) === null ? [] : [['start', startText(exploration)!] as const]),
    ['size', sizeWords(exploration)],
    ['speed', speedWords(exploration.states, search.seconds, search.bytes)],
    ...staleReads.map((read): Fact => ['stale', staleWords(read)]),
    ...timingFacts(exploration),
    ...baseFacts(exploration),
    ...(link === null || variant !== 'base' ? [] : [['link', linkWords(link)] as const]),
  ];
  const name = variant === 'base' ? 'Base' : `Variant ${variant}`;
  return [style.paint('heading', name), ...factLines(facts, style)];
}

/** Nothing is published here, so the link leads to what the site shows once it's built from this file. */
export function linkWords(link: string): string {
  return `${link} (the last step, once the site is built)`;
}

/** A search's result, printed after its verdict. */
function outcome(exploration: Exploration): string {
  const { verdict, property, properties, depth } = exploration;
  if (verdict === 'holds') return 'every property holds in every order of steps';
  if (verdict === 'incomplete') {
    const where = isDeciding(exploration) ? '' : ` at depth ${count(depth)}`;
    return `${hitSentence(exploration)}${where}; no violation so far`;
  }
  const others = properties.filter((one) => one.verdict === 'violated' && one.name !== property);
  const also = others.length === 0 ? '' : `; also ${listed(others.map(propertyWords))}`;
  return `${violation(exploration)}${also}`;
}

function violation(exploration: Exploration): string {
  const { steps, loop } = exploration;
  const property = brokenWords(exploration);
  if (steps === 0) return `${property}, in ${exploration.start === undefined ? 'the' : 'an'} initial state`;
  const inSteps = countOf(steps ?? 0, 'step');
  if (!isExecution(brokenProperty(exploration))) return `${property}, in ${inSteps}`;
  return loop === null
    ? `after ${inSteps} nothing more happens, so ${property} is violated`
    : loopText(exploration);
}

/** True if the search found all states but ended while deciding a property of whole executions. */
function isDeciding({ verdict, hit }: Exploration): boolean {
  return verdict === 'incomplete' && hit?.includes(', deciding ') === true;
}

/** Example: `max_states 1,000,000 was reached, deciding x`. Other limits are already sentences. */
export function hitSentence(exploration: Pick<Exploration, 'hit'>): string {
  return hitWords(exploration).replace(/^(?:max_states|memory) [\d,]+(?: MiB)?/, '$& was reached');
}

function sizeWords(exploration: Exploration): string {
  const { states, initialStates, transitions, depth, verdict, hit } = exploration;
  const initial = initialStates === undefined ? '' : ` (${count(initialStates)} initial)`;
  const size = `${countOf(states, 'state')}${initial}, ${countOf(transitions, 'transition')}, depth ${count(depth)}`;
  if (isWhole(exploration) || isDeciding(exploration)) return `complete: ${size}`;
  if (verdict === 'incomplete') return `${size}, incomplete`;
  if (hit !== null) return `${size}, incomplete: ${hitSentence(exploration)}`;
  return `${size} up to the first violation; pages and claims count the whole state space, as with --keep-going`;
}

/** How long a search took, and how much memory it used. */
export function speedWords(states: number, seconds: number, bytes: number): string {
  return `${seconds < 1 ? seconds.toPrecision(2) : seconds.toFixed(1)} s, ${count(seconds > 0 ? states / seconds : 0)} states/s, ${count(bytes / Math.max(1, states))} bytes per state`;
}

function staleWords({ actor, check, use, variables, changedBy }: Exploration['staleReads'][number]): string {
  const it = variables.length === 1 ? 'it' : 'them';
  return `at ${stepsText([use])}, ${actor} relies on ${listed(variables)} as read at ${stepsText([check])}, but ${it} changed at ${stepsText(changedBy)}`;
}

/** Whether the steps of a trace can happen in this order in a timed run. */
export function timingFacts(exploration: TimedTrace): Fact[] {
  const { timing } = exploration;
  if (timing === null) return [];
  const possible = `a run can take this order${isTimed(exploration) ? '; its times are below' : ''}`;
  const impossible = 'no durations in the given ranges produce this order';
  const note = timing.note === null ? '' : `. ${timing.note}`;
  if (timing.possible === null)
    return [['timing', timing.note ?? 'unknown whether a run can take this order', 'warning']];
  return timing.possible
    ? [['timing', `${possible}${note}`]]
    : [['timing', timing.note ?? impossible, 'warning']];
}

/** A trace with its times. */
type TimedTrace = Pick<Exploration, 'timing' | 'trace'>;

function isTimed({ timing, trace }: TimedTrace): boolean {
  return timing?.possible === true && timing.times.length === trace.length;
}

function baseFacts({ againstBase: against, verdict }: Exploration): Fact[] {
  if (against === null) return [];
  const { followed, of, divergesAt } = against;
  if (followed === of) {
    const end = verdict === 'holds' ? ', without a violation' : '';
    return [['base', `every step of the base's counterexample can happen here${end}`]];
  }
  const what = `step ${followed + 1}${divergesAt === null ? '' : ` (${divergesAt})`}`;
  const before = followed === 0 ? '' : ` after the first ${countOf(followed, 'step')}`;
  return [['base', `the base's counterexample isn't possible here: ${what} can't happen${before}`]];
}

/** The counterexample as numbered steps: actor, description, changed values, and violated properties. */
function stepLines(exploration: Exploration, style: Style): string[] {
  const { loop } = exploration;
  return traceStepLines(exploration, style, {
    before: (index) => (index === loop ? [`From here on ${loopText(exploration)}:`] : []),
    after: (index) => breakTexts(exploration, index).map((text) => ({ text, tone: 'bad' })),
  });
}

/** Additional lines to print before and after a step, given its index. */
interface AroundSteps {
  before(index: number): string[];
  after(index: number): { text: string; tone: Tone }[];
}

/** A trace as numbered steps: actor, description, and changed values. */
export function traceStepLines(traced: TimedTrace, style: Style, around: AroundSteps): string[] {
  const { trace, timing } = traced;
  if (trace.length === 0) return [];
  const timed = isTimed(traced);
  const { say } = timesOf({ clock: null });
  const rows = trace.flatMap((step, index): Cell[][] => {
    const beside = timed ? ['', '', ''] : ['', ''];
    const below = (text: string, tone: Tone): Cell[] => [...beside, { text, tone }];
    return [
      ...around.before(index).map((text) => below(text, 'warning')),
      [String(index + 1), ...(timed ? [say(timing!.times[index]!)] : []), actorWords(step), step.say],
      ...(step.changes.length === 0 ? [] : [below(step.changes.map(changeText).join('; '), 'faint')]),
      ...around.after(index).map(({ text, tone }) => below(text, tone)),
    ];
  });
  const head = ['Steps', ...(timed ? ['at'] : []), 'who', 'what happens and what changes'];
  return tableLines(head, rows, style);
}

/** An instance's name. For a timer or a fault, it includes the kind. */
function actorWords({ actor, kind }: ExploredStep): string {
  if (kind === 'timer') return `${actor} (timer)`;
  return kind === 'start' || kind === 'end' ? `${actor} (fault)` : actor;
}

const PROPERTY_WORDS: Readonly<Record<ExploredProperty['verdict'], { word: string; tone: Tone }>> = {
  holds: { word: 'holds', tone: 'good' },
  reached: { word: 'reached', tone: 'good' },
  violated: { word: 'VIOLATED', tone: 'bad' },
  'not reached': { word: 'NOT REACHED', tone: 'bad' },
  incomplete: { word: 'open', tone: 'warning' },
};

function propertyLines({ properties }: Exploration, style: Style): string[] {
  const rows = properties.flatMap((property): Cell[][] => {
    const { name, kind, is, says, verdict } = property;
    const { word, tone } = PROPERTY_WORDS[verdict];
    const condition = is === '' ? 'no instance waits for something that can’t happen anymore' : is;
    const what = says === undefined ? condition : `${says}: ${condition}`;
    const inside = insideText(property);
    return [
      [name, kind === name ? '' : kind, { text: word, tone }, what],
      ...(inside === null ? [] : [['', '', '', { text: inside, tone: 'warning' as const }]]),
    ];
  });
  return rows.length === 0 ? [] : tableLines(['Properties', '', '', ''], rows, style);
}

function claimLines({ exploration, undecided }: EndedSearch, style: Style): string[] {
  const rows = exploration.expectations.map(({ met, claim, found, baseToo }): Cell[] => [
    baseToo === true
      ? 'met by the base too'
      : met
        ? 'met'
        : undecided.includes(claim)
          ? { text: 'open', tone: 'warning' }
          : { text: 'NOT MET', tone: 'bad' },
    `${claim}: ${found}`,
  ]);
  return rows.length === 0 ? [] : tableLines(['Claims', 'claim: result'], rows, style);
}
