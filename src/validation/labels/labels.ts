import { ln } from '../../engine/numbers/arithmetic.ts';
import type { Comparison, Label, Micros, RunSummary, Support } from '../../result.ts';
import { humanDuration, MINUTE } from '../../time/duration.ts';
import type { ModelNumber } from '../numbers/numbers.ts';
import { isUncertain } from '../numbers/provenance.ts';
import { factorsFor, type Measurements } from '../probes/measurements.ts';
import { type Agreement, type Dependence, MOVES, type NumberEffect, PINNED, shareOf } from './dependence.ts';

/** Two marks count as the same moment if they are the same distance apart in at least this fraction of wide draws. */
const SAME = 0.8;
/** If fewer draws than this fraction agree, the agreement counts as luck. */
export const HALF = 0.5;
/** If fewer seeds than this fraction agree, the agreement depends on the seed. */
const MOST = 0.8;

/** Labels for all compared marks, in order of their observed times. The first rule that applies decides. */
export function labelMarks(all: readonly Dependence[], { wide }: Pick<Measurements, 'wide'>): Comparison[] {
  const ordered = [...all].sort((a, b) => a.mark.observed - b.mark.observed || a.mark.index - b.mark.index);
  const counted: Dependence[] = [];
  return ordered.map((one) => {
    const { label, support, reason } = judge(one, counted, wide);
    if (label !== 'missed' && label !== 'repeats') counted.push(one);
    return {
      id: one.mark.id,
      kind: 'mark',
      label,
      support,
      reason,
      tags: label === 'missed' ? [] : tagsOf(one),
      restsOn: strongest(one)
        .slice(0, 3)
        .map((effect) => effectWords(effect)),
      observed: one.mark.observed - one.mark.slack,
      latest: one.mark.slack === 0 ? null : one.mark.observed + one.mark.slack,
      until: null,
      within: one.mark.within,
    };
  });
}

interface Judgment {
  readonly label: Label;
  readonly support: Support | null;
  readonly reason: string;
}

function judge(one: Dependence, counted: readonly Dependence[], wide: readonly RunSummary[]): Judgment {
  const { at, mark, tolerance, wait, freedom, prior } = one;
  const verdict = (label: Label, reason: string, support: Support | null = null): Judgment => ({
    label,
    support,
    reason,
  });
  if (at === null) return verdict('missed', 'Never happened.');
  const known = one.inputs
    .filter(({ input, share }) => Math.abs(share) > MOVES && input.t <= mark.observed + tolerance)
    .map(({ input }) => input)
    .sort((a, b) => b.t - a.t);
  const given = known.find((input) => Math.abs(at - input.t) < MINUTE && prior <= MINUTE);
  if (given !== undefined)
    return verdict('given', `The model is given \`${given.id}\`, and nothing else affects the mark.`);
  if (Math.abs(at - mark.observed) > tolerance) {
    return verdict(
      'missed',
      `${humanDuration(Math.abs(at - mark.observed) - mark.slack)} ${at < mark.observed ? 'early' : 'late'}.`,
    );
  }
  const twin = counted.find((other) => isSameMoment(one, other, wide));
  if (twin !== undefined) return verdict('repeats', `The same moment as \`${twin.mark.id}\`.`);
  const near = known.find(
    (input) => tolerance >= Math.abs(mark.observed - input.t) / 2 && Math.abs(at - input.t) <= tolerance,
  );
  if (near !== undefined) {
    return verdict('given', `The model is given \`${near.id}\`, and the tolerance covers the rest.`);
  }
  const later = one.inputs.find(
    ({ input, share }) => Math.abs(share) > MOVES && input.t > mark.observed + tolerance,
  );
  if (later !== undefined) {
    return verdict('given', `The model is given \`${later.input.id}\`, which comes later.`);
  }
  const numbers = setByNumbers(one);
  if (numbers !== null) return verdict('set by numbers', numbers);
  if (mark.isFitted) {
    return verdict('set by numbers', 'A number was fitted to a part of a series that includes this time.');
  }
  const since = known[0] === undefined ? wait : Math.abs(mark.observed - known[0].t);
  if (tolerance + freedom >= since / 2) {
    return verdict(
      'says little',
      tolerance >= since / 2
        ? `±${humanDuration(tolerance)} on a wait of ${humanDuration(since)}: a guess would do.`
        : `±${humanDuration(tolerance)} on a wait of ${humanDuration(since)}, of which numbers without a source set ${humanDuration(Math.round(freedom / 1e6) * 1e6)}: a guess would do.`,
    );
  }
  return verdict('holds up', supportWords(one), supportOf(one, prior, freedom));
}

/** True if two marks are the same moment: their distance stays the same for all numbers. */
function isSameMoment(one: Dependence, other: Dependence, wide: readonly RunSummary[]): boolean {
  const distance = one.mark.observed - other.mark.observed;
  if (distance > 1.44 * one.tolerance) return false;
  const pairs = wide.flatMap(({ marks }) => {
    const [a, b] = [marks[one.mark.index] ?? null, marks[other.mark.index] ?? null];
    return a === null || b === null ? [] : [a - b];
  });
  const same = pairs.filter((found) => Math.abs(found - distance) <= one.tolerance).length;
  return pairs.length >= 3 && same >= SAME * pairs.length;
}

/** Why a mark is set by numbers without a source, or null. */
function setByNumbers(one: Dependence): string | null {
  const { freedom, prior, tolerance, timescale, lag, wait, wide } = one;
  const [top] = strongest(one);
  const because = (rest: string): string => (top === undefined ? rest : `Set by ${effectWords(top)}.`);
  const lost = one.numbers.find((effect) => effect.lost !== null && isUncertain(effect.number));
  if (lost?.lost != null) {
    const { number, lost: side } = lost;
    return `Set by \`${number.label}\` (${number.written})${basisWords(number)}: if it's ${changeWords(number, side)}, the mark isn't reached.`;
  }
  const [refused] = one.refused.filter(({ basis }) => basis !== 'sourced');
  if (refused !== undefined) {
    return `Set by \`${refused.label}\` (${refused.written}), which has no source: the run ends in an error with any other value.`;
  }
  if (freedom > tolerance) return because('Set by numbers without a source.');
  const lucky = shareOf(one.seeds);
  if (lucky !== null && lucky < HALF) {
    return `Set by the seed: the model agrees in ${one.seeds.agree} of ${one.seeds.of} runs with different seeds.`;
  }
  const far = Math.max(lag, wait);
  if (one.hidden >= MOVES * far && one.hidden * ln(2) > tolerance) {
    return `Set by ${humanDuration(Math.round(one.hidden / 1e6) * 1e6)} that no number accounts for.`;
  }
  if (one.repeated !== null && one.repeated.total * ln(2) > tolerance) {
    const { number, times } = one.repeated;
    return `Set by ${Math.round(times)} repetitions of \`${number.label}\` (${number.written}), a count that isn’t given as a number.`;
  }
  if (freedom < PINNED * prior) return null;
  if (one.anchor === null && one.start >= MOVES && !one.isStartObserved) {
    return 'Set by the start of the run, which isn’t an observed time.';
  }
  if (Math.abs(timescale) * ln(2) * far > tolerance) {
    return because('Set by durations without a source.');
  }
  if (Math.abs(one.countscale) * ln(2) * far > tolerance) {
    return because('Set by counts without a source.');
  }
  const agreeing = shareOf(wide);
  return agreeing !== null && agreeing < HALF ? because('Set by numbers without a source.') : null;
}

function supportOf(one: Dependence, prior: Micros, freedom: Micros): Support {
  if (one.pins.length > 0 && freedom < PINNED * prior) return 'tested';
  const sourced = one.numbers.some(
    ({ number, elasticity }) => number.basis === 'sourced' && Math.abs(elasticity) >= MOVES,
  );
  return sourced ? 'from sources' : 'worked out from inputs';
}

function supportWords(one: Dependence): string {
  const rest = `other numbers can move the mark by ${humanDuration(Math.round(one.freedom / 1e6) * 1e6)}`;
  const sourced = strongest(one, true)[0];
  if (one.pins.length > 0) return `Fixed by ${one.pins.map((id) => `\`${id}\``).join(' and ')}: ${rest}.`;
  if (sourced !== undefined)
    return `Rests on \`${sourced.number.label}\` (${sourced.number.written}, with a source): ${rest}.`;
  return one.anchor === null
    ? `Follows from the run's start: ${rest}.`
    : `Follows from \`${one.anchor.id}\`: ${rest}.`;
}

function tagsOf({ narrow, seeds, mark }: Dependence): string[] {
  const isBelow = (runs: Agreement, least: number): boolean => (shareOf(runs) ?? 1) < least;
  const counted = ({ agree, of }: Agreement, what: string): string => `agrees in ${agree} of ${of} ${what}`;
  return [
    ...(isBelow(narrow, HALF) ? [`finely tuned: ${counted(narrow, 'draws')}`] : []),
    ...(isBelow(seeds, MOST) ? [`luck of the draw: ${counted(seeds, 'runs with different seeds')}`] : []),
    ...(mark.within === null ? ['no tolerance stated'] : []),
  ];
}

/** Numbers that move the mark, strongest first: either those with a source or those that may be wrong. */
function strongest({ numbers }: Dependence, isSourced = false): NumberEffect[] {
  return numbers
    .filter(
      ({ number, elasticity }) =>
        (isSourced ? number.basis === 'sourced' : isUncertain(number)) && Math.abs(elasticity) > 0.03,
    )
    .sort((a, b) => Math.abs(b.elasticity) - Math.abs(a.elasticity));
}

/** Example: `` `fill.delay` (20m), which has no source: with a value 30% lower, the mark is reached 6 min earlier ``. */
function effectWords({ number, less, more }: NumberEffect): string {
  const isLower = less !== null && factorsFor(number)[0] < 1;
  const change = (isLower ? less : more) ?? less ?? 0;
  const direction = change < 0 ? 'earlier' : 'later';
  const words = changeWords(number, isLower ? 'lower' : 'higher');
  return `\`${number.label}\` (${number.written})${basisWords(number)}: with a value ${words}, the mark is reached ${humanDuration(Math.abs(change))} ${direction}`;
}

function basisWords(number: ModelNumber): string {
  if (number.basis !== 'sourced') return ', which has no source';
  return isUncertain(number) ? ', whose source gives a range' : '';
}

/** Example: `30% lower`. */
function changeWords(number: ModelNumber, side: 'lower' | 'higher'): string {
  const [low, high] = factorsFor(number);
  return `${Math.round(Math.abs(1 - (side === 'lower' ? low : high)) * 100)}% ${side}`;
}
