import { startText } from '../../views/search/exploration.ts';
import { count, countOf, listed } from '../../views/words/number-format.ts';
import {
  type Cell,
  type Fact,
  factLines,
  joinSections,
  type Style,
  type Tone,
  tableLines,
} from '../terminal/print.ts';
import type { EndedOrder } from '../workers/search-job.ts';
import {
  headLines,
  hitSentence,
  type SearchedScenario,
  speedWords,
  timingFacts,
  traceStepLines,
} from './explore-text.ts';

/** A scenario with its searches for the observed order of marks. */
export interface OrderedScenario extends Omit<SearchedScenario, 'searches'> {
  readonly orders: readonly EndedOrder[];
}

type Order = EndedOrder['order'];

const VERDICTS: Readonly<Record<Order['verdict'], { word: string; tone: Tone }>> = {
  shown: { word: 'SHOWN', tone: 'good' },
  impossible: { word: 'IMPOSSIBLE', tone: 'bad' },
  'not found': { word: 'NOT FOUND', tone: 'warning' },
};

/**
 * A scenario's searches for the observed order as text for a terminal, without a trailing newline. All strings have to
 * be printable.
 */
export function observedText(searched: OrderedScenario, style: Style): string {
  const bounds = searched.orders[0]?.order.bounds ?? null;
  return joinSections([
    headLines(searched, bounds, style),
    ...searched.orders.flatMap((one) => [
      summaryLines(one, style),
      markLines(one.order, style),
      stepLines(one.order, style),
    ]),
  ]);
}

function summaryLines({ order, seconds, bytes }: EndedOrder, style: Style): string[] {
  const { variant, patches, states, transitions, depth, hit } = order;
  const { word, tone } = VERDICTS[order.verdict];
  const size = `${countOf(states, 'state')}, ${countOf(transitions, 'transition')}, depth ${count(depth)}`;
  const complete = order.verdict === 'impossible' ? 'complete: ' : '';
  const facts: Fact[] = [
    ...patches.map(({ path, value }): Fact => ['change', `${path}: ${value}`]),
    ['order', `${word}: ${outcome(order)}`, tone],
    ...(order.marks.length === 0 || order.verdict === 'shown'
      ? []
      : [['reached', reachedWords(order)] as const]),
    ...(startText(order) === null ? [] : [['start', startText(order)!] as const]),
    ['size', `${complete}${size}${hit === null ? '' : ', incomplete'}`],
    ['speed', speedWords(states, seconds, bytes)],
    ...(order.verdict === 'shown' ? timingFacts(order) : []),
  ];
  return [
    style.paint('heading', variant === 'base' ? 'Base' : `Variant ${variant}`),
    ...factLines(facts, style),
  ];
}

function outcome(order: Order): string {
  switch (order.verdict) {
    case 'shown':
      return `an execution reaches the marks in the observed order, in ${countOf(order.steps, 'step')}`;
    case 'impossible':
      return 'no execution of this model reaches the marks in the observed order';
    case 'not found':
      return `not found within the bound (${hitSentence(order)} at depth ${count(order.depth)}), so it isn't known whether an execution reaches the marks in the observed order`;
  }
}

/** How far the executions get: `2 of 4 marks (a, then b); after them, c never follows`. */
function reachedWords({ verdict, marks, missing, early }: Order): string {
  const shown = marks.filter(({ step }) => step !== null).map(({ id }) => id);
  const names = shown.length === 0 ? '' : ` (${shown.join(', then ')})`;
  const after = shown.length === 0 ? '' : 'after them, ';
  const never = verdict === 'impossible' ? 'never follows' : "hasn't followed";
  const before = early.length === 0 ? '' : `; ${listed(early)} can happen too early`;
  return `at most ${count(shown.length)} of ${countOf(marks.length, 'mark')}${names}; ${after}${listed(missing)} ${never}${before}`;
}

function markLines({ marks }: Order, style: Style): string[] {
  const rows = marks.map(({ id, is, observed, step }): Cell[] => [
    id,
    observed,
    step === null ? { text: 'not reached', tone: 'warning' } : `step ${step}`,
    is,
  ]);
  return rows.length === 0 ? [] : tableLines(['Marks', 'observed', '', ''], rows, style);
}

function stepLines(order: Order, style: Style): string[] {
  return traceStepLines(order, style, {
    before: () => [],
    after: (index) =>
      order.marks
        .filter(({ step }) => step === index + 1)
        .map(({ id, is }) => ({ text: `mark ${id}: ${is}`, tone: 'good' })),
  });
}
