import type { Result, Run } from '../../result.ts';
import { type Kind, kind } from './kind.ts';
import { isDuration, isMoment, isNumber, isShare, namesIn } from './reading.ts';

export const RUNS: readonly Kind[] = [
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
    /^Each value shows (.+) over the (.+) before the given time\.$/,
    ([is, window], { run }) => run!.measures.some((one) => one.is === is && isDuration(window!, one.window)),
  ),
  kind('window', /^Each value covers (.+), starting at the given time\.$/, ([every], { run }) =>
    run!.services.some((one) => isDuration(every!, one.series.every) || isDuration(every!, one.every)),
  ),
  kind('rows', /^Each row combines (\d+) values\.$/, ([n], { run }) =>
    [
      ...run!.services.flatMap(({ series, errorRate }) => [series.offered, errorRate]),
      ...run!.measures.map(({ values }) => values),
    ].some(({ length }) => Number(n) === Math.ceil(length / 16)),
  ),
  kind('all values', /^The JSON result has every value, at intervals of (.+)\.$/, ([every], { run }) =>
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
    /^The table shows (\S+) events? from (\S+) participants?\.(?: (\S+) repeated events? (?:is|are) folded into notes\.)?(?: (\S+) events? (?:is|are) left out\.)?(?: (\S+) events? of participants without a lane (?:is|are) left out\.)?$/,
    ([shown, , folded, left, elsewhere], { run }) => {
      const number = (text: string | undefined) => Number((text ?? '0').replaceAll(',', ''));
      return number(shown) + number(folded) + number(left) + number(elsewhere) <= run!.trace.length;
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
  const hit = run.services.filter(({ windows }) => windows.length > 0);
  return hit.map(({ service }) => service.replaceAll('_', ' '));
}

export function sameNames(text: string, names: readonly string[]): boolean {
  return JSON.stringify(namesIn(text).sort()) === JSON.stringify([...names].sort());
}

function isValue(text: string, value: number, type: string): boolean {
  return type === 'duration' ? isDuration(text, value) : isNumber(text.split(' ')[0]!, value);
}

/** True if the periods of impact in a timeline's text alternative are correct. */
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
