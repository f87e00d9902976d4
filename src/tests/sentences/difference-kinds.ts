import type { ConstantValue, Exploration, Result, Run } from '../../result.ts';
import { isDuration, isNumber } from './reading.ts';

/** Two versions of a scenario. */
interface Versions {
  readonly before: Result;
  readonly after: Result;
}

/** A sentence about a scenario in a comparison: `lease with fixed: mark lost moved: 10 min after the start → never`. */
interface DifferenceSentence {
  readonly variant: string;
  readonly rest: string;
}

/** A kind of sentence in comparisons: how to recognize it, and how to check it against the two versions. */
interface DifferenceKindOfSentence {
  readonly name: string;
  readonly pattern: RegExp;
  readonly isTrue: (parts: readonly string[], sides: Sides) => boolean;
}

interface Side {
  readonly result: Result;
  readonly run: Run | undefined;
  readonly search: Exploration | undefined;
}

interface Sides {
  readonly variant: string;
  readonly was: Side;
  readonly is: Side;
}

/** Splits `scenario with variant: rest`. */
export function readDifference(sentence: string): DifferenceSentence {
  const [, variant, rest] = /^[\w-]+(?: with ([\w-]+))?: (.*)$/s.exec(sentence)!;
  return { variant: variant ?? 'base', rest: rest! };
}

/** The kinds that match a sentence, and whether the sentence is true for one of them. */
export function judgeDifference({ variant, rest }: DifferenceSentence, versions: Versions) {
  const side = (result: Result): Side => ({
    result,
    run: result.runs.find((one) => one.variant === variant),
    search: result.explorations.find((one) => one.variant === variant),
  });
  const sides = { variant, was: side(versions.before), is: side(versions.after) };
  const kinds = DIFFERENCES.filter(({ pattern }) => pattern.test(rest));
  return {
    kinds: kinds.map(({ name }) => name),
    isTrue: kinds.some(({ pattern, isTrue }) => isTrue(pattern.exec(rest)!.slice(1), sides)),
  };
}

const kind = (
  name: string,
  pattern: RegExp,
  isTrue: DifferenceKindOfSentence['isTrue'],
): DifferenceKindOfSentence => ({ name, pattern, isTrue });

/** A sentence with a value before and after a change. Each value is compared with the version that it comes from. */
const both = (
  name: string,
  start: string,
  isValue: (text: string, subject: string, side: Side, sides: Sides) => boolean,
): DifferenceKindOfSentence =>
  kind(name, new RegExp(`^${start.replace('{}', '(.+?)')}: (.+?) → (.+)$`, 's'), (parts, sides) => {
    const [subject, was, is] = start.includes('{}') ? parts : ['', ...parts];
    return isValue(was!, subject!, sides.was, sides) && isValue(is!, subject!, sides.is, sides);
  });

const toleranceOf = ({ run }: Side, id: string): { within: number | null; isTime: boolean } | undefined => {
  const mark = run?.marks.find((one) => one.id === id && one.observed !== null);
  if (mark !== undefined) return { within: mark.within, isTime: true };
  const value = run?.quantities.find((one) => one.id === id);
  return value === undefined ? undefined : { within: value.within, isTime: value.type === 'duration' };
};

const isTolerance = (text: string, id: string, side: Side): boolean => {
  const found = toleranceOf(side, id);
  if (found === undefined || found.within === null) return false;
  return text.startsWith('±') && (found.isTime ? isDuration : isNumber)(text.slice(1), found.within);
};

const hasNone = (id: string, side: Side): boolean => (toleranceOf(side, id)?.within ?? null) === null;

const within = (id: string, side: Side): number => toleranceOf(side, id)!.within!;

const labelIn = ({ result }: Side, id: string): string | undefined =>
  result.validation?.comparisons.find((one) => one.id === id)?.label;

const isEffect = (text: string, _: string, { result }: Side, { variant }: Sides): boolean =>
  result.validation!.fixes.some(
    (fix) =>
      fix.variant === variant &&
      (fix.kind === 'counterfactual'
        ? text ===
            (
              { harms: 'worse, as a counterfactual', helps: 'better, as a counterfactual' } as Record<
                string,
                string
              >
            )[fix.verdict] || text === fix.verdict
        : text === fix.verdict ||
          (fix.by === 'search' && text === 'still violated' && /effect/.test(fix.verdict))),
  );

const isUnsourced = ({ result }: Side, label: string, written?: string): boolean =>
  result.validation!.numbers.some(
    (one) => one.label === label && one.basis !== 'sourced' && (written ?? one.written) === one.written,
  );

const isVerdict = (text: string, name: string, { run, search }: Side): boolean => {
  const searched = / in the search$/.test(text);
  const own = searched ? search?.properties : run?.properties;
  return (own ?? []).some(
    (one) =>
      one.name === name &&
      text === `${one.verdict === 'held' ? 'holds' : one.verdict} in the ${searched ? 'search' : 'run'}`,
  );
};

const isTotal = (text: string, micros: number): boolean =>
  text === 'none' ? micros === 0 : isDuration(text, micros);

const isImpact = (text: string, name: string, { run }: Side): boolean => {
  const service = run!.services.find((one) => one.service === name);
  if (service !== undefined) {
    const total = service.windows.reduce((sum, { from, to }) => sum + (to ?? run!.ended.at) - from, 0);
    return isTotal(text, total);
  }
  const { total, affected } = run!.conditions.find((one) => one.name === name)!;
  const [, length, number] = /^(.+?)(?:, ([\d,.]+)\b.*)?$/.exec(text)!;
  if (total === 0) return !/\d/.test(length!);
  return isDuration(length!, total) && (number === undefined || isNumber(number, affected!));
};

const isFailed = (text: string, name: string, { run }: Side): boolean => {
  const { failed, requests } = run!.services.find(({ service }) => service === name)!;
  const [some, all] = text.split(' of ');
  return isNumber(some!, Math.round(failed)) && isNumber(all!, Math.round(requests));
};

const isOutcome = (text: string, name: string, { run }: Side): boolean => {
  const { value, type } = run!.outcomes.find((one) => one.name === name)!;
  const plain = text.replace(/ \((?:better|worse)\)$/, '');
  if (value === null) return /^no value|^–$/.test(plain);
  return type === 'duration' ? isDuration(plain, value) : isNumber(plain.split(' ')[0]!, value);
};

const isMark = (text: string, id: string, { run }: Side): boolean => {
  const { at, status, residual, within: tolerance } = run!.marks.find((one) => one.id === id)!;
  if (at === null) return text === (status === 'never' ? 'never' : 'not by the end of the run');
  const [, time, off, side, outside] =
    /^(.+?) after the start(?:, (?:(.+?) (later|earlier) than observed|as observed)(, outside its tolerance)?)?$/.exec(
      text,
    )!;
  const isOff =
    residual === null
      ? !/observed/.test(text)
      : residual === 0
        ? /as observed/.test(text)
        : side === (residual > 0 ? 'later' : 'earlier') && isDuration(off!, Math.abs(residual));
  const isOutside = residual !== null && tolerance !== null && Math.abs(residual) > tolerance;
  return isDuration(time!, at) && isOff && (outside !== undefined) === isOutside;
};

const isMetastable = (text: string, _: string, { run }: Side): boolean =>
  run!.recovery!.metastable === text.startsWith("doesn't");

const isRecovery = (text: string, _: string, { run }: Side): boolean => {
  const { recoveredAfter } = run!.recovery!;
  if (recoveredAfter === null) return text === 'not by the end of the run';
  return isDuration(text.replace(' after the trigger started', ''), recoveredAfter);
};

const isSize = (text: string, _: string, { search }: Side): boolean => {
  const [, states, steps] = /^(\S+) states(?:, a violation in (\d+) steps)?$/.exec(text)!;
  return (
    isNumber(states!, search!.states) &&
    (steps === undefined ? search!.steps === null : Number(steps) === search!.steps)
  );
};

const isConstant = (text: string, name: string, { result }: Side): boolean => {
  const found = result.constants.find((one) => one.name === name);
  return found !== undefined && isConstantText(text, found);
};

const isConstantText = (text: string, { value, basis, type }: ConstantValue): boolean => {
  const [, shown, from] = /^(.+?) \((\w+)/.exec(text)!;
  const spaced = shown!
    .replace(/([a-zµ]+)(?=\d|$)/g, ' $1 ')
    .replaceAll(' m ', ' min ')
    .replaceAll(' us ', ' µs ')
    .trim();
  return (
    from === basis && (type === 'duration' ? isDuration(spaced, Number(value)) : shown === String(value))
  );
};

/** True if a sweep of the variant has this mark, recovery, service, condition or outcome with these numbers. */
const isSpread = (text: string, name: string, { result }: Side, { variant }: Sides): boolean =>
  result.sweeps
    .filter((one) => one.variant === variant)
    .some((sweep) => {
      const [, some, all, by] = /^in (\d+) of (\d+) runs(?:, half of them by (.+))?$/.exec(text) ?? [];
      if (some !== undefined) {
        return sweep.marks.some(
          ({ id, happened, runs, at }) =>
            id === name &&
            happened === Number(some) &&
            runs === Number(all) &&
            (by === undefined ? at.p50 === null : isDuration(by, at.p50!)),
        );
      }
      const stuck = /^(\d+) of (\d+) runs don't recover$/.exec(text);
      if (stuck !== null) return sweep.metastable === Number(stuck[1]) && sweep.runs === Number(stuck[2]);
      if (text === 'not evaluated') return sweep.metastable === null;
      const impacts = [
        ...sweep.services.filter(({ service }) => service === name).map(({ impact }) => impact),
        ...sweep.conditions.filter((one) => one.name === name).map(({ impact }) => impact),
      ];
      const impact = /^(.+?) of impact in the median run(?:, (.+) in the 95th percentile)?$/.exec(text);
      if (impact !== null) {
        return impacts.some(
          ({ p50, p95 }) =>
            p50 !== null &&
            isDuration(impact[1]!, p50) &&
            (impact[2] === undefined || isDuration(impact[2], p95 ?? 0)),
        );
      }
      if (/^no (?:impact|runs)$/.test(text)) return impacts.some(({ p50 }) => p50 === null);
      const outcome = sweep.outcomes.find((one) => one.name === name);
      if (outcome === undefined) return false;
      if (text === 'no value') return outcome.value.p50 === null;
      const [, middle] = /^(.+?) in the median run, (.+) in 90% of the runs$/.exec(text)!;
      return outcome.type === 'duration'
        ? isDuration(middle!, outcome.value.p50!)
        : isNumber(middle!.split(' ')[0]!, outcome.value.p50!);
    });

const claimIn = ({ run, search }: Side, claim: string): string | undefined =>
  [...(run?.expectations ?? []), ...(search?.expectations ?? [])].find((one) => one.claim === claim)?.found;

/** All kinds of sentences about a scenario in a comparison. */
export const DIFFERENCES: readonly DifferenceKindOfSentence[] = [
  both(
    'tolerance widened',
    'tolerance of {} widened',
    (text, id, side, { was, is }) => isTolerance(text, id, side) && within(id, is) > within(id, was),
  ),
  both(
    'tolerance narrowed',
    'tolerance of {} narrowed',
    (text, id, side, { was, is }) => isTolerance(text, id, side) && within(id, is) < within(id, was),
  ),
  kind(
    'tolerance removed',
    /^tolerance of (\S+) removed: (.+)$/,
    ([id, text], { was, is }) => isTolerance(text!, id!, was) && hasNone(id!, is),
  ),
  kind(
    'tolerance added',
    /^new tolerance of (\S+): (.+)$/,
    ([id, text], { was, is }) => isTolerance(text!, id!, is) && hasNone(id!, was),
  ),
  both('label', 'label of {}', (text, id, side) => labelIn(side, id) === text),
  kind('label of a new or removed comparison', /^label of (\S+): ([^→]+)$/, ([id, text], { was, is }) => {
    const [old, fresh] = [labelIn(was, id!), labelIn(is, id!)];
    return (old === undefined) !== (fresh === undefined) && (old ?? fresh) === text;
  }),
  both('effect', 'effect of the variant', isEffect),
  kind(
    'unsourced number',
    /^new number without a source, (.+?): (.+)$/,
    ([label, written], { was, is }) => isUnsourced(is, label!, written) && !isUnsourced(was, label!),
  ),
  both('verdict', 'verdict on {}', isVerdict),
  kind(
    'claim',
    /^claim (.+?): (.+) → (.+)$/,
    ([claim, a, b], { was, is }) => claimIn(was, claim!) === a && claimIn(is, claim!) === b,
  ),
  kind(
    'new claim',
    /^new claim (.+?): (.+)$/,
    ([claim, found], { was, is }) => claimIn(is, claim!) === found && claimIn(was, claim!) === undefined,
  ),
  kind(
    'removed claim',
    /^claim (.+?) removed: (.+)$/,
    ([claim, found], { was, is }) => claimIn(was, claim!) === found && claimIn(is, claim!) === undefined,
  ),
  both('fact', 'agreement with the observed fact {}', (text, id, { run }) =>
    run!.facts.some((one) => one.id === id && text === `the model ${one.verdict}`),
  ),
  kind(
    'metastability',
    /^recovery: (.*recover.* after the trigger ends) → (.*recover.* after the trigger ends)$/,
    ([a, b], { was, is }) => isMetastable(a!, '', was) && isMetastable(b!, '', is),
  ),
  kind(
    'recovery',
    /^recovery: ((?:not by|.+ after the trigger started).*?) → (.+)$/,
    ([a, b], { was, is }) => isRecovery(a!, '', was) && isRecovery(b!, '', is),
  ),
  both('impact', 'impact on {}', isImpact),
  kind('impact of a new or removed condition', /^impact on (\S+): ([^→]+)$/, ([name, text], { was, is }) => {
    const has = ({ run }: Side): boolean => run!.conditions.some((one) => one.name === name);
    return has(was) !== has(is) && isImpact(text!, name!, has(is) ? is : was);
  }),
  both('failed requests', 'failed requests of {}', isFailed),
  both('outcome', 'outcome {}', isOutcome),
  kind('new or removed outcome', /^outcome (\S+): ([^→]+)$/, ([name, text], { was, is }) => {
    const has = ({ run }: Side): boolean => run!.outcomes.some((one) => one.name === name);
    return has(was) !== has(is) && isOutcome(text!, name!, has(is) ? is : was);
  }),
  both('mark that moved', 'mark {} moved', (text, id, side, { was, is }) => {
    const at = ({ run }: Side) => run!.marks.find((one) => one.id === id)!;
    const differs =
      at(was).at !== at(is).at ||
      at(was).residual !== at(is).residual ||
      at(was).within !== at(is).within ||
      at(was).status !== at(is).status;
    return differs && isMark(text, id, side);
  }),
  both(
    'mark that happens',
    'mark {} now happens',
    (text, id, side, { was, is }) =>
      isMark(text, id, side) &&
      was.run!.marks.find((one) => one.id === id)!.at === null &&
      is.run!.marks.find((one) => one.id === id)!.at !== null,
  ),
  both(
    'mark that no longer happens',
    'mark {} no longer happens',
    (text, id, side, { was, is }) =>
      isMark(text, id, side) &&
      was.run!.marks.find((one) => one.id === id)!.at !== null &&
      is.run!.marks.find((one) => one.id === id)!.at === null,
  ),
  kind(
    'new or removed mark',
    /^mark (\S+) (now happens|no longer happens): ([^→]+)$/,
    ([id, how, text], { was, is }) => {
      const [side, other] = how === 'now happens' ? [is, was] : [was, is];
      return isMark(text!, id!, side) && other.run!.marks.every((one) => one.id !== id);
    },
  ),
  both('spread', 'across many runs, {}', isSpread),
  both('size of the search', 'size of the search', isSize),
  both('constant', 'constant {}', isConstant),
  kind('new or removed constant', /^constant (\S+): ([^→]+)$/, ([name, text], { was, is }) => {
    const has = ({ result }: Side): boolean => result.constants.some((one) => one.name === name);
    return has(was) !== has(is) && isConstant(text!, name!, has(is) ? is : was);
  }),
  kind(
    'new assumption',
    /^new assumption: (.+)$/s,
    ([text], { was, is }) => is.result.assumes.includes(text!) && !was.result.assumes.includes(text!),
  ),
  kind(
    'removed assumption',
    /^assumption removed: (.+)$/s,
    ([text], { was, is }) => was.result.assumes.includes(text!) && !is.result.assumes.includes(text!),
  ),
  kind(
    'new variant',
    /^new variant(?:: (.+))?$/s,
    (_, { was, is }) =>
      [was.run, was.search].every((one) => one === undefined) &&
      [is.run, is.search].some((one) => one !== undefined),
  ),
  kind(
    'removed variant',
    /^variant removed(?:: (.+))?$/s,
    (_, { was, is }) =>
      [is.run, is.search].every((one) => one === undefined) &&
      [was.run, was.search].some((one) => one !== undefined),
  ),
];
