import type { Result, Run, ServiceResult } from '../../result.ts';
import { type Kind, kind, known, ofService, type Subject, type Values } from './kind.ts';
import { isDuration, isMoment, isNumber, isShare } from './reading.ts';

/**
 * The mean over windows that end before the first fault, trigger, impact or condition. Null if there are no such
 * windows.
 */
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

/** True if a series has its highest value in the window that starts at the given time. */
function peaks(value: string, at: string, values: Values, every: number, subject: Subject): boolean {
  const most = Math.max(...known(values));
  return (
    isNumber(value, most) && values.some((v, k) => v === most && isMoment(at, k * every, subject.result))
  );
}

const inImpact = ({ windows }: ServiceResult, run: Run): number =>
  windows.reduce((sum, { from, to }) => sum + ((to ?? run.ended.at) - from), 0);

/**
 * Windows from the first disruption on that have less than half of the usual goodput. `loaded` is true if they have at
 * least half of the usual load.
 */
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

/** True if the text lists a service's members, pools and calls at the start, each of them once, and nothing else. */
function saysSetup(text: string, setup: NonNullable<Result['setups']>[number]): boolean {
  const number = (value: number | string, one: string): string =>
    value === 'varies' ? `a varying number of ${one}s` : `${value} ${one}${value === 1 ? '' : 's'}`;
  const most = setup.mostMembers === undefined ? '' : ` (at most ${setup.mostMembers})`;
  const pieces = [
    ...(setup.members === undefined ? [] : [`${number(setup.members, 'member')}${most}`]),
    ...(setup.pools ?? []).map(({ name, size }) => `${name} (${size === 'varies' ? 'size varies' : size})`),
    ...(setup.calls ?? []).map(({ to, count, parallel }) => {
      const times = count === 1 ? '' : ` ${number(count, 'time')}`;
      return `${to}${times}${parallel ? ' in parallel' : ''}`;
    }),
  ];
  let left = text;
  for (const piece of pieces) left = left.replace(piece, '');
  return pieces.every((piece) => text.includes(piece)) && /^(?:pools? |calls |, | and |; )*$/.test(left);
}

export const SERVICES: readonly Kind[] = [
  kind('setup of a service', /^At the start: (\S+): (.+)\.$/, ([service, text], { result, run }) =>
    (result.setups ?? []).some(
      (one) => one.service === service && one.variant === run!.variant && saysSetup(text!, one),
    ),
  ),
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
    /^After that, it’s below half of that level for (.+?) in total, first at (.+?)( and still at the end)?, even though the offered load is at least half of its usual level\.$/,
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
    /^After that, it’s below half of that level only while the offered load is also below half of its usual level\.$/,
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
    /^For (.+) in total, clients made attempts but no request succeeded\.$/,
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
