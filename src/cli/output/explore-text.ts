import type { Span } from '../../diagnostic/diagnostic.ts';
import type { ConstantValue, Exploration, ExploredProperty, ExploredStep } from '../../result.ts';
import { breakTexts, loopText } from '../../views/search/counterexample-text.ts';
import {
  brokenProperty,
  hitWords,
  insideText,
  isWhole,
  listed,
  stepsText,
} from '../../views/search/exploration.ts';
import { changeText, count, countOf, formatValue } from '../../views/words/number-format.ts';
import { timesOf } from '../../views/words/time-format.ts';
import {
  type Cell,
  type Fact,
  factLines,
  type Paint,
  type Tone,
  tableLines,
  wrap,
} from '../terminal/print.ts';
import type { EndedSearch } from '../workers/search-job.ts';

/** A scenario with its searches. */
export interface SearchedScenario {
  readonly scenario: string;
  readonly title: string;
  readonly place: Span;
  readonly constants: readonly ConstantValue[];
  readonly searches: readonly EndedSearch[];
}

/** How text is written: colours, and the width of the terminal in columns. */
export interface Style {
  readonly paint: Paint;
  readonly width: number;
}

/** The searches of a scenario as text for a terminal, without a line end behind it. The texts in it must be printable. */
export function exploreText(searched: SearchedScenario, style: Style): string {
  const sections = [
    headLines(searched, style),
    ...searched.searches.flatMap((search) => accountOf(search, style)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Searches in a line each, for a text that is about runs. */
export function explorationLines(explorations: readonly Exploration[], { paint, width }: Style): string[] {
  const rows = explorations.map((one): Cell[] => [
    one.variant,
    { text: VERDICTS[one.verdict].word, tone: VERDICTS[one.verdict].tone },
    [outcome(one), `${countOf(one.states, 'state')}${isWhole(one) ? '' : ', not all'}`].join('; '),
  ]);
  return rows.length === 0 ? [] : tableLines(['Searches', '', 'every order of steps'], rows, paint, width);
}

const VERDICTS: Readonly<Record<Exploration['verdict'], { word: string; tone: Tone }>> = {
  holds: { word: 'HOLDS', tone: 'good' },
  violated: { word: 'VIOLATED', tone: 'bad' },
  incomplete: { word: 'INCOMPLETE', tone: 'warning' },
};

function headLines(
  { scenario, title, place, constants, searches }: SearchedScenario,
  style: Style,
): string[] {
  const { paint, width } = style;
  const bounds = searches[0]?.exploration.bounds;
  const numbers = constants.map(({ name, value, type }) => `${name} ${formatValue(value, type)}`);
  const name = title === scenario ? scenario : `${scenario}: ${title}`;
  return [
    ...wrap(name, width).map((line) => paint('heading', line)),
    ...factLines(
      [
        ['file', `${place.file}:${place.start.line}`],
        [
          'searched',
          `every order of steps, whatever the delays${bounds === undefined ? '' : `; ${boundWords(bounds)}`}`,
        ],
        ...(numbers.length === 0 ? [] : [['numbers', numbers.join(', ')] as const]),
      ],
      paint,
      width,
    ),
  ];
}

function boundWords({
  maxStates,
  symmetry,
  reduction,
  smaller = [],
  leftToRuns = [],
}: Exploration['bounds']): string {
  const same = symmetry.length === 0 ? 'off' : `of ${listed(symmetry)}`;
  return `at most ${countOf(maxStates, 'state')}, symmetry ${same}, reduction ${reduction ? 'on' : 'off'}${smaller.map(({ path, value }) => `, ${path}: ${value}`).join('')}${leftToRuns.length === 0 ? '' : `; left to runs, as they read measures: ${leftToRuns.join(', ')}`}`;
}

/** One search, section by section. */
function accountOf(search: EndedSearch, style: Style): string[][] {
  return [
    summaryLines(search, style),
    stepLines(search.exploration, style),
    propertyLines(search.exploration, style),
    claimLines(search, style),
  ];
}

function summaryLines(search: EndedSearch, { paint, width }: Style): string[] {
  const { exploration } = search;
  const { variant, patches, staleReads } = exploration;
  const { word, tone } = VERDICTS[exploration.verdict];
  const facts: Fact[] = [
    ...patches.map(({ path, value }): Fact => ['change', `${path}: ${value}`]),
    ['verdict', `${word}: ${outcome(exploration)}${isClaimed(search) ? ', as the text claims' : ''}`, tone],
    ['size', sizeWords(exploration)],
    ['speed', speedWords(search)],
    ...staleReads.map((read): Fact => ['stale', staleWords(read)]),
    ...timingFacts(exploration),
    ...baseFacts(exploration),
  ];
  const name = variant === 'base' ? 'Base' : `Variant ${variant}`;
  return [paint('heading', name), ...factLines(facts, paint, width)];
}

/** What came out, behind the word for the verdict. */
function outcome(exploration: Exploration): string {
  const { verdict, property, properties, depth } = exploration;
  if (verdict === 'holds') return 'every property is true in every order of steps';
  if (verdict === 'incomplete') {
    const where = isDeciding(exploration) ? '' : ` at depth ${count(depth)}`;
    return `${hitSentence(exploration)}${where}; nothing found so far`;
  }
  const others = properties.filter((one) => one.verdict === 'violated' && one.name !== property);
  const also = others.length === 0 ? '' : `; also ${listed(others.map(({ name }) => name))}`;
  return `${violation(exploration)}${also}`;
}

function violation(exploration: Exploration): string {
  const { steps, property, loop } = exploration;
  if (steps === 0) return `${property} is broken from the very start`;
  const inSteps = countOf(steps ?? 0, 'step');
  if (brokenProperty(exploration)?.kind !== 'eventually') return `${property}, in ${inSteps}`;
  return loop === null ? `after ${inSteps} it ends, and ${property} never comes true` : loopText(exploration);
}

/** True for a search that met all states and ended while it decided an `eventually` over them. */
function isDeciding({ verdict, hit }: Exploration): boolean {
  return verdict === 'incomplete' && hit?.includes(', deciding ') === true;
}

/** `max_states 1,000,000 was reached, deciding x`; other bounds are sentences themselves. */
function hitSentence(exploration: Exploration): string {
  return hitWords(exploration).replace(/^(?:max_states|memory) [\d,]+(?: MiB)?/, '$& was reached');
}

/** True if the text claims all that the search found broken. */
export function isClaimed({ exploration: { verdict, properties }, claimed }: EndedSearch): boolean {
  return (
    verdict === 'violated' &&
    properties.every((property) => property.verdict !== 'violated' || claimed.includes(property.name))
  );
}

function sizeWords(exploration: Exploration): string {
  const { states, transitions, depth, verdict, hit } = exploration;
  const size = `${countOf(states, 'state')}, ${countOf(transitions, 'transition')}, depth ${count(depth)}`;
  if (isWhole(exploration) || isDeciding(exploration)) return `all there are: ${size}`;
  if (verdict === 'incomplete') return `${size}, and not all there are`;
  if (hit !== null) return `${size}; ${hitSentence(exploration)}, so there are more`;
  return `${size}; it ended at the first violation (--keep-going goes on)`;
}

function speedWords({ exploration: { states }, seconds, bytes }: EndedSearch): string {
  return `${seconds < 1 ? seconds.toPrecision(2) : seconds.toFixed(1)} s, ${count(states / seconds)} states/s, ${count(bytes / Math.max(1, states))} bytes a state`;
}

function staleWords({ actor, check, use, variables, changedBy }: Exploration['staleReads'][number]): string {
  const it = variables.length === 1 ? 'it' : 'them';
  return `${actor} acts at ${stepsText([use])} on ${listed(variables)} as read at ${stepsText([check])}; others changed ${it} at ${stepsText(changedBy)}`;
}

function timingFacts(exploration: Exploration): Fact[] {
  const { timing } = exploration;
  if (timing === null) return [];
  const fits = `a run takes this order${isTimed(exploration) ? '; its times stand below' : ''}`;
  const never = 'no lengths of time in the stated ranges give this order';
  const note = timing.note === null ? '' : `. ${timing.note}`;
  if (timing.possible === null)
    return [['timing', timing.note ?? 'whether a run takes this order is open', 'warning']];
  return timing.possible ? [['timing', `${fits}${note}`]] : [['timing', timing.note ?? never, 'warning']];
}

function isTimed({ timing, trace }: Exploration): boolean {
  return timing?.possible === true && timing.times.length === trace.length;
}

function baseFacts({ againstBase: against, verdict }: Exploration): Fact[] {
  if (against === null) return [];
  const { followed, of, divergesAt } = against;
  if (followed === of) {
    const end = verdict === 'holds' ? ', and nothing breaks' : '';
    return [['base', `every step of the base’s counterexample can happen here${end}`]];
  }
  const what = `step ${followed + 1}${divergesAt === null ? '' : ` (${divergesAt})`}`;
  const before = followed === 0 ? '' : ` after ${countOf(followed, 'step')} that can`;
  return [['base', `the base’s counterexample ends here at ${what}, which can’t happen${before}`]];
}

/** The counterexample, numbered: who, the sentence, the changed values, and what breaks. */
function stepLines(exploration: Exploration, { paint, width }: Style): string[] {
  const { trace, timing, loop } = exploration;
  if (trace.length === 0) return [];
  const timed = isTimed(exploration);
  const { say } = timesOf({ clock: null });
  const rows = trace.flatMap((step, index): Cell[][] => {
    const beside = timed ? ['', '', ''] : ['', ''];
    const below = (text: string, tone: Tone): Cell[] => [...beside, { text, tone }];
    return [
      ...(index === loop ? [below(`From here on ${loopText(exploration)}:`, 'warning')] : []),
      [String(index + 1), ...(timed ? [say(timing!.times[index]!)] : []), whoWords(step), step.say],
      ...(step.changes.length === 0 ? [] : [below(step.changes.map(changeText).join('; '), 'faint')]),
      ...breakTexts(exploration, index).map((text) => below(text, 'bad')),
    ];
  });
  const head = ['Steps', ...(timed ? ['at'] : []), 'who', 'what happens, and what changes'];
  return tableLines(head, rows, paint, width);
}

/** An instance by its name; what is no process is told as what it is. */
function whoWords({ actor, kind }: ExploredStep): string {
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

function propertyLines({ properties }: Exploration, { paint, width }: Style): string[] {
  const rows = properties.flatMap((property): Cell[][] => {
    const { name, kind, is, verdict } = property;
    const { word, tone } = PROPERTY_WORDS[verdict];
    const what = is === '' ? 'somebody can move, or nobody waits any more' : is;
    const inside = insideText(property);
    return [
      [name, kind === name ? '' : kind, { text: word, tone }, what],
      ...(inside === null ? [] : [['', '', '', { text: inside, tone: 'warning' as const }]]),
    ];
  });
  return rows.length === 0 ? [] : tableLines(['Properties', '', '', ''], rows, paint, width);
}

function claimLines({ exploration, undecided }: EndedSearch, { paint, width }: Style): string[] {
  const rows = exploration.expectations.map(({ met, claim, found }): Cell[] => [
    met
      ? { text: 'met', tone: 'good' }
      : undecided.includes(claim)
        ? { text: 'open', tone: 'warning' }
        : { text: 'NOT MET', tone: 'bad' },
    `${claim}: ${found}`,
  ]);
  return rows.length === 0 ? [] : tableLines(['Claims', 'claim and what was found'], rows, paint, width);
}
