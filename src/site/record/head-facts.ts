import type { Incident } from '../../incident/incident.ts';
import { humanDuration } from '../../time/duration.ts';
import { heldWords } from '../../views/words/labels.ts';
import { countOf } from '../../views/words/number-format.ts';
import { confidenceOf } from './confidence.ts';
import { type ImpactRow, impactGroups } from './impact-rows.ts';
import { durationOf, keyTimes } from './key-times.ts';
import { verificationsOf } from './verification.ts';
import type { WriteUp } from './write-up.ts';

/**
 * A fact at the top of a page: a name, a figure, and a line about it. Every figure can be recomputed from the JSON
 * copy.
 */
export interface HeadFact {
  id: 'duration' | 'response' | 'reach' | 'actions' | 'confidence';
  name: string;
  figure: string;
  about: string;
  /** True if the line is bad news, such as a fix that makes the incident worse. */
  isBad: boolean;
  /** Id of the section with the details; null if there is none. */
  section: string | null;
}

/** Results of testing actions in models. */
export interface TriedActions {
  tried: number;
  help: number;
  worse: number;
}

/** What matters to a reader who has one minute: at most five facts, in order. Facts that aren't known are left out. */
export function headFacts(writeUp: WriteUp): HeadFact[] {
  const { incident } = writeUp;
  return [
    ...durationFact(incident),
    ...responseFact(incident),
    ...reachFact(incident),
    ...actionsFact(writeUp),
    ...confidenceFact(writeUp),
  ];
}

/**
 * How many actions were tested in a model, and with which results. An action that both helps and harms counts as making
 * things worse. An action without a verdict doesn't count: otherwise, it would seem not to help.
 */
export function triedActions({ incident, scenarios }: Pick<WriteUp, 'incident' | 'scenarios'>): TriedActions {
  const tones = incident.actions.flatMap(({ verified_by }) => {
    const all = verified_by === null ? [] : verificationsOf(verified_by, scenarios);
    const found = all.filter(({ isUntested }) => isUntested !== true);
    return found.length === 0 ? [] : [found.map(({ tone }) => tone)];
  });
  return {
    tried: tones.length,
    help: tones.filter((all) => all.includes('good') && !all.includes('bad')).length,
    worse: tones.filter((all) => all.includes('bad')).length,
  };
}

function durationFact(incident: Incident): HeadFact[] {
  const length = durationOf(incident);
  if (length === null) return [];
  const about = length.until === 'resolved' ? '' : 'until it was mitigated';
  const figure = humanDuration(length.value);
  return [{ id: 'duration', name: 'Duration', figure, about, isBad: false, section: 'record.times' }];
}

const RESPONSES = [
  ['detected_at', 'Detected', 'detected'],
  ['identified_at', 'Cause known', 'cause known'],
  ['mitigated_at', 'Mitigated', 'mitigated'],
] as const;

/**
 * When the incident was detected, its cause found, and its impact mitigated. The first known time is the figure, and
 * the others are in the line about it.
 */
function responseFact(incident: Incident): HeadFact[] {
  const times = keyTimes(incident);
  const known = RESPONSES.flatMap(([moment, name, word]) => {
    const since = times.find((time) => time.moment === moment)?.since ?? null;
    return since === null ? [] : [{ name, word, after: `after ${humanDuration(since.value)}` }];
  });
  const [first, ...others] = known;
  if (first === undefined) return [];
  const about = others.map(({ word, after }) => `${word} ${after}`).join(', ');
  return [
    { id: 'response', name: first.name, figure: first.after, about, isBad: false, section: 'record.times' },
  ];
}

/** The first stated amount or, without one, how many services and groups were affected. */
function reachFact(incident: Incident): HeadFact[] {
  const rows = impactGroups(incident.impact).flatMap((group) => group.rows);
  if (rows.length === 0) return [];
  const counted = rows.find(({ amount }) => amount !== null);
  const names = new Set(rows.map(({ name }) => name));
  const [figure, about] =
    counted === undefined
      ? [names.size === 1 ? [...names][0]! : `${names.size} services or groups`, '']
      : amountFact(counted);
  return [
    {
      id: 'reach',
      name: 'Who was affected',
      figure,
      about,
      isBad: false,
      section: 'record.impact',
    },
  ];
}

/** The longest amount that fits on a line. */
const SHORT_AMOUNT = 16;

/** The amount, and who was affected. If the amount is too long, its unit becomes part of the second text. */
function amountFact({ amount, name }: ImpactRow): [string, string] {
  const [number = '', ...unit] = (amount ?? '').split(' ');
  if (amount === null || amount.length <= SHORT_AMOUNT || unit.length === 0) return [amount ?? '', name];
  return [number, `${unit.join(' ')} (${name})`];
}

function actionsFact(writeUp: WriteUp): HeadFact[] {
  const { actions } = writeUp.incident;
  if (actions.length === 0) return [];
  const { tried, help, worse } = triedActions(writeUp);
  const done = actions.filter(({ status }) => status === 'done').length;
  const announced = actions.every(({ status }) => status === 'announced');
  const figure = announced
    ? `${actions.length} announced`
    : done === 0
      ? `${actions.length} planned`
      : `${done} of ${actions.length} done`;
  const outcome = [`${help} ${help === 1 ? 'helps' : 'help'}`, ...(worse > 0 ? [worseWords(worse)] : [])];
  const about = tried === 0 ? 'none tried in a model' : `${tried} tried in a model: ${outcome.join(', ')}`;
  return [
    { id: 'actions', name: 'Action items', figure, about, isBad: worse > 0, section: 'record.actions' },
  ];
}

function worseWords(worse: number): string {
  return worse === 1 ? "1 isn't enough or makes it worse" : `${worse} aren't enough or make it worse`;
}

/** How many comparisons hold up, and what the others show. Without comparisons, the number of searches. */
function confidenceFact(writeUp: WriteUp): HeadFact[] {
  const tally = confidenceOf(writeUp).labels;
  const evidence = writeUp.scenarios.filter(({ result }) => result.card?.illustration !== true);
  const searches = evidence.flatMap(({ result }) => result.explorations).length;
  const fact = { id: 'confidence', name: 'Confidence', isBad: false, section: 'record.confidence' } as const;
  if (tally === null) return [];
  if (tally.compared > 0) {
    const others = tally.compared - tally.holds_up - tally.missed;
    const rest = [
      ...(tally.missed === 0 ? [] : [`${tally.missed} missed`]),
      ...(others === 0 ? [] : [`${others} ${others === 1 ? "isn't" : "aren't"} evidence`]),
    ];
    const about = [heldWords(tally), ...(rest.length === 0 ? [] : [rest.join(', ')])].join('; ');
    return [{ ...fact, figure: `${tally.holds_up} of ${tally.compared}`, about }];
  }
  if (searches === 0) return [];
  return [
    {
      ...fact,
      figure: countOf(searches, 'search', 'searches'),
      about: 'of every order of steps; nothing to compare',
    },
  ];
}
