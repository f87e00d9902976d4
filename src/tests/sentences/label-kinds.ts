import type { Comparison, FixVerdict, Probe, Validation } from '../../result.ts';
import { isDuration, isNumber } from './reading.ts';

/** Output about a mark from the script that readers can run. */
interface Dependence {
  readonly index: number;
  readonly at: number | null;
  readonly tolerance: number;
  readonly wait: number;
  readonly freedom: number;
  readonly hidden: number;
  readonly repeated: number;
  readonly inputs: readonly { readonly t: number; readonly share: number }[];
}

const { dependences } = (await import(new URL('../../site/client/relabel.js', import.meta.url).href)) as {
  dependences: (validation: Validation) => Dependence[];
};

/** A comparison, and all data that its reason can refer to. */
interface About {
  readonly one: Comparison;
  readonly validation: Validation;
  readonly mark: Dependence | undefined;
  /** The comparison's value in a run. */
  readonly read: (probe: Probe) => number | boolean | null;
  readonly agrees: (probe: Probe) => boolean;
}

interface ReasonKind {
  readonly name: string;
  readonly pattern: RegExp;
  readonly isTrue: (parts: readonly string[], about: About) => boolean;
}

/** The kinds that match a comparison's reason or tag, and whether the text is true for one of them. */
export function judgeReason(text: string, one: Comparison, validation: Validation) {
  const index = validation.comparisons.indexOf(one);
  const mark = dependences(validation).find((other) => other.index === index);
  const read = (probe: Probe) => probe?.[index] ?? null;
  const slack = ((one.latest ?? one.observed) - one.observed) / 2;
  const tolerance = mark?.tolerance ?? one.within ?? 0.1 * Math.abs(one.observed);
  const agrees = (probe: Probe): boolean => {
    const value = read(probe);
    if (one.kind === 'period') return value === true;
    return typeof value === 'number' && Math.abs(value - one.observed - slack) <= tolerance;
  };
  const about: About = { one, validation, mark, read, agrees };
  const kinds = REASONS.filter(({ pattern }) => pattern.test(text));
  return {
    kinds: kinds.map(({ name }) => name),
    isTrue: kinds.some(({ pattern, isTrue }) => isTrue(pattern.exec(text)!.slice(1), about)),
  };
}

const kind = (name: string, pattern: RegExp, isTrue: ReasonKind['isTrue']): ReasonKind => ({
  name,
  pattern,
  isTrue,
});

const labeled = ({ validation }: About, label: string, written: string) =>
  validation.numbers.find((one) => one.label === label && one.written === written);

const probesOf = ({ validation }: About, label: string, written: string) => {
  const ids = validation.numbers
    .filter((one) => one.label === label && one.written === written)
    .map(({ id }) => id);
  return validation.probes!.numbers.find(({ id }) => ids.includes(id));
};

const isUnsourced = (about: About, label: string, written: string): boolean =>
  labeled(about, label, written)?.basis !== 'sourced';

const baseOf = ({ validation }: About): Probe => validation.probes!.base;

const drawsOf = ({ validation }: About): Probe[] => [
  ...validation.probes!.narrow,
  ...validation.probes!.wide,
];

const countOf = (probes: readonly Probe[], test: (probe: Probe) => boolean): number =>
  probes.filter(test).length;

/** True if lowering or raising a number changes a mark by a duration: `30% lower, 6 min earlier`. */
const isChange = (
  about: About,
  label: string,
  written: string,
  share: string,
  side: string,
  time: string,
  direction: string,
) => {
  const number = labeled(about, label, written)!;
  const found = probesOf(about, label, written);
  const [low, high] = number.basis === 'sourced' && number.factors !== null ? number.factors : [0.7, 1.3];
  const probe = side === 'lower' ? found?.less : found?.more;
  const [changed, at] = [about.read(probe ?? null), about.read(baseOf(about))];
  if (typeof changed !== 'number' || typeof at !== 'number') return false;
  return (
    Number(share) === Math.round(Math.abs(1 - (side === 'lower' ? low : high)) * 100) &&
    isDuration(time, Math.abs(changed - at)) &&
    direction === (changed < at ? 'earlier' : 'later')
  );
};

const inputOf = ({ validation }: About, id: string) => validation.probes!.inputs.find((one) => one.id === id);

const isMovedBy = (about: About, id: string): boolean => {
  const at = about.validation.probes!.inputs.findIndex((one) => one.id === id);
  return Math.abs(about.mark!.inputs[at]!.share) > 0.3;
};

const isFreedom = (text: string, { mark }: About): boolean =>
  isDuration(text, Math.round(mark!.freedom / 1e6) * 1e6);

const REASONS: readonly ReasonKind[] = [
  kind('never', /^Never happened\.$/, (_, about) => about.read(baseOf(about)) === null),
  kind('missed', /^(.+) (early|late)\.$/, ([far, side], { one, mark }) => {
    const [from, to] = [one.observed, one.latest ?? one.observed];
    const off = mark!.at! < from ? from - mark!.at! : mark!.at! - to;
    return isDuration(far!, off) && side === (mark!.at! < from ? 'early' : 'late');
  }),
  kind(
    'given',
    /^The model is given `(\w+)`, and nothing else affects the mark\.$/,
    ([id], about) => isMovedBy(about, id!) && Math.abs(about.mark!.at! - inputOf(about, id!)!.t) < 60e6,
  ),
  kind(
    'near',
    /^The model is given `(\w+)`, and the tolerance covers the rest\.$/,
    ([id], about) =>
      isMovedBy(about, id!) && Math.abs(about.mark!.at! - inputOf(about, id!)!.t) <= about.mark!.tolerance,
  ),
  kind(
    'given later',
    /^The model is given `(\w+)`, which comes later\.$/,
    ([id], about) => isMovedBy(about, id!) && inputOf(about, id!)!.t > about.one.observed,
  ),
  kind('repeats', /^The same moment as `(\w+)`\.$/, ([id], { validation, read, one }) => {
    const other = validation.comparisons.findIndex((two) => two.id === id && two.kind === 'mark');
    const distance = one.observed - validation.comparisons[other]!.observed;
    const both = validation.probes!.wide.filter((probe) => read(probe) !== null && probe?.[other] != null);
    const tolerance = one.within ?? Number.POSITIVE_INFINITY;
    return (
      countOf(
        both,
        (probe) => Math.abs(Number(read(probe)) - Number(probe![other]) - distance) <= tolerance,
      ) >=
      0.8 * both.length
    );
  }),
  kind(
    'lost',
    /^Set by `(.+?)` \((.+?)\)(?:, which has no source|, whose source gives a range): if it's (\d+)% (lower|higher), the mark isn't reached\.$/,
    ([label, written, , side], about) => {
      const found = probesOf(about, label!, written!);
      const probe = side === 'lower' ? found?.less : found?.more;
      return probe != null && about.read(probe) === null;
    },
  ),
  kind(
    'refused',
    /^Set by `(.+?)` \((.+?)\), which has no source: the run ends in an error with any other value\.$/,
    ([label, written], about) => {
      const found = probesOf(about, label!, written!);
      return found?.isRefused === true && found.less === null && found.more === null;
    },
  ),
  kind(
    'set by a number',
    /^Set by `(.+?)` \((.+?)\)(, which has no source|, whose source gives a range): with a value (\d+)% (lower|higher), the mark is reached (.+) (earlier|later)\.$/,
    ([label, written, basis, share, side, time, direction], about) =>
      isUnsourced(about, label!, written!) === basis!.startsWith(', which') &&
      isChange(about, label!, written!, share!, side!, time!, direction!),
  ),
  kind('set by several', /^Set by (?:numbers|durations|counts) without a source\.$/, (_, { validation }) =>
    validation.numbers.some(({ basis, inVariant }) => basis !== 'sourced' && !inVariant),
  ),
  kind(
    'seed',
    /^Set by the seed: the model agrees in (\d+) of (\d+) runs with different seeds\.$/,
    ([n, all], { validation, agrees }) =>
      Number(n) === countOf(validation.probes!.seeds, agrees) &&
      Number(all) === validation.probes!.seeds.length,
  ),
  kind('hidden', /^Set by (.+) that no number accounts for\.$/, ([time], { mark }) =>
    isDuration(time!, Math.round(mark!.hidden / 1e6) * 1e6),
  ),
  kind(
    'repeated',
    /^Set by (\d+) repetitions of `(.+?)` \((.+?)\), a count that isn’t given as a number\.$/,
    ([times, label, written], about) =>
      Number(times) > 1 && labeled(about, label!, written!)?.basis === 'sourced' && about.mark!.repeated > 0,
  ),
  kind(
    'start',
    /^Set by the start of the run, which isn’t an observed time\.$/,
    (_, { validation, read }) => {
      const { base, lead } = validation.probes!;
      // If the run starts half an hour earlier, the mark's time since the start doesn't increase by as much.
      return Number(read(base)) + 1800e6 - Number(read(lead)) >= 0.3 * 1800e6;
    },
  ),
  kind(
    'a guess',
    /^±(.+?) on a wait of ([^,]+)(?:, of which numbers without a source set (.+))?: a guess would do\.$/,
    ([far, wait, free], about) => {
      const { mark, one, validation } = about;
      const given = validation.probes!.inputs.flatMap(({ t }, i) =>
        Math.abs(mark!.inputs[i]!.share) > 0.3 && t <= one.observed + mark!.tolerance ? [t] : [],
      );
      const middle = (one.observed + (one.latest ?? one.observed)) / 2;
      const since = given.length === 0 ? mark!.wait : Math.abs(middle - Math.max(...given));
      return (
        isDuration(far!, mark!.tolerance) &&
        isDuration(wait!, since) &&
        (free === undefined || isFreedom(free, about))
      );
    },
  ),
  kind(
    'holds up from a source',
    /^Rests on `(.+?)` \((.+?), with a source\): other numbers can move the mark by (.+)\.$/,
    ([label, written, free], about) =>
      labeled(about, label!, written!)?.basis === 'sourced' &&
      about.read(probesOf(about, label!, written!)!.less) !== about.read(baseOf(about)) &&
      isFreedom(free!, about),
  ),
  kind(
    'holds up because tested',
    /^Fixed by (.+): other numbers can move the mark by (.+)\.$/,
    ([ids, free], about) =>
      ids!.split(' and ').every((id) => {
        const other = about.validation.comparisons.find((two) => `\`${two.id}\`` === id);
        return other !== undefined && other.observed < about.one.observed && other.label !== 'missed';
      }) && isFreedom(free!, about),
  ),
  kind(
    'holds up from inputs',
    /^Follows from (?:`(\w+)`|the run's start): other numbers can move the mark by (.+)\.$/,
    ([id, free], about) => (id === undefined || isMovedBy(about, id)) && isFreedom(free!, about),
  ),
  kind(
    'tag',
    /^(finely tuned|luck of the draw): agrees in (\d+) of (\d+) (?:draws|runs with different seeds)$/,
    ([tag, n, all], { validation, agrees }) => {
      const runs = tag === 'finely tuned' ? validation.probes!.narrow : validation.probes!.seeds;
      const made = runs.filter((probe) => probe !== null);
      return (
        Number(n) === countOf(made, agrees) && Number(all) === made.length && Number(n) < 0.8 * made.length
      );
    },
  ),
  kind('no tolerance', /^no tolerance stated$/, (_, { one }) => one.within === null),
  kind(
    'period missed',
    /^The run doesn’t meet the condition for the whole period\.$/,
    (_, about) => about.read(baseOf(about)) === false,
  ),
  kind('value missed', /^Too (low|high)(?: by (\d+)%)?\.$/, ([side, share], about) => {
    const found = Number(about.read(baseOf(about)));
    const { observed } = about.one;
    return (
      side === (found < observed ? 'low' : 'high') &&
      (share === undefined || isNumber(share, (100 * Math.abs(found - observed)) / Math.abs(observed)))
    );
  }),
  kind('both ends', /^The model is given both ends of the period\.$/, (_, { one, validation }) =>
    [one.observed, one.until!].every((end) =>
      validation.probes!.inputs.some(({ t }) => Math.abs(t - end) <= 60e6),
    ),
  ),
  kind('follows from a mark', /^Follows from the time of `(\w+)`\.$/, ([id], { validation }) =>
    validation.comparisons.some((two) => two.id === id && two.kind === 'mark' && two.label !== 'missed'),
  ),
  kind(
    'cannot fail',
    /^The model agrees in all (\d+) draws, and if any input is left out\.$/,
    ([n], about) =>
      Number(n) === countOf(drawsOf(about), about.agrees) &&
      Number(n) === drawsOf(about).length &&
      about.validation.probes!.inputs.every(({ without }) => without === null || about.agrees(without)),
  ),
  kind(
    'follows from an input',
    /^Follows only from `(\w+)`: all (\d+) draws agree\.$/,
    ([id, n], about) =>
      Number(n) === countOf(drawsOf(about), about.agrees) && !about.agrees(inputOf(about, id!)!.without),
  ),
  kind(
    'mostly different seeds',
    /^Set by the seed: the model disagrees in most runs with different seeds\.$/,
    (_, { validation, agrees }) =>
      countOf(validation.probes!.seeds, agrees) < 0.5 * validation.probes!.seeds.length,
  ),
  kind(
    'numbers decide',
    /^Depends on numbers without a source: (\d+) of (\d+) draws disagree\.(?: Changing any of these by 30% causes disagreement: (.+?)(?: and \d+ more)?\.)?$/,
    ([n, all, names], about) =>
      Number(n) === drawsOf(about).length - countOf(drawsOf(about), about.agrees) &&
      Number(all) === drawsOf(about).length &&
      [...(names ?? '').matchAll(/`(.+?)` \((.+?)\)/g)].every(([, label, written]) => {
        const found = probesOf(about, label!, written!);
        return [found?.less, found?.more].some((probe) => probe != null && !about.agrees(probe));
      }),
  ),
  kind(
    'a number in another form',
    /^The model is given `(.+?)`, and nothing else matters\.$/,
    ([label], { validation }) =>
      validation.numbers.some((two) => two.label === label && two.basis === 'sourced'),
  ),
  kind(
    'would fail',
    /^Could have failed: the model disagrees in (\d+) of (\d+) draws\.$/,
    ([n, all], about) =>
      Number(n) === drawsOf(about).length - countOf(drawsOf(about), about.agrees) &&
      Number(all) === drawsOf(about).length,
  ),
  kind(
    'agrees, from a source',
    /^Rests on `(.+?)` \((.+), with a source\): the model agrees in all (\d+) draws\.$/,
    ([label, written, n], about) => {
      const found = probesOf(about, label!, written!);
      return (
        Number(n) === countOf(drawsOf(about), about.agrees) &&
        [found?.less, found?.more].some((probe) => probe != null && !about.agrees(probe))
      );
    },
  ),
  kind(
    'wide',
    /^The tolerance is half of the value or more: a guess would do\.$/,
    (_, { one }) => (one.within ?? 0.1 * Math.abs(one.observed)) >= Math.abs(one.observed) / 2,
  ),
];

/** The names of all kinds of reasons and tags. */
export const REASON_KINDS: readonly (readonly [name: string, pattern: RegExp])[] = REASONS.map(
  ({ name, pattern }) => [name, pattern],
);

/** True if the counts and quantities in a variant's verdict match its pairs of runs. */
export function isTrueFix({ reason, verdict, draws, effects, made }: FixVerdict): boolean {
  const { counted, better, worse, same } = draws;
  const of =
    counted === made
      ? `of ${counted} draws`
      : `of the ${counted} draws with harm (${made - counted} more ${made - counted === 1 ? 'has' : 'have'} none)`;
  const counts: Readonly<Record<string, string>> = {
    helps: `Better in ${better} ${of}`,
    harms: `Worse in ${worse} ${of}`,
    'no effect': `The same in all ${of.slice(3)}`,
    'hardly any effect':
      verdict === 'hardly any effect' && reason.startsWith('Better')
        ? `Better in ${better} ${of}`
        : `Nearly the same in ${same} ${of}`,
    'depends on the numbers': `Better in ${better}, worse in ${worse} and nearly the same in ${same} ${of}`,
    'helps and harms': `One quantity gets better and another one gets worse in most ${of}`,
  };
  if (better + worse + same !== counted || counted > made || made > 40) return false;
  if (verdict === 'untested') return true;
  if (!reason.startsWith(counts[verdict]!)) return false;
  const total = (what: string, side: 'base' | 'variant'): number =>
    effects.filter((one) => one.what === what).reduce((sum, one) => sum + (one[side] ?? 0), 0);
  const impact = /(?:: |; )(no impact|(?:.+?) of impact) instead of (.+?)(?: of impact)?[;.]/.exec(reason);
  const failed = /([\d,]+) failed requests? instead of ([\d,]+)/.exec(reason);
  return (
    (impact === null ||
      effects.some(({ what }) => what === 'condition') ||
      (isTotal(impact[1]!, total('impact', 'variant')) && isTotal(impact[2]!, total('impact', 'base')))) &&
    (failed === null ||
      (isNumber(failed[1]!, total('failed', 'variant')) && isNumber(failed[2]!, total('failed', 'base'))))
  );
}

function isTotal(text: string, micros: number): boolean {
  return /^no/.test(text) ? micros === 0 : isDuration(text.replace(' of impact', ''), micros);
}
