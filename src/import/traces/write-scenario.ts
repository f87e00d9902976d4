import { formatUtc } from '../../time/instant.ts';
import { scalar } from '../draft/yaml-lines.ts';
import { UNKNOWN_SERVICE } from './read-spans.ts';
import { serviceIds } from './service-ids.ts';
import { type Arrivals, MIN_FOR_P99, type TracedService, type TraceSummary } from './summarize.ts';

/** A scenario from traces, and what to check in it. */
export interface Scaffold {
  readonly text: string;
  readonly services: number;
  readonly calls: number;
  readonly guesses: readonly string[];
  readonly notes: readonly string[];
}

export interface ScaffoldNames {
  /** The scenario's id: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** The files, for sources: `traces.jsonl`, `3 files`. */
  readonly files: string;
  /** Removes secrets and personal data from the name of a service. */
  readonly clean: (name: string) => string;
}

/** Calls and requests to simulate by default, so that a run takes seconds at most. */
const MAX_SIMULATED = 50_000;
const DURATIONS: readonly (readonly [string, number])[] = [
  ['1h', 3600],
  ['30m', 1800],
  ['10m', 600],
  ['5m', 300],
  ['2m', 120],
  ['1m', 60],
  ['30s', 30],
  ['10s', 10],
  ['5s', 5],
  ['2s', 2],
];

/** Writes a scenario. The same summary always gives the same text. */
export function writeScaffold(summary: TraceSummary, names: ScaffoldNames): Scaffold {
  return new Writer(summary, names).write();
}

class Writer {
  readonly #summary: TraceSummary;
  readonly #names: ScaffoldNames;
  readonly #ids: readonly string[];
  readonly #guesses: string[] = [];
  /** Per service, the numbers of the calls that are left out, since they would close a circle. */
  readonly #circular: ReadonlyMap<number, ReadonlySet<number>>;

  constructor(summary: TraceSummary, names: ScaffoldNames) {
    this.#summary = summary;
    this.#names = names;
    this.#ids = serviceIds(summary.services.map(({ name }) => names.clean(name)));
    this.#circular = circularCalls(summary.services);
  }

  write(): Scaffold {
    const { services, spans, first, last } = this.#summary;
    const order = callersFirst(services, this.#circular);
    const loads = order.flatMap((index) => this.#loads(index));
    const written = order.map((index) => this.#service(services[index]!, index));
    const text = [
      `# From ${count(spans, 'span')} in ${this.#names.files}, ${formatUtc(first)} to ${formatUtc(last)}.`,
      `scenario: ${this.#names.id}`,
      `title: ${scalar(this.#names.title)}`,
      'assumes:',
      ...this.#assumptions().map((one) => `  - ${scalar(one)}`),
      `until: ${this.#until(loads)}`,
      'services:',
      ...written.flat().map((line) => `  ${line}`),
      'load:',
      ...loads.flatMap(({ lines }) => lines).map((line) => `  ${line}`),
      '',
    ].join('\n');
    const calls = services.reduce(
      (sum, { calls: all }, i) => sum + all.length - (this.#circular.get(i)?.size ?? 0),
      0,
    );
    return { text, services: services.length, calls, guesses: this.#guesses, notes: this.#notes() };
  }

  #source(what: string): string {
    return `${what} in ${this.#names.files}`;
  }

  #service(service: TracedService, index: number): string[] {
    const id = this.#ids[index]!;
    const lines = [...this.#serviceTime(service, id), ...this.#calls(service, index, id)];
    const hasKeys = lines.some((line) => !line.startsWith('#'));
    return [hasKeys ? `${id}:` : `${id}: {}`, ...lines.map((line) => `  ${line}`)];
  }

  #serviceTime({ times, hasSpans, requests }: TracedService, id: string): string[] {
    if (times === null) {
      this.#guesses.push(`services.${id}: no service time, since all ${count(requests, 'request')} failed`);
      return ['# TODO check: all of its requests failed, so its service time is unknown'];
    }
    const source = quoted(
      this.#source(hasSpans ? count(times.spans, 'span') : `${count(times.spans, 'span')} of its callers`),
    );
    const caller = hasSpans ? [] : ['# TODO check: measured by its callers, so it includes the network'];
    if (!hasSpans) this.#guesses.push(`services.${id}: has no spans; its time was measured by its callers`);
    const p50 = duration(times.p50);
    if (times.p99 === null) {
      this.#guesses.push(
        `services.${id}.service_time: only the median, since ${count(times.spans, 'span')} ${times.spans === 1 ? 'is' : 'are'} too few for a p99`,
      );
      return [
        ...caller,
        `# TODO check: always the median, since a p99 needs at least ${MIN_FOR_P99} spans`,
        `service_time: { value: ${p50}, source: ${source} }`,
      ];
    }
    if (duration(times.p99) === p50) return [...caller, `service_time: { value: ${p50}, source: ${source} }`];
    return [
      ...caller,
      'service_time:',
      '  dist: lognormal',
      `  p50: { value: ${p50 === '0s' ? '1us' : p50}, source: ${source} }`,
      `  p99: { value: ${duration(times.p99)}, source: ${source} }`,
    ];
  }

  #calls({ calls, requests }: TracedService, index: number, id: string): string[] {
    const left = this.#circular.get(index);
    const lines = calls.flatMap((edge, number) => {
      const to = this.#ids[edge.to]!;
      if (left?.has(number) === true)
        return [`# TODO check: ${count(edge.calls, 'call')} to ${to} left out, since it calls this service`];
      const mean = edge.calls / edge.requests;
      const whole = Math.max(1, Math.round(mean));
      const share = percent(edge.requests / requests);
      const shareSource = this.#source(`${grouped(edge.requests)} of ${count(requests, 'request')}`);
      const countSource = this.#source(`${count(edge.calls, 'call')} by ${count(edge.requests, 'request')}`);
      if (whole !== mean)
        this.#guesses.push(`services.${id}.calls.${to}.count: ${whole}, but the mean is ${round(mean)}`);
      if (edge.isParallel)
        this.#guesses.push(`services.${id}.calls.${to}.parallel: usually overlaps with another call`);
      return [
        `- to: ${to}`,
        `  share: { value: ${share}, source: ${quoted(shareSource)} }`,
        `  count: { value: ${whole}, source: ${quoted(countSource)} }${whole === mean ? '' : ` # TODO check: ${round(mean)} on average`}`,
        ...(edge.isParallel ? ['  parallel: true # TODO check: usually overlaps with another call'] : []),
      ];
    });
    if (lines.every((line) => line.startsWith('#'))) return lines;
    return ['calls:', ...lines.map((line) => `  ${line}`)];
  }

  #loads(index: number): Load[] {
    const service = this.#summary.services[index]!;
    const id = this.#ids[index]!;
    const isCalled = this.#summary.services.some(({ calls }, caller) =>
      calls.some(({ to }, number) => to === index && this.#circular.get(caller)?.has(number) !== true),
    );
    const one = (name: string, arrivals: Arrivals | null, what: string, comment: string): Load[] =>
      arrivals === null ? [] : [this.#load(`${name}_${id}`, index, arrivals, what, comment)];
    return [
      ...one('requests_to', service.arrivals, 'request', 'traces are usually sampled'),
      ...one('messages_to', service.messages, 'message', 'messages arrive at their own rate'),
      ...(isCalled || service.arrivals !== null
        ? []
        : one('others_to', service.orphans, 'request', 'the callers’ spans aren’t in the files')),
    ];
  }

  #load(id: string, index: number, arrivals: Arrivals, what: string, comment: string): Load {
    const { requests, period } = arrivals;
    const perSecond = requests < 2 || period === 0 ? null : (requests - 1) / (period / 1e6);
    this.#guesses.push(`load.${id}: ${perSecond === null ? '1/s, since one time gives no rate' : comment}`);
    const rate =
      perSecond === null
        ? 'rate: 1/s # TODO check: one time gives no rate'
        : `rate: { value: ${rateText(perSecond)}, source: ${quoted(this.#source(`${count(requests, what)} in ${seconds(period)}`))} } # TODO check: ${comment}`;
    return {
      index,
      perSecond: perSecond ?? 1,
      lines: [`- id: ${id}`, `  to: ${this.#ids[index]!}`, '  arrivals:', '    dist: poisson', `    ${rate}`],
    };
  }

  /** The longest duration for which a run makes at most 50,000 requests and calls. */
  #until(loads: readonly Load[]): string {
    const { services } = this.#summary;
    const weights = new Map<number, number>();
    const order = callersFirst(services, this.#circular);
    for (const index of [...order].reverse()) {
      const { calls, requests } = services[index]!;
      const below = calls.reduce(
        (sum, { to, calls: made }, number) =>
          this.#circular.get(index)?.has(number) === true
            ? sum
            : sum + (made / requests) * (weights.get(to) ?? 1),
        0,
      );
      weights.set(index, 1 + below);
    }
    const perSecond = loads.reduce((sum, { index, perSecond: rate }) => sum + rate * weights.get(index)!, 0);
    return DURATIONS.find(([, length]) => length * perSecond <= MAX_SIMULATED)?.[0] ?? '1s';
  }

  #assumptions(): string[] {
    const { services, problems } = this.#summary;
    const hasP99 = services.some(({ times }) => times?.p99 != null);
    return [
      'Traces are a fair sample of all requests. Tail sampling would favor slow and failed ones',
      'Durations while the traces were recorded are those of the incident, and waiting inside a service is part of its service time',
      ...(hasP99 ? ['Service times are lognormal between the measured p50 and p99'] : []),
      'Each service can serve any number of requests at once. Traces don’t show concurrency or queue limits',
      'No call has a timeout or is retried. A recorded retry counts as another call',
      'A failed call fails the request. Nothing fails without a fault',
      'The network takes no time',
      ...(problems.producers + problems.consumers > 0
        ? ['Messages are independent of the requests that send them']
        : []),
    ];
  }

  #notes(): string[] {
    const { problems, services } = this.#summary;
    const { repeated, orphans, fragments, loops, outside } = problems;
    const errors = services.filter(({ errors: failed }) => failed > 0);
    const async = [
      ...(problems.producers > 0 ? [count(problems.producers, 'producer span')] : []),
      ...(problems.consumers > 0 ? [count(problems.consumers, 'consumer span')] : []),
      ...(problems.background > 0 ? [`${count(problems.background, 'span')} that no one waits for`] : []),
    ];
    const isNameless = services.some(({ name }) => name === UNKNOWN_SERVICE);
    return [
      ...(isNameless ? [`${UNKNOWN_SERVICE}: spans that don’t name their service are counted as one`] : []),
      ...(orphans > 0 ? [`${count(orphans, 'span')} with a parent that isn’t in the files`] : []),
      ...(fragments > 0
        ? [`${count(fragments, 'span')} left out, since the beginning of their request isn’t in the files`]
        : []),
      ...(async.length > 0 ? [`asynchronous, so not calls: ${async.join(', ')}`] : []),
      ...(outside > 0
        ? [
            `${count(outside, 'span')} outside of their parents’ times: clocks differ, or no one waited; only the part inside counts as waiting`,
          ]
        : []),
      ...(problems.unnamed > 0
        ? [
            `${count(problems.unnamed, 'client span')} that don’t name what they call; their time counts as the caller’s own`,
          ]
        : []),
      ...(problems.own > 0 ? [`${count(problems.own, 'call')} from a service to itself left out`] : []),
      ...(repeated > 0 ? [`${count(repeated, 'span')} with the id of another span, counted once`] : []),
      ...(loops > 0 ? [`${count(loops, 'span')} among their own ancestors`] : []),
      ...errors.map(
        ({ name, errors: failed, requests }) =>
          `${this.#names.clean(name)}: ${grouped(failed)} of ${count(requests, 'request')} failed; left out of its service time, and not modeled`,
      ),
    ];
  }
}

interface Load {
  readonly index: number;
  readonly perSecond: number;
  readonly lines: readonly string[];
}

/** Calls that would close a circle, which scenarios can't have. Of a circle's calls, the rarest is left out. */
function circularCalls(services: readonly TracedService[]): Map<number, Set<number>> {
  const all = services.flatMap(({ calls }, from) => calls.map((edge, number) => ({ from, number, edge })));
  all.sort((a, b) => b.edge.calls - a.edge.calls || a.from - b.from || a.edge.to - b.edge.to);
  const taken = services.map((): number[] => []);
  const reaches = (from: number, to: number): boolean => {
    const seen = new Set([from]);
    for (const one of seen) {
      if (one === to) return true;
      for (const next of taken[one]!) seen.add(next);
    }
    return false;
  };
  const left = new Map<number, Set<number>>();
  for (const { from, number, edge } of all) {
    if (reaches(edge.to, from)) left.set(from, (left.get(from) ?? new Set()).add(number));
    else taken[from]!.push(edge.to);
  }
  return left;
}

/** All services, with callers before their callees. */
function callersFirst(
  services: readonly TracedService[],
  left: ReadonlyMap<number, ReadonlySet<number>>,
): number[] {
  const done = new Set<number>();
  const visit = (index: number): void => {
    if (done.has(index)) return;
    const calls = services[index]!.calls.filter((_, number) => left.get(index)?.has(number) !== true);
    for (const { to } of [...calls].reverse()) visit(to);
    done.add(index);
  };
  for (let index = services.length - 1; index >= 0; index--) visit(index);
  return [...done].reverse();
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function count(value: number, what: string): string {
  return `${grouped(value)} ${what}${value === 1 ? '' : 's'}`;
}

/** Text as a value inside braces, where a comma would end it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Three significant digits. */
function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  // A call that was seen is never written as 0%.
  return `${Number((share * 100).toPrecision(4))}%`;
}

/** A duration with four significant digits. */
function duration(micros: number): string {
  if (micros === 0) return '0s';
  const rounded = Number(micros.toPrecision(4));
  if (rounded < 1000) return `${Math.max(1, Math.round(rounded))}us`;
  return rounded < 1e6 ? `${rounded / 1000}ms` : `${Math.round(rounded / 1000) / 1000}s`;
}

function seconds(micros: number): string {
  return `${round(micros / 1e6)} s`;
}

/** A rate in the largest unit of time in which it's at least 1 or, for very low rates, per day. */
function rateText(perSecond: number): string {
  for (const [unit, length] of [
    ['s', 1],
    ['m', 60],
    ['h', 3600],
  ] as const) {
    if (perSecond * length >= 0.1) return `${plainNumber(perSecond * length)}/${unit}`;
  }
  return `${plainNumber(Math.max(0.001, perSecond * 86_400))}/d`;
}

function plainNumber(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : round(value);
}
