import type { Distribution, Exploration, Result, Run, ServiceResult } from '../../result.ts';
import { isDuration, isMoment, isNumber, isShare, namesIn } from './reading.ts';

/** What a sentence is about: a Result and its base run or base search. */
export interface Subject {
  readonly result: Result;
  readonly run: Run | null;
  readonly search: Exploration | null;
}

/** A kind of generated sentence: how to recognize it, and whether it is true of a Result. */
export interface Kind {
  readonly name: string;
  readonly pattern: RegExp;
  readonly isTrue: (parts: readonly string[], subject: Subject) => boolean;
}

const kind = (name: string, pattern: RegExp, isTrue: Kind['isTrue']): Kind => ({ name, pattern, isTrue });

/** A kind about one service of the base run: true if it's true of some service. The chart's title isn't in the sentence. */
const ofService = (
  name: string,
  pattern: RegExp,
  isTrue: (parts: readonly string[], service: ServiceResult, run: Run, subject: Subject) => boolean,
): Kind =>
  kind(name, pattern, (parts, subject) =>
    subject.run!.services.some((service) => isTrue(parts, service, subject.run!, subject)),
  );

type Values = readonly (number | null)[];

const known = (values: Values): number[] => values.filter((value) => value !== null);

/** The mean of the windows that end before the first fault, trigger, impact or condition; null without any. */
function usual(values: Values, every: number, run: Run): number | null {
  const start = firstTrouble(run);
  const before = known(values.filter((_, k) => (k + 1) * every <= start));
  if (start === Number.POSITIVE_INFINITY || before.length === 0) return null;
  let sum = 0;
  for (const value of before) sum += value;
  return sum / before.length;
}

function firstTrouble({ faults, recovery, services, conditions }: Run): number {
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...faults.map(({ from }) => from),
    ...(recovery?.triggers ?? []).map(({ from }) => from ?? Number.POSITIVE_INFINITY),
    ...[...services, ...conditions].flatMap(({ windows }) => windows.map(({ from }) => from)),
  );
}

/** True if a series has its highest value in the window that starts at a moment. */
function peaks(value: string, at: string, values: Values, every: number, subject: Subject): boolean {
  const most = Math.max(...known(values));
  return (
    isNumber(value, most) && values.some((v, k) => v === most && isMoment(at, k * every, subject.result))
  );
}

const inImpact = ({ windows }: ServiceResult, run: Run): number =>
  windows.reduce((sum, { from, to }) => sum + ((to ?? run.ended.at) - from), 0);

/** Windows from the first trouble on with less than half of the usual goodput; `loaded`: with at least half of the usual load. */
function drops({ series }: ServiceResult, run: Run): { k: number; loaded: boolean }[] {
  const { every, goodput, offered } = series;
  const [good, load] = [usual(goodput, every, run), usual(offered, every, run) ?? 0];
  return goodput.flatMap((value, k) =>
    (k + 1) * every > firstTrouble(run) && (value ?? 0) < good! / 2
      ? [{ k, loaded: (offered[k] ?? 0) >= load / 2 }]
      : [],
  );
}

const lengthOf = (windows: readonly { k: number }[], every: number, end: number): number =>
  windows.reduce((sum, { k }) => sum + Math.min((k + 1) * every, end) - k * every, 0);

const SERVICES: readonly Kind[] = [
  ofService(
    'usual goodput',
    /^Goodput is (\S+)\/s before the (?:first fault|trigger|first impact)\.$/,
    ([x], { series }, run) => {
      const mean = usual(series.goodput, series.every, run);
      return mean !== null && isNumber(x!, mean);
    },
  ),
  ofService(
    'drop of goodput',
    /^After that, it’s below half of that level for (.+?) in total, first at (.+?)( and still at the end)?, although the offered load isn’t\.$/,
    ([length, at, still], service, run, { result }) => {
      const { every, goodput } = service.series;
      const low = drops(service, run).filter(({ loaded }) => loaded);
      return (
        low.length > 0 &&
        isDuration(length!, lengthOf(low, every, run.ended.at)) &&
        isMoment(at!, low[0]!.k * every, result) &&
        (still !== undefined) === (low.at(-1)!.k === goodput.length - 1)
      );
    },
  ),
  ofService(
    'no drop of goodput',
    /^After that, it’s never below half of that level\.$/,
    (_, service, run) => drops(service, run).length === 0,
  ),
  ofService(
    'drop of load',
    /^After that, it’s below half of that level only while the offered load is, too\.$/,
    (_, service, run) => drops(service, run).length > 0 && drops(service, run).every(({ loaded }) => !loaded),
  ),
  ofService(
    'highest goodput',
    /^Goodput peaks at (\S+)\/s at (.+)\.$/,
    ([x, at], { series }, run, subject) => {
      return usual(series.goodput, series.every, run) === null ||
        usual(series.goodput, series.every, run) === 0
        ? peaks(x!, at!, series.goodput, series.every, subject)
        : false;
    },
  ),
  ofService(
    'highest load',
    /^Offered load peaks at (\S+)\/s at (.+?)(?:, (\S+)× the level before the (?:first fault|trigger|first impact))?\.$/,
    ([x, at, ratio], { series }, run, subject) => {
      const before = usual(series.offered, series.every, run);
      return (
        peaks(x!, at!, series.offered, series.every, subject) &&
        (ratio === undefined || isNumber(ratio, Math.max(...known(series.offered)) / before!))
      );
    },
  ),
  ofService(
    'usual latency',
    /^Before the (?:first fault|trigger|first impact), p50 averages (.+) and p99 averages (.+)\.$/,
    ([p50, p99], { series }, run) => {
      const [a, b] = [usual(series.p50, series.every, run), usual(series.p99, series.every, run)];
      return a !== null && b !== null && isDuration(p50!, a) && isDuration(p99!, b);
    },
  ),
  ofService('highest latency', /^p99 peaks at (.+?) at (.+)\.$/, ([x, at], { series }, _, { result }) => {
    const most = Math.max(...known(series.p99));
    return (
      isDuration(x!, most) &&
      series.p99.some((value, k) => value === most && isMoment(at!, k * series.every, result))
    );
  }),
  ofService(
    'no success',
    /^Clients made attempts, but no request succeeded, for (.+) in total\.$/,
    ([length], { series }, run) => {
      const silent = series.p50.flatMap((value, k) =>
        value === null && series.offered[k]! > 0 ? [{ k }] : [],
      );
      return isDuration(length!, lengthOf(silent, series.every, run.ended.at));
    },
  ),
  ofService(
    'highest queue',
    /^The queue depth peaks at (\S+) at (.+) and is (\S+) at the end\.$/,
    ([x, at, end], { series }, _, subject) =>
      peaks(x!, at!, series.queue, series.every, subject) && isNumber(end!, known(series.queue).at(-1)!),
  ),
  ofService('short queue', /^The queue depth stays below 0\.5\.$/, (_, { series }) =>
    known(series.queue).every((value) => value < 0.5),
  ),
  ofService('most in service', /^At most (\S+) requests? (?:is|are) in service\.$/, ([x], { series }) =>
    isNumber(x!, Math.max(...known(series.busy))),
  ),
  ofService(
    'impact in time',
    /^Impact starts at (.+?) and lasts (.+?)(?: in total, in (\d+) periods)?(; it’s ongoing at the end of the run)?\.$/,
    ([at, length, periods, open], service, run, { result }) => {
      const { windows } = service;
      return (
        windows.length === Number(periods ?? 1) &&
        isMoment(at!, windows[0]!.from, result) &&
        isDuration(length!, inImpact(service, run)) &&
        (open !== undefined) === (windows.at(-1)!.to === null)
      );
    },
  ),
  ofService(
    'no impact by threshold',
    /^No impact: the threshold is (.+)\.$/,
    ([x], service) =>
      service.windows.length === 0 && service.while === undefined && isShare(x!, service.threshold),
  ),
  ofService(
    'no impact by condition',
    /^No impact: (.+) is never true\.$/,
    ([is], service) => service.windows.length === 0 && service.while === is,
  ),
  ofService(
    'highest error rate',
    /^The error rate peaks at (\S+) at (.+)\.$/,
    ([x, at], { errorRate, every }, _, { result }) => {
      const most = Math.max(...known(errorRate));
      return (
        isShare(x!, most) && errorRate.some((rate, k) => rate === most && isMoment(at!, k * every, result))
      );
    },
  ),
];

const RUNS: readonly Kind[] = [
  kind(
    'metastable',
    /^The trigger ends at (.+), but the steady state doesn’t return before the run ends: the failure is metastable\.$/,
    ([at], { run, result }) =>
      run!.recovery!.metastable && isMoment(at!, run!.recovery!.trigger!.to ?? run!.ended.at, result),
  ),
  kind(
    'no recovery',
    /^The steady state doesn’t return before the run ends\.$/,
    (_, { run }) => run!.recovery!.recoveredAt === null,
  ),
  kind(
    'never lost',
    /^The steady state holds from (before the trigger|the start of the trigger) until the run ends\.$/,
    ([from], { run }) => {
      const { recoveredAt, trigger, steadyBefore } = run!.recovery!;
      return recoveredAt === trigger!.from && steadyBefore === from!.startsWith('before');
    },
  ),
  kind(
    'recovery',
    /^The steady state returns at (.+), (.+) after the trigger started, and lasts until the run ends\.$/,
    ([at, after], { run, result }) => {
      const { recoveredAt, trigger } = run!.recovery!;
      return (
        recoveredAt! > trigger!.from &&
        isMoment(at!, recoveredAt!, result) &&
        isDuration(after!, recoveredAt! - trigger!.from)
      );
    },
  ),
  kind('impact on none', /^The model predicts no impact\.$/, (_, { run }) =>
    run!.services.every(({ windows }) => windows.length === 0),
  ),
  kind('impact on all', /^The model predicts impact on (.+)\.$/, ([names], { run }) =>
    sameNames(names!, hitNames(run!)),
  ),
  kind(
    'impact on some',
    /^The model predicts impact on (\d+) of (\S+) services: (.+)\.$/,
    ([n, all, names], { run }) =>
      Number(n) === hitNames(run!).length &&
      isNumber(all!, run!.services.length) &&
      sameNames(names!, hitNames(run!)),
  ),
  kind('conditions met', /^Conditions? met: (.+)\.$/, ([names], { run }) =>
    sameNames(
      names!,
      run!.conditions.filter(({ windows }) => windows.length > 0).map(({ name }) => name),
    ),
  ),
  kind(
    'impact rule',
    /^(?:A service|\w+) is impacted in a window of (.+) if at least (.+) of its requests fail\.(?: .*)?$/,
    ([every, share], { run }) =>
      run!.services.some(
        (one) => one.while === undefined && isDuration(every!, one.every) && isShare(share!, one.threshold),
      ),
  ),
  kind(
    'impact condition',
    /^(?:A service|\w+) is impacted while (.+?)\.(?: \w+ is impacted .*)?$/,
    ([is], { run }) => run!.services.some((one) => one.while === is),
  ),
  kind(
    'scale',
    /^One simulated request represents (\S+) real requests?(?: \((.+)\))?\.$/,
    ([n, names], { run }) =>
      run!.services.some(
        ({ service, scale }) =>
          isNumber(n!, scale) && (names === undefined || namesIn(names).includes(service)),
      ),
  ),
  kind('targets', /^SLOs: (.+)\.$/, ([list], { run }) =>
    list!.split('; ').every((one) => {
      const [, name, share, length] = /^(\S+): (\S+) over (.+)$/.exec(one)!;
      const slo = run!.services.find(({ service }) => service === name)!.slo!;
      return isShare(share!, slo.target) && isDuration(length!, slo.window);
    }),
  ),
  kind(
    'first impact',
    /^(.+) (?:is|are) impacted first, at (.+?)(?:, then (.+))?\.$/,
    ([, at], { run, result }) =>
      isMoment(
        at!,
        Math.min(...run!.services.flatMap(({ windows }) => windows.map(({ from }) => from))),
        result,
      ),
  ),
  kind(
    'impacted services',
    /^In all, (\d+) of (\d+) services? (?:is|are) impacted\.$/,
    ([n], { run }) => Number(n) === hitNames(run!).length,
  ),
  kind('nothing impacted', /^No service is impacted\.$/, (_, { run }) => hitNames(run!).length === 0),
  kind('affected callers', /^Affected callers: (.+)\.$/, ([names], { result }) =>
    namesIn(names!.replace(/ and \d+ more$/, '')).every((name) =>
      result.dependencies.some(({ from }) => from === name),
    ),
  ),
  kind(
    'measures',
    /^(\d+) measures? of the base run, with related marks and observed facts\.$/,
    ([n], { run }) => Number(n) === run!.measures.length,
  ),
  kind('undefined measure', /^Undefined throughout the run\.$/, (_, { run }) =>
    run!.measures.some(({ least }) => least === null),
  ),
  kind('constant measure', /^Constant at (.+)\.$/, ([x], { run }) =>
    run!.measures.some(
      ({ least, greatest, type }) => least !== null && least === greatest && isValue(x!, least, type),
    ),
  ),
  kind(
    'range of a measure',
    /^Ranges from (.+?)(?: \(at (.+?)\))? to (.+?)(?: \(at (.+?)\))?; (?:undefined|(.+)) at the end\.$/,
    ([low, lowAt, high, highAt, end], { run, result }) =>
      run!.measures.some(({ least, greatest, last, type, values, every }) => {
        const at = (text: string | undefined, wanted: number | null) =>
          text === undefined ||
          values.some((value, k) => value === wanted && isMoment(text, (k + 1) * every, result));
        return (
          least !== null &&
          isValue(low!, least, type) &&
          isValue(high!, greatest!, type) &&
          at(lowAt, least) &&
          at(highAt, greatest) &&
          (end === undefined ? last === null : last !== null && isValue(end, last, type))
        );
      }),
  ),
  kind(
    'what a measure is',
    /^Each value is (.+) over the (.+) before the given time\.$/,
    ([is, window], { run }) => run!.measures.some((one) => one.is === is && isDuration(window!, one.window)),
  ),
  kind('window', /^Each value covers (.+), starting at the given time\.$/, ([every], { run }) =>
    run!.services.some((one) => isDuration(every!, one.series.every) || isDuration(every!, one.every)),
  ),
  kind('rows', /^Each row combines (\d+) values\.$/, ([n], { run }) =>
    [
      ...run!.services.flatMap(({ series, errorRate }) => [series.offered, errorRate]),
      ...run!.measures.map(({ values }) => values),
    ].some(({ length }) => Number(n) === Math.ceil(length / 48)),
  ),
  kind('all values', /^The JSON result has every value \(one every (.+)\)\.$/, ([every], { run }) =>
    [
      ...run!.services.flatMap(({ series, every: own }) => [series.every, own]),
      ...run!.measures.map((one) => one.every),
    ].some((one) => isDuration(every!, one)),
  ),
  kind('outcomes', /^(\d+) outcomes? of the base run\. (.+)\.$/, ([n, list], { run }) => {
    const found = list!.split('; ').map((one) => /^(.+?): (.+?)$/.exec(one)!);
    return (
      Number(n) === run!.outcomes.length &&
      found.every(([, name, text]) => {
        const { value, type } = run!.outcomes.find((one) => (one.says ?? one.name) === name)!;
        return value === null ? text === 'no value' : isValue(text!, value, type);
      })
    );
  }),
  kind('marks at the end', /^Shared state at the end of the base run \((.+)\)\.$/, ([at], { run, result }) =>
    isMoment(at!, run!.ended.at, result),
  ),
  kind(
    'events in a table',
    /^The table shows (\S+) events? from (\S+) participants?\.(?: (\S+) repeated events? (?:is|are) folded into notes\.)?(?: (\S+) events? (?:is|are) left out\.)?$/,
    ([shown, , folded, left], { run }) => {
      const number = (text: string | undefined) => Number((text ?? '0').replaceAll(',', ''));
      return number(shown) + number(folded) + number(left) <= run!.trace.length;
    },
  ),
  kind('violated in the diagram', /^How the base run violates (.+)\.$/, ([names], { run }) =>
    namesIn(names!).every((name) => run!.trace.some(({ breaks }) => breaks.includes(name))),
  ),
  kind(
    'left out',
    /^(\S+) routine events? (?:is|are) left out\.$/,
    ([n], { run }) => Number(n!.replaceAll(',', '')) < run!.trace.length,
  ),
  kind(
    'text of a timeline',
    /^From (.+?) to (.+?): (\S+) observed facts?, (\S+) marks? and (\S+) events? from (\S+) participants?\.(.*)$/,
    ([, , facts, marks, events, participants, rest], { result, run }) =>
      isNumber(facts!, result.observed.length) &&
      isNumber(marks!, run!.marks.filter(({ at }) => at !== null).length) &&
      isNumber(events!, run!.trace.length) &&
      isNumber(participants!, run!.participants.length) &&
      spansAreTrue(rest!, run!, result),
  ),
  kind(
    'violation at a time',
    /^At (.+?), (\S+) violates (.+?)\.(.*)$/,
    ([at, actor, names, rest], { run, result }) =>
      run!.trace.some(
        ({ t, actor: who, breaks }) =>
          who === actor && isMoment(at!, t, result) && namesIn(names!).every((name) => breaks.includes(name)),
      ) && spansAreTrue(rest!, run!, result),
  ),
];

function hitNames(run: Run): string[] {
  return run.services.filter(({ windows }) => windows.length > 0).map(({ service }) => service);
}

function sameNames(text: string, names: readonly string[]): boolean {
  return JSON.stringify(namesIn(text).sort()) === JSON.stringify([...names].sort());
}

function isValue(text: string, value: number, type: string): boolean {
  return type === 'duration' ? isDuration(text, value) : isNumber(text.split(' ')[0]!, value);
}

/** Periods of impact in a timeline's text alternative. */
function spansAreTrue(text: string, run: Run, result: Result): boolean {
  const spans = text.matchAll(
    /(\S+) is impacted from (.+?) (?:until the run ends|to (.+?) \((.+?)\)), with an error rate of up to (\S+?)\.(?= |$)/g,
  );
  return [...spans].every(([, name, from, to, length, rate]) =>
    run.services.some(
      ({ service, windows }) =>
        service === name &&
        windows.some(
          (window) =>
            isMoment(from!, window.from, result) &&
            (to === undefined
              ? window.to === null
              : isMoment(to, window.to!, result) && isDuration(length!, window.to! - window.from)) &&
            isShare(rate!, window.worstErrorRate),
        ),
    ),
  );
}

/** Counts by words: `2 marks are compared: 1 within tolerance, 1 outside.` */
const FIT: readonly Kind[] = [
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
      result.observed.some((fact) => fact.text === text && isMoment(at!, fact.t, result)),
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

/** The text of a median, counting runs that end first as later than all others. */
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

const SWEEPS: readonly Kind[] = [
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
    /^Time in impact for different values of (.+), with everything else unchanged\.$/,
    ([paths], { result }) => sameNames(paths!, [...new Set(result.sensitivities.map(({ path }) => path))]),
  ),
  kind(
    'effect of a value',
    /^As (\S+) goes from (\S+) to (\S+), the time in impact (.+)\.$/,
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

const BASE = (search: Exploration): string =>
  search.variant === 'base' ? 'The base' : `Variant ${search.variant}`;

const SEARCHES: readonly Kind[] = [
  kind(
    'outcome of a search',
    /^(The base|Variant \S+) (?:holds in every interleaving \((\S+) states?\)|violates (\S+) in (\S+) steps?|can deadlock in (\S+) steps?)(?:, the fewest possible)?(?:; (.+))?\.$/,
    ([who, states, property, steps, until, others], { result }) =>
      result.explorations.some(
        (one) =>
          BASE(one) === who &&
          (states === undefined || (one.verdict === 'holds' && isNumber(states, one.states))) &&
          (property === undefined || (one.property === property && isNumber(steps!, one.steps!))) &&
          (until === undefined || (one.property === 'deadlock' && isNumber(until, one.steps!))),
      ) &&
      (others === undefined || othersHold(others, result)),
  ),
  kind('limit of searches', /^Searches are limited to (.+) states\.$/, ([n], { result }) =>
    result.explorations.every(({ bounds }) =>
      n!.split(' or ').some((one) => isNumber(one, bounds.maxStates)),
    ),
  ),
  kind(
    'scope of a search',
    /^This applies to this model(?: and its constants \((.+)\))?, not to a larger one\.$/,
    ([list], { result }) => (list === undefined ? [] : list.split(', ')).length === result.constants.length,
  ),
  kind(
    'shortest counterexample',
    /^Shortest counterexample: (\S+) steps?, (\S+) states\.$/,
    ([steps, states], { search }) => isNumber(steps!, search!.steps!) && isNumber(states!, search!.states),
  ),
  kind('variants without a violation', /^Without a violation: (.+)\.$/, ([list], { result }) =>
    list!.split(/, (?=\w+ \()/).every((one) => {
      const [, name, states] = /^(\S+) \((\S+) states?\)$/.exec(one)!;
      return result.explorations.some(
        (other) => other.variant === name && other.verdict === 'holds' && isNumber(states!, other.states),
      );
    }),
  ),
  kind(
    'stale read',
    /^(\S+) reads (.+) at step (\d+) and acts on (?:it|them) at step (\d+)\.$/,
    ([actor, names, check, use], { search }) =>
      search!.staleReads.some(
        (read) =>
          read.actor === actor &&
          sameNames(names!, read.variables) &&
          read.check + 1 === Number(check) &&
          read.use + 1 === Number(use),
      ),
  ),
  kind(
    'acts on old values',
    /^At step (\d+), (\S+) acts on the values? of (.+) from step (\d+), which (?:has|have) changed since\.$/,
    ([use, actor, names, check], { search }) =>
      search!.staleReads.some(
        (read) =>
          read.actor === actor &&
          sameNames(names!, read.variables) &&
          read.check + 1 === Number(check) &&
          read.use + 1 === Number(use),
      ),
  ),
  kind('changed in between', /^In between, (.+)\.$/, ([list], { search }) =>
    list!.split('; ').every((one) => {
      const [, actor, names, steps] = /^(\S+) changes (.+) at steps? (.+)$/.exec(one)!;
      return namesIn(steps!).every((step) => {
        const made = search!.trace[Number(step) - 1]!;
        return (
          made.actor === actor &&
          namesIn(names!).some((name) => made.changes.some((change) => change.name === name))
        );
      });
    }),
  ),
  kind('shared steps', /^Both take the first (\d+) steps\.$/, ([n], { result }) =>
    result.explorations.some(({ againstBase }) => againstBase?.followed === Number(n)),
  ),
  kind(
    'blocked step',
    /^In variant (\S+), step (\d+) \(.+\) is blocked: (\S+) .+ instead\.$/,
    ([name, n, actor], { result }) =>
      result.explorations.some(
        ({ variant, againstBase }) =>
          variant === name && againstBase?.followed === Number(n) - 1 && againstBase.instead?.actor === actor,
      ),
  ),
  kind(
    'timing of a counterexample',
    /^No durations in the stated ranges allow this order: (.+)\.$/,
    ([why], { search }) => search!.timing!.possible === false && search!.timing!.note!.includes(why!),
  ),
  kind(
    'claims',
    /^(Not met|Met by the base too, so no evidence for a variant): (\d+)\.$/,
    ([which, n], { result }) => {
      const claims = [...result.runs, ...result.explorations].flatMap(({ expectations }) => expectations);
      const counted = claims.filter(({ met, baseToo }) => (which === 'Not met' ? !met : baseToo === true));
      return Number(n) === counted.length;
    },
  ),
];

function othersHold(text: string, result: Result): boolean {
  const holding = result.explorations.slice(1).filter(({ verdict }) => verdict === 'holds').length;
  const many = /^(\d+) of (\d+) variants holds? in every interleaving/.exec(text);
  if (many !== null) return Number(many[1]) === holding && Number(many[2]) === result.explorations.length - 1;
  return text.includes('doesn’t hold') ? holding === 0 : holding === 1;
}

const NOTES: readonly Kind[] = [
  kind('initial state', /^Starts with (.+), drawn from (\S+) initial states\.$/, (_, { run }) =>
    run!.notes.some((note) => note.startsWith('Starts with')),
  ),
  kind(
    'end of a run that waits',
    /^Nothing more could happen\.$/,
    (_, { run }) => run!.ended.because === 'waiting',
  ),
  kind(
    'waiting instances',
    /^Still waiting: (.+)\.$/,
    ([list], { run }) =>
      run!.ended.because === 'waiting' &&
      list!
        .split(/, (?=\S+ at )/)
        .every((one) => run!.participants.some(({ id }) => one.startsWith(`${id} at`))),
  ),
  kind(
    'trigger that never happened',
    /^The trigger (?:never happened: )?(.+?)(?: never happened)?\.$/,
    ([name], { run }) =>
      run!.recovery!.triggers!.some((one) => name!.includes(one.name) && one.from === null),
  ),
  kind(
    'truncated trace',
    /^The trace is truncated: (\S+) later events? (?:is|are) missing(?: here)?\.$/,
    ([n], { run }) => isNumber(n!, run!.traceDropped),
  ),
  kind('account', /^The mechanism is based on (\S+?)\.$/, ([address], { result }) =>
    result.about!.includes(address!),
  ),
];

const ORIGINS: readonly Kind[] = [
  kind(
    'origin',
    /^Scenario (\S+), (?:base run, seed (\d+)|all runs|seeds starting at (\d+)|(?:base|variant \S+)(?: and \d+ variants?)?, every interleaving), engine (\S+)\.$/,
    ([scenario, seed, first, engine], { result, run }) =>
      scenario === result.scenario &&
      engine === result.engine &&
      (seed === undefined || Number(seed) === run!.seed) &&
      (first === undefined || Number(first) === result.sweeps[0]!.seed),
  ),
  kind(
    'zone',
    /^Times are in (\S+) \((UTC\S*?)(?:, later \S+)?\)\.$/,
    ([zone], { result }) => result.clock!.zone === zone,
  ),
  kind(
    'zone on both edges',
    /^Times are in (\S+) at the top and UTC at the bottom\.$/,
    ([zone], { result }) => result.clock!.zone === zone,
  ),
];

/** All kinds of generated sentences that state something about a Result. */
export const KINDS: readonly Kind[] = [
  ...SERVICES,
  ...RUNS,
  ...FIT,
  ...SWEEPS,
  ...SEARCHES,
  ...NOTES,
  ...ORIGINS,
];
