import { type Comparison, LABELS, type Label, type NumberUsed, type Result } from '../../result.ts';
import { countOf } from './number-format.ts';

/** Number of comparisons with the observed timeline, by label, and what they depend on. */
export interface LabelTally {
  /** Comparisons of base runs: marks, periods and values with an observed counterpart. */
  readonly compared: number;
  readonly holds_up: number;
  readonly set_by_numbers: number;
  readonly given: number;
  readonly repeats: number;
  readonly says_little: number;
  readonly cannot_fail: number;
  readonly missed: number;
  /** Numbers that the base's results may depend on, and how many of them have no source. */
  readonly numbers: number;
  readonly unsourced: number;
}

/** Each label's count, and its wording for one and for several comparisons. */
const WORDS: Readonly<Record<Label, readonly [keyof LabelTally, string, string]>> = {
  'holds up': ['holds_up', 'holds up', 'hold up'],
  'set by numbers': ['set_by_numbers', 'is set by our own numbers', 'are set by our own numbers'],
  given: ['given', 'is an input', 'are inputs'],
  repeats: ['repeats', 'repeats another', 'repeat another'],
  'says little': ['says_little', 'says little', 'say little'],
  'cannot fail': ['cannot_fail', 'cannot fail', 'cannot fail'],
  missed: ['missed', 'was missed', 'were missed'],
};

/**
 * Counts the labels of several scenarios. Pages, commands, JSON and comments all use this function. Null if the labels
 * of a scenario with a run haven't been determined.
 */
export function labelTally(results: readonly Pick<Result, 'validation'>[]): LabelTally | null {
  const validations = results.map(({ validation }) => validation);
  if (validations.some((one) => one === null)) return null;
  const comparisons = validations.flatMap((one) => one!.comparisons);
  const numbers = validations.flatMap((one) => one!.numbers).filter(({ inVariant }) => !inVariant);
  const of = (label: Label): number => comparisons.filter((one) => one.label === label).length;
  return {
    compared: comparisons.length,
    holds_up: of('holds up'),
    set_by_numbers: of('set by numbers'),
    given: of('given'),
    repeats: of('repeats'),
    says_little: of('says little'),
    cannot_fail: of('cannot fail'),
    missed: of('missed'),
    numbers: numbers.length,
    unsourced: numbers.filter(isUnsourced).length,
  };
}

/** True if readers can't look the number up: it's assumed, or was fitted to the observations. */
function isUnsourced({ basis }: NumberUsed): boolean {
  return basis !== 'sourced';
}

/** Example: `15 comparisons: 3 hold up, 5 were missed. 73 numbers have no source.` */
export function tallySentence(tally: LabelTally): string {
  const { compared } = tally;
  const labels =
    compared === 0
      ? 'Nothing is compared with the observed timeline.'
      : `${countOf(compared, 'comparison')}: ${countsText((label) => tally[WORDS[label][0]])}.`;
  return `${labels} ${unsourcedWords(tally)}`;
}

/** Example: `3 hold up, 5 were missed`. */
export function countsText(of: (label: Label) => number): string {
  return LABELS.flatMap((label) => {
    const [, one, many] = WORDS[label];
    const number = of(label);
    return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  }).join(', ');
}

function unsourcedWords({ numbers, unsourced }: LabelTally): string {
  if (numbers === 0) return 'The model has no numbers.';
  if (unsourced === 0) return numbers === 1 ? 'The only number has a source.' : 'All numbers have sources.';
  return `${countOf(unsourced, 'number')} ${unsourced === 1 ? 'has' : 'have'} no source.`;
}

/** The words after a number of comparisons: `comparisons holds up` for 1 of 5. */
export function heldWords({ compared, holds_up }: Pick<LabelTally, 'compared' | 'holds_up'>): string {
  const verb = holds_up === 1 || compared === 1 ? 'holds' : 'hold';
  return `${compared === 1 ? 'comparison' : 'comparisons'} ${verb} up`;
}

/** Example: `1 of 5 comparisons holds up`. */
export function heldShare(tally: Pick<LabelTally, 'compared' | 'holds_up'>): string {
  return `${tally.holds_up} of ${tally.compared} ${heldWords(tally)}`;
}

/** Whether to show labels as good or bad: good only if at least one comparison holds up and none was missed. */
export function tallyTone({ holds_up, missed }: LabelTally): 'good' | 'bad' | 'plain' {
  if (missed > 0) return 'bad';
  return holds_up > 0 ? 'good' : 'plain';
}

/** Only `holds up` is shown as good, and only `missed` as bad. */
export function labelTone(label: Label): 'good' | 'bad' | 'plain' {
  if (label === 'holds up') return 'good';
  return label === 'missed' ? 'bad' : 'plain';
}

/** Example: `Holds up (tested)`. */
export function labelWords({ label, support }: Pick<Comparison, 'label' | 'support'>): string {
  const text = `${label[0]!.toUpperCase()}${label.slice(1)}`;
  return support === null ? text : `${text} (${support})`;
}

/** The reason for a label and its tags, as sentences. */
export function reasonWords({ reason, tags }: Pick<Comparison, 'reason' | 'tags'>): string {
  return [reason, ...tags.map((tag) => `${tag[0]!.toUpperCase()}${tag.slice(1)}.`)].join(' ');
}
