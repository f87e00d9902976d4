import type { FixEffect, FixVerdict, FixWord, RunSummary, VariantKind } from '../../result.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { effectsText } from './effect-words.ts';
import { compareHarm, decidingHarms, type Harm, harmReader, isHarm, missingReader } from './harm.ts';
import { MOST_VARIANTS, type Pair } from './paired-runs.ts';

/** A checked variant. */
export interface JudgedVariant {
  readonly name: string;
  readonly kind: VariantKind;
  readonly scenario: Scenario;
  /** The path of a patch that changes what counts as harm, or null. */
  readonly redefines: string | null;
}

/** Fraction of draws that have to agree. */
const MOST = 0.9;
/** A quantity counts as worse if it's worse in this fraction of draws. */
const HALF = 0.5;
/** There is no verdict if fewer draws than this have the harm. */
const FEW = 3;
/** If this many draws agree and none disagrees, no more are needed. */
const ENOUGH = 10;

/** The harm in a pair's two runs, by quantity and in total. */
interface ComparedPair {
  readonly base: readonly Harm[];
  readonly variant: readonly Harm[];
  /** The base's totals, in order of precedence. */
  readonly totals: readonly Harm[];
  readonly variantTotals: readonly Harm[];
}

/**
 * Evaluates what a variant changes, based on its pairs of runs with the base.
 *
 * @param pairs null if the variant wasn't run because there are too many
 */
export function judgeFix(base: Scenario, variant: JudgedVariant, pairs: readonly Pair[] | null): FixVerdict {
  const made = pairs?.length ?? 0;
  const common = { variant: variant.name, kind: variant.kind, by: 'runs', made } as const;
  const untested = (reason: string): FixVerdict => {
    const draws = { counted: 0, better: 0, worse: 0, same: 0 };
    return { ...common, verdict: 'untested', reason, draws, effects: [] };
  };
  if (variant.redefines !== null) return untested(redefinedText(variant.redefines));
  if (pairs === null)
    return untested(`Only the first ${MOST_VARIANTS} variants are run with different numbers.`);
  if (pairs[0]?.base.run !== 0) return untested('The variant’s model can’t run.');
  const all = comparedPairs(base, variant, pairs);
  const counted = withHarm(all);
  if (counted === null) {
    return untested(
      'Nothing to compare: the base has no impact, no violated invariants and no failed requests, and no outcome says which values are better.',
    );
  }
  if (counted.length < FEW) {
    return untested(`The base fails in only ${counted.length} of ${pairs.length} draws.`);
  }
  const signs = counted.map(signOf);
  const draws = {
    counted: counted.length,
    better: signs.filter((sign) => sign < 0).length,
    worse: signs.filter((sign) => sign > 0).length,
    same: signs.filter((sign) => sign === 0).length,
  };
  const effects = effectsOf(all[0]!, counted);
  const verdict = wordFor(counted, draws);
  const reason = reasonFor(verdict, draws, pairs.length, signOf(all[0]!), effects);
  return { ...common, verdict, reason, draws, effects };
}

/** Explains why a variant that changes what counts as harm isn't compared with the base. */
export function redefinedText(path: string): string {
  return `The variant changes \`${path}\`, which decides what counts as harm, so it can’t be compared with the base.`;
}

/** True if a variant is better than the base in one pair of runs. */
export function isBetter(base: Scenario, variant: JudgedVariant, pair: Pair): boolean {
  return comparedPairs(base, variant, [pair]).every((one) => signOf(one) < 0);
}

/**
 * True if the verdict is clear: either enough pairs agree, or so few agree that `more` additional pairs can't lead to a
 * majority.
 */
export function isSettled(
  base: Scenario,
  variant: JudgedVariant,
  pairs: readonly Pair[],
  more: number,
): boolean {
  if (pairs.length === 0) return true;
  const counted = withHarm(comparedPairs(base, variant, pairs));
  if (counted === null) return true;
  const signs = counted.map(signOf);
  const agree = Math.max(...[-1, 0, 1].map((sign) => signs.filter((one) => one === sign).length));
  if (agree === signs.length) return signs.length >= ENOUGH;
  return agree + more < MOST * (signs.length + more);
}

/**
 * True if a pair with this base run counts, which is the case if the run has the same harm as the base with its
 * original numbers. Also true if the base has no harm, since the variant then decides whether the pair counts.
 */
export function doesCount(base: Scenario, run: RunSummary, written: RunSummary): boolean {
  const read = harmReader(base);
  const harm = decidingHarms(read(written)).find(isHarm);
  if (harm === undefined) return true;
  const found = sameIn(decidingHarms(read(run)), harm);
  return found !== undefined && isHarm(found);
}

function comparedPairs(base: Scenario, variant: JudgedVariant, pairs: readonly Pair[]): ComparedPair[] {
  const ofBase = harmReader(base);
  const ofVariant = harmReader(variant.scenario);
  const missing = missingReader(base, variant.scenario);
  return pairs.map((pair) => {
    const [none, gone] = missing(pair.base, pair.variant);
    const own = [...ofBase(pair.base), none];
    const theirs = [...ofVariant(pair.variant), gone];
    return {
      base: own,
      variant: theirs,
      totals: decidingHarms(own),
      variantTotals: decidingHarms(theirs),
    };
  });
}

/**
 * The pairs in which the base has the same harm as with its original numbers. If only the variant has harm, the pairs
 * in which either of them does. Null if there is no harm at all.
 */
function withHarm(pairs: readonly ComparedPair[]): ComparedPair[] | null {
  const [written] = pairs;
  const ofBase = written?.totals.find(isHarm);
  const harm = ofBase ?? written?.variantTotals.find(isHarm);
  if (harm === undefined) return null;
  const has = (totals: readonly Harm[]): boolean => {
    const found = sameIn(totals, harm);
    return found !== undefined && isHarm(found);
  };
  return pairs.filter(
    ({ totals, variantTotals }) => has(totals) || (ofBase === undefined && has(variantTotals)),
  );
}

function sameIn(all: readonly Harm[], { what, name }: Harm): Harm | undefined {
  return all.find((one) => one.what === what && one.name === name);
}

type Sign = -1 | 0 | 1;

function compareIn(variant: readonly Harm[], own: Harm): Sign {
  const other = sameIn(variant, own);
  return other === undefined ? 0 : compareHarm(own, other);
}

/** -1 if the variant is better. The first total that differs decides. */
function signOf({ totals, variantTotals }: ComparedPair): Sign {
  for (const own of totals) {
    const sign = compareIn(variantTotals, own);
    if (sign !== 0) return sign;
  }
  return 0;
}

function wordFor(counted: readonly ComparedPair[], { better, worse, same }: FixVerdict['draws']): FixWord {
  const most = MOST * counted.length;
  if (better >= most) return isMixed(counted, 1) ? 'helps and harms' : 'helps';
  if (worse >= most) return isMixed(counted, -1) ? 'helps and harms' : 'harms';
  if (same < most) return 'depends on the numbers';
  const isEqual = counted.every(({ base, variant }) =>
    base.every((own) => own.value === (sameIn(variant, own)?.value ?? null)),
  );
  return isEqual ? 'no effect' : 'hardly any effect';
}

/**
 * True if a total changes in the opposite direction in half of the draws, or if requests that are missing in a variant
 * hide harm.
 */
function isMixed(counted: readonly ComparedPair[], opposite: 1 | -1): boolean {
  const incomplete = counted.filter(({ variant }) =>
    variant.some((one) => one.what === 'missing' && isHarm(one)),
  );
  if (opposite === 1 && incomplete.length >= HALF * counted.length) return true;
  return counted[0]!.totals.some((_, i) => {
    const opposed = counted.filter(
      ({ totals, variantTotals }) => compareIn(variantTotals, totals[i]!) === opposite,
    );
    return opposed.length >= HALF * counted.length;
  });
}

/** Every quantity that indicates harm in the base or the variant, with the original numbers. */
function effectsOf(written: ComparedPair, counted: readonly ComparedPair[]): FixEffect[] {
  const finite = (value: number | null): number | null =>
    value !== null && Number.isFinite(value) ? value : null;
  return written.base.flatMap((own, i): FixEffect[] => {
    const other = sameIn(written.variant, own);
    if (other === undefined || !(isHarm(own) || isHarm(other))) return [];
    const signs = counted.map(({ base, variant }) => compareIn(variant, base[i]!));
    return [
      {
        what: own.what,
        name: own.name,
        unit: own.unit,
        base: finite(own.value),
        variant: finite(other.value),
        change: compareHarm(own, other),
        better: signs.filter((sign) => sign < 0).length,
        worse: signs.filter((sign) => sign > 0).length,
      },
    ];
  });
}

function reasonFor(
  verdict: FixWord,
  { counted, better, worse, same }: FixVerdict['draws'],
  made: number,
  shown: -1 | 0 | 1,
  effects: readonly FixEffect[],
): string {
  const others = made - counted;
  const ofAll =
    others === 0
      ? `of ${counted} draws`
      : `of the ${counted} draws with harm (${others} more ${others === 1 ? 'has' : 'have'} none)`;
  const values = effectsText(effects);
  const led = (count: number, word: string, sign: -1 | 0 | 1): string =>
    `${word} in ${count} ${ofAll}${shown === sign ? '' : ', but not with the numbers as written'}: ${values}.`;
  switch (verdict) {
    case 'no effect':
      return `The same in all ${ofAll.slice(3)}: ${values}.`;
    case 'hardly any effect':
      return led(same, 'Nearly the same', 0);
    case 'helps':
      return led(better, 'Better', -1);
    case 'harms':
      return led(worse, 'Worse', 1);
    case 'helps and harms':
      return `One quantity gets better and another one gets worse in most ${ofAll}: ${values}.`;
    default:
      return `Better in ${better}, worse in ${worse} and nearly the same in ${same} ${ofAll}. With the numbers as written: ${values}.`;
  }
}
