import type { Distribution, Result, Run } from '../../result.ts';
import { type Kind, kind } from './kind.ts';
import { isDuration, isMoment, isNumber, isShare, namesIn } from './reading.ts';
import { sameNames } from './run-kinds.ts';

/** Sentences with counts: `2 marks are compared: 1 within tolerance, 1 outside.` */
export const FIT: readonly Kind[] = [
  kind('compared marks', /^(\d+) marks? (?:is|are) compared: (.+)\.$/, ([n, list], { run }) => {
    const compared = run!.marks.filter(({ observed }) => observed !== null);
    const own = (word: string): number =>
      compared.filter(({ at, basis, within, residual }) => {
        if (at === null) return word === 'didn’t happen';
        if (basis === 'input') return word === 'set by an observed time';
        if (basis === 'fit') return word === 'used to fit a number';
        if (within === null) return word === 'without a tolerance';
        return word === (Math.abs(residual!) <= within ? 'within tolerance' : 'outside');
      }).length;
    const parts = list!.split(', ').map((part) => /^(\d+) (.+)$/.exec(part)!);
    return Number(n) === compared.length && parts.every(([, number, word]) => Number(number) === own(word!));
  }),
  kind('no compared mark', /^No mark is compared\.$/, (_, { run }) =>
    run!.marks.every(({ observed }) => observed === null),
  ),
  kind(
    'observed periods',
    /^Observed periods: (\d+) of (\d+) agrees?(?:; (\d+) fitted)?\.$/,
    ([agree, all], { result }) => {
      const facts = result.runs.flatMap((one) => one.facts);
      return (
        Number(all) === facts.length &&
        Number(agree) === facts.filter(({ verdict }) => verdict === 'agrees').length
      );
    },
  ),
  kind(
    'observed values',
    /^Observed values: (\d+) of (\d+) within tolerance(?:; \d+ without a tolerance)?(?:; \d+ fitted)?\.$/,
    ([near, all], { run }) => {
      const judged = run!.quantities.filter(
        ({ basis, within, difference }) => basis === 'computed' && !(within === null && difference !== null),
      );
      const close = judged.filter(
        ({ difference, within }) => difference !== null && Math.abs(difference) <= within!,
      );
      return Number(all) === judged.length && Number(near) === close.length;
    },
  ),
  kind(
    'unmarked fact',
    /^(\S+(?: \S+)?): (first|a mark|fitted|a period|No progress until the restart)$/,
    ([at, text], { result }) =>
      result.observed.some(
        (fact) => fact.text === text && fact.latest === null && isMoment(at!, fact.t, result),
      ),
  ),
  kind(
    'unmarked fact in a range of times',
    /^(\S+) to (\S+) (\S+): (first|a mark|fitted|a period)$/,
    ([from, to, zone, text], { result }) =>
      result.observed.some(
        (fact) =>
          fact.text === text &&
          fact.latest !== null &&
          isMoment(`${from} ${zone}`, fact.t, result) &&
          isMoment(`${to} ${zone}`, fact.latest, result),
      ),
  ),
  kind(
    'constants',
    /^(\d+) constants?: ([^.]+)\.(?: (\d+) stated assumptions?\.)?$/,
    ([n, list, stated = '0'], { result }) => {
      const own = (word: string): number =>
        result.constants.filter(({ basis }) => word.startsWith(basis)).length;
      return (
        Number(n) === result.constants.length &&
        Number(stated) === result.assumes.length &&
        list!.split(', ').every((part) => {
          const [, number, word] = /^(?:(\d+) |all )?(.+)$/.exec(part)!;
          return own(word!) === Number(number ?? n);
        })
      );
    },
  ),
];

/** True if the text is the median. Runs that end before the event count as later than all others. */
function isMedian(text: string, spread: Distribution | undefined, result: Result): boolean {
  if (spread === undefined) return text.startsWith('none of');
  const [value, some] = text.split(/, (?=\S+ of )/);
  const total = spread.n + spread.below + spread.above;
  if (some !== undefined && Number(some.split(' of ')[0]!.replaceAll(',', '')) !== spread.n) return false;
  if (value!.startsWith('none of')) return total === 0;
  if (value === 'no effect' || value === 'no change') return spread.p50 === 0;
  if (value === 'not by the end') return spread.below + spread.n < Math.ceil(total / 2);
  if (value === 'base not by the end') return spread.below >= Math.ceil(total / 2);
  if (spread.p50 === null) return false;
  const plain = value!.replace(/^\+/, '');
  return (
    isDuration(plain, spread.p50) ||
    isNumber(plain.split(' ')[0]!, spread.p50) ||
    isShare(plain, spread.p50) ||
    isMoment(plain, spread.p50, result)
  );
}

export const SWEEPS: readonly Kind[] = [
  kind(
    'number of runs',
    /^(\S+) runs? with different random numbers(?: and (\S+) constants? drawn from (?:its range|their ranges))?\.(?: (\S+) runs? failed and (?:isn’t|aren’t) counted\.)?$/,
    ([n, drawn, failures], { result }) =>
      result.sweeps.some(
        ({ runs, failed }) =>
          isNumber(n!, runs) && (failures === undefined || isNumber(failures, failed.runs)),
      ) &&
      (drawn === undefined ||
        (drawn === 'one' ? 1 : Number(drawn)) ===
          result.constants.filter(({ range }) => range !== null).length),
  ),
  kind('metastable runs', /^The base is metastable (.+)\.$/, ([where], { result }) =>
    result.sweeps.some(({ variant, metastable, runs }) => {
      if (variant !== 'base') return false;
      if (metastable === 0) return where!.startsWith('in none of') && where!.includes(String(runs));
      if (metastable === runs)
        return where === `in all ${runs} runs` || (runs === 1 && where === 'in the only run');
      return where === `in ${metastable} of ${runs} runs`;
    }),
  ),
  kind(
    'marks in all runs',
    /^(?:The mark occurs|All (\S+) marks occur) in every run of the base\.$/,
    ([n = '1'], { result }) =>
      result.sweeps.some(
        ({ variant, marks }) =>
          variant === 'base' && isNumber(n, marks.length) && marks.every(({ at, runs }) => at.n === runs),
      ),
  ),
  kind(
    'marks in some runs',
    /^(\S+) of (\S+) marks? occurs? in every run of the base\.$/,
    ([n, all], { result }) =>
      result.sweeps.some(
        ({ variant, marks }) =>
          variant === 'base' &&
          isNumber(all!, marks.length) &&
          isNumber(n!, marks.filter(({ at, runs }) => at.n === runs).length),
      ),
  ),
  kind('medians', /^Median: (.+)\.$/, ([list], { result }) => {
    const rows = list!.split('; ').map((row) => /^(\S+) (.+)$/.exec(row)!);
    const spreads = (variant: string): Distribution[] =>
      result.sweeps
        .filter((sweep) => sweep.variant === variant)
        .flatMap(({ recoveredAfter, services, conditions, outcomes, differences }) => [
          ...(recoveredAfter === null ? [] : [recoveredAfter]),
          ...services.map(({ impact }) => impact),
          ...conditions.flatMap(({ impact, affected }) => [impact, affected]),
          ...outcomes.map(({ value }) => value),
          ...differences.map(({ distribution }) => distribution),
        ]);
    return rows.every(([, variant, text]) =>
      spreads(variant!).some((spread) => isMedian(text!, spread, result)),
    );
  }),
  kind('first error', /^First error: (.+)\.$/, ([text], { result }) =>
    result.sweeps.some(({ failed }) => failed.first === text),
  ),
  kind(
    'varied value',
    /^Impact time for different values of (.+), with everything else unchanged\.$/,
    ([paths], { result }) => sameNames(paths!, [...new Set(result.sensitivities.map(({ path }) => path))]),
  ),
  kind(
    'effect of a value',
    /^As (\S+) goes from (\S+) to (\S+), the impact time (.+)\.$/,
    ([path, first, last, list], { result }) =>
      result.sensitivities.some(
        (one) =>
          one.path === path &&
          one.points[0]!.value === first &&
          one.points.at(-1)!.value === last &&
          list!.split('; it ').every((part) => {
            const [, a, b, name] = /^(?:goes from|stays at) (.+?)(?: to (.+?))? for (\S+)$/.exec(part)!;
            const of = (k: number) =>
              one.points.at(k)!.services.find(({ service }) => service === name)!.impact;
            return isDuration(a!, of(0)) && isDuration(b ?? a!, of(-1));
          }),
      ),
  ),
  kind('no effect of a value', /^No impact at any of (\d+) values? of (\S+)\.$/, ([n, path], { result }) =>
    result.sensitivities.some(
      (one) =>
        one.path === path &&
        Number(n) === one.points.length &&
        one.points.every(({ services }) => services.every(({ impact }) => impact === 0)),
    ),
  ),
  kind('own value', /^The scenario uses (.+)\.$/, ([value], { result }) =>
    result.sensitivities.some(({ own }) => own?.value === value),
  ),
  kind(
    'variants',
    /^The base compared with (\d+) variants?\.$/,
    ([n], { result }) => Number(n) === result.runs.length - 1,
  ),
  kind('variants without effect', /^No effect: (.+)\.$/, ([names], { result }) =>
    namesIn(names!).every((name) => {
      const [base, other] = [result.runs[0]!, result.runs.find(({ variant }) => variant === name)!];
      const facts = ({ marks, services, outcomes, properties }: Run) =>
        JSON.stringify([
          marks.map(({ at }) => at),
          services.map(({ windows, failed }) => [windows.map(({ from, to }) => [from, to]), failed]),
          outcomes.map(({ value }) => value),
          properties.map(({ verdict, at }) => [verdict, at]),
        ]);
      return facts(base) === facts(other);
    }),
  ),
];
