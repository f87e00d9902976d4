/**
 * A small simulation of its own, for tests of views: a retry storm (one service before a database, one slow minute), with
 * the numbers of the reference's example. It gives real dynamics in the shape of a Result, independent of the engine.
 */
import type { Micros, Result, Run } from '../../result.ts';
import type { ImpactWindow, ServiceResult, ServiceSeries } from '../../result-services.ts';
import type { Distribution, RunSummary, Sweep } from '../../result-sweep.ts';

const SECOND = 1_000_000;
const UNTIL = 300 * SECOND;
const EVERY = SECOND;
const N = UNTIL / EVERY;
const FAULT = { id: 'slow_disk', from: 60 * SECOND, to: 90 * SECOND };

interface Setting {
  retries: number;
  budget: boolean;
  capacity: number;
  slowdown: number;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  base: { retries: 3, budget: false, capacity: 1000, slowdown: 3 },
  no_retries: { retries: 0, budget: false, capacity: 1000, slowdown: 3 },
  retry_budget: { retries: 3, budget: true, capacity: 1000, slowdown: 3 },
  short_queue: { retries: 3, budget: false, capacity: 50, slowdown: 3 },
};

const PATCHES: Readonly<Record<string, Run['patches']>> = {
  base: [],
  no_retries: [{ path: 'checkout.calls.orders_db.retry.max', value: '0' }],
  retry_budget: [
    {
      path: 'checkout.calls.orders_db.retry.budget',
      value: '{ start: 10, cap: 100, per_success: 0.1 }',
    },
  ],
  short_queue: [{ path: 'orders_db.queue.capacity', value: '50' }],
};

/** mulberry32: a stream of numbers from 0 to 1. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Times of events in a binary heap; ties go by their order of coming. */
class Agenda {
  readonly #items: { t: number; n: number; act: () => void }[] = [];
  #n = 0;

  add(t: number, act: () => void): void {
    const items = this.#items;
    items.push({ t, n: this.#n++, act });
    let i = items.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) break;
      [items[i], items[parent]] = [items[parent]!, items[i]!];
      i = parent;
    }
  }

  next(): { t: number; act: () => void } | null {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined) return null;
    if (items.length === 0) return first;
    items[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < items.length && this.#before(child, least)) least = child;
      if (least === i) break;
      [items[i], items[least]] = [items[least]!, items[i]!];
      i = least;
    }
    return first;
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#items[a]!, this.#items[b]!];
    return x.t < y.t || (x.t === y.t && x.n < y.n);
  }
}

interface Counters {
  arrivals: number[];
  attempts: number[];
  ok: number[];
  errors: number[];
  rejected: number[];
  timeouts: number[];
  queue: number[];
  busy: number[];
  latencies: number[][];
}

function counters(): Counters {
  const zero = () => new Array<number>(N).fill(0);
  return {
    arrivals: zero(),
    attempts: zero(),
    ok: zero(),
    errors: zero(),
    rejected: zero(),
    timeouts: zero(),
    queue: zero(),
    busy: zero(),
    latencies: Array.from({ length: N }, () => []),
  };
}

interface Attempt {
  abandoned: boolean;
  rejected(): void;
  done(): void;
}

function simulate(setting: Setting, seed: number): { checkout: Counters; db: Counters } {
  const [arrival, service, jitter] = [stream(seed * 3 + 1), stream(seed * 3 + 2), stream(seed * 3 + 3)];
  const exponential = (draw: () => number, mean: number) => -Math.log(1 - draw()) * mean;
  const agenda = new Agenda();
  const [checkout, db] = [counters(), counters()];
  const queue: Attempt[] = [];
  let [busy, now, since, tokens, inFlight, flightSince] = [0, 0, 0, 10, 0, 0];
  const bin = (t: number) => Math.min(N - 1, Math.floor(t / EVERY));
  const spread = (list: number[], level: number, from: number, to: number) => {
    for (let t = from; t < to; ) {
      const end = Math.min(to, (Math.floor(t / EVERY) + 1) * EVERY);
      list[bin(t)] = (list[bin(t)] ?? 0) + (level * (end - t)) / EVERY;
      t = end;
    }
  };
  const level = () => {
    spread(db.queue, queue.length, since, now);
    spread(db.busy, busy, since, now);
    since = now;
  };
  const flight = (change: number) => {
    spread(checkout.busy, inFlight, flightSince, now);
    inFlight += change;
    flightSince = now;
  };
  const begin = (attempt: Attempt) => {
    busy++;
    const slow = now >= FAULT.from && now < FAULT.to ? setting.slowdown : 1;
    agenda.add(now + exponential(service, 100_000) * slow, () => {
      level();
      busy--;
      if (!attempt.abandoned) attempt.done();
      const next = queue.shift();
      if (next !== undefined) begin(next);
    });
  };
  const ask = (start: number, tries: number) => {
    db.attempts[bin(now)]! += 1;
    const sent = now;
    const attempt: Attempt = { abandoned: false, rejected: () => fail(), done: () => good() };
    let over = false;
    const good = () => {
      over = true;
      db.ok[bin(now)]! += 1;
      db.latencies[bin(now)]!.push(now - sent);
      checkout.ok[bin(now)]! += 1;
      checkout.latencies[bin(now)]!.push(now - start);
      tokens = Math.min(100, tokens + 0.1);
      flight(-1);
    };
    const fail = () => {
      over = true;
      const may = tries < setting.retries && (!setting.budget || tokens >= 1);
      if (!may) {
        checkout.errors[bin(now)]! += 1;
        db.errors[bin(now)]! += 1;
        flight(-1);
        return;
      }
      if (setting.budget) tokens -= 1;
      agenda.add(now + jitter() * 100_000 * 2 ** tries, () => ask(start, tries + 1));
    };
    agenda.add(now + SECOND, () => {
      if (over) return;
      attempt.abandoned = true;
      db.timeouts[bin(now)]! += 1;
      fail();
    });
    level();
    if (busy < 10) begin(attempt);
    else if (queue.length < setting.capacity) queue.push(attempt);
    else {
      db.rejected[bin(now)]! += 1;
      attempt.rejected();
    }
  };
  const arrive = () => {
    checkout.arrivals[bin(now)]! += 1;
    checkout.attempts[bin(now)]! += 1;
    db.arrivals[bin(now)]! += 1;
    flight(1);
    ask(now, 0);
    agenda.add(now + exponential(arrival, SECOND / 80), arrive);
  };
  agenda.add(exponential(arrival, SECOND / 80), arrive);
  for (let event = agenda.next(); event !== null && event.t < UNTIL; event = agenda.next()) {
    now = event.t;
    event.act();
  }
  now = UNTIL;
  level();
  flight(0);
  return { checkout, db };
}

const six = (value: number) => Number(value.toPrecision(6));

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0 ? null : Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!);
}

function seriesOf(c: Counters): ServiceSeries {
  const sorted = c.latencies.map((list) => list.toSorted((a, b) => a - b));
  return {
    every: EVERY,
    offered: c.attempts.map(six),
    goodput: c.ok.map(six),
    errors: c.errors.map(six),
    rejected: c.rejected.map(six),
    timeouts: c.timeouts.map(six),
    queue: c.queue.map(six),
    busy: c.busy.map(six),
    p50: sorted.map((list) => quantile(list, 0.5)),
    p99: sorted.map((list) => quantile(list, 0.99)),
  };
}

function serviceOf(name: string, c: Counters): ServiceResult {
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
  const rates = c.ok.map((ok, k) =>
    ok + c.errors[k]! === 0 ? null : six(c.errors[k]! / (ok + c.errors[k]!)),
  );
  const windows: ImpactWindow[] = [];
  let open: ImpactWindow | null = null;
  rates.forEach((rate, k) => {
    const bad = rate !== null && rate >= 0.05;
    if (bad) {
      open ??= { from: k * EVERY, to: null, failed: 0, worstErrorRate: 0 };
      open.failed += c.errors[k]!;
      open.worstErrorRate = Math.max(open.worstErrorRate, rate);
    } else if (open !== null) {
      windows.push({ ...open, to: k * EVERY });
      open = null;
    }
  });
  if (open !== null) windows.push(open);
  const failed = sum(c.errors);
  const requests = sum(c.arrivals);
  return {
    service: name,
    requests,
    failed,
    scale: 1,
    threshold: 0.05,
    every: EVERY,
    errorRate: rates,
    windows,
    worstErrorRate: Math.max(0, ...rates.map((rate) => rate ?? 0)),
    slo: name === 'checkout' ? { target: 0.999, window: 30 * 86_400 * SECOND } : null,
    budget: name === 'checkout' ? six(failed / (80 * 86_400 * 30 * 0.001)) : null,
    usersAffected: name === 'checkout' && failed > 0 ? 12_000 : null,
    series: seriesOf(c),
  };
}

function goodputMeasure(c: Counters): Run['measures'][number] {
  const values = c.ok.map((_, k) =>
    k < 9 ? null : six(c.ok.slice(k - 9, k + 1).reduce((sum, one) => sum + one, 0) / 10),
  );
  const known = values.filter((value) => value !== null);
  return {
    name: 'goodput',
    is: 'rate(checkout.ok)',
    type: 'double',
    window: 10 * SECOND,
    every: EVERY,
    values,
    last: values.at(-1) ?? null,
    least: Math.min(...known),
    greatest: Math.max(...known),
  };
}

function recoveryOf(values: readonly (number | null)[]): NonNullable<Run['recovery']> {
  const lastBad = values.findLastIndex((value) => value !== null && value < 70);
  const held = lastBad === values.length - 1 ? null : (lastBad + 2) * EVERY;
  return {
    steadyState: 'goodput >= 70.0',
    trigger: { from: FAULT.from, to: FAULT.to },
    steadyBefore: true,
    recoveredAt: held,
    recoveredAfter: held === null ? null : held - FAULT.from,
    metastable: held === null,
  };
}

/** One run of a variant. */
export function stormRun(variant: string, seed: number): Run {
  const { checkout, db } = simulate(SETTINGS[variant]!, seed);
  const goodput = goodputMeasure(checkout);
  const collapse = goodput.values.findIndex(
    (value, k) => k * EVERY > FAULT.from && value !== null && value < 40,
  );
  const at = collapse < 0 ? null : (collapse + 1) * EVERY;
  return {
    variant,
    patches: PATCHES[variant]!,
    seed,
    ended: { at: UNTIL, because: 'until' },
    transitions: 2,
    participants: [
      { id: 'checkout', kind: 'service', process: null, size: 1 },
      { id: 'orders_db', kind: 'service', process: null, size: 1 },
    ],
    trace: [],
    traceDropped: 0,
    marks: [
      {
        id: 'collapse',
        is: 'goodput < 40.0',
        at,
        status: at === null ? 'not-by-end' : 'happened',
        basis: 'prediction',
        observed: 'collapse',
        residual: at === null ? null : at - 75 * SECOND,
        within: 15 * SECOND,
      },
    ],
    services: [serviceOf('checkout', checkout), serviceOf('orders_db', db)],
    measures: [goodput],
    recovery: recoveryOf(goodput.values),
    faults: [FAULT],
    facts:
      variant !== 'base'
        ? []
        : [
            {
              id: 'stays_down',
              shows: 'goodput < 40.0',
              from: 120 * SECOND,
              to: 280 * SECOND,
              variant: 'base',
              verdict: goodput.values.slice(120, 280).every((value) => value! < 40) ? 'agrees' : 'disagrees',
              brokenAt: null,
              basis: 'prediction',
            },
          ],
    properties: [],
    expectations: [],
    notes: [],
    final: {},
  };
}

function distribution(all: readonly (number | null)[]): Distribution {
  const values = all.filter((value) => value !== null).sort((a, b) => a - b);
  const [least, greatest] = [values[0] ?? null, values.at(-1) ?? null];
  const bins = new Array<number>(
    least === null ? 0 : least === greatest ? 1 : Math.min(24, values.length),
  ).fill(0);
  for (const value of values) {
    const k = least === greatest ? 0 : Math.floor(((value - least!) / (greatest! - least!)) * bins.length);
    bins[Math.min(bins.length - 1, k)]! += 1;
  }
  const q = (share: number) => quantile(values, share);
  return {
    n: values.length,
    least,
    p5: q(0.05),
    p25: q(0.25),
    p50: q(0.5),
    p75: q(0.75),
    p95: q(0.95),
    greatest,
    bins,
  };
}

function summaryOf(run: Run, n: number): RunSummary {
  const values = run.measures[0]!.values.filter((value) => value !== null);
  return {
    run: n,
    marks: run.marks.map(({ at }) => at),
    facts: run.facts.map(({ verdict }) => verdict === 'agrees'),
    metastable: run.recovery!.metastable,
    recoveredAfter: run.recovery!.recoveredAfter,
    services: run.services.map(({ windows, failed, worstErrorRate }) => ({
      impact: windows.reduce((sum, { from, to }) => sum + (to ?? UNTIL) - from, 0),
      failed,
      worstErrorRate,
    })),
    measures: [{ last: values.at(-1)!, least: Math.min(...values), greatest: Math.max(...values) }],
    claims: [],
    constants: {},
    error: null,
  };
}

function sweepOf(runs: readonly Run[], base: readonly Run[], kind: Sweep['kind']): Sweep {
  const of = runs.map(summaryOf);
  const before = base.map(summaryOf);
  const spread = (pick: (one: RunSummary) => number | null) => distribution(of.map(pick));
  const first = runs[0]!;
  const differs = (name: string, unit: 'microseconds' | 'requests', pick: (one: RunSummary) => number) => ({
    name,
    unit,
    distribution: distribution(of.map((one, i) => pick(one) - pick(before[i]!))),
  });
  return {
    variant: first.variant,
    kind,
    runs: runs.length,
    seed: 1,
    marks: first.marks.map((mark, i) => ({
      id: mark.id,
      happened: of.filter(({ marks }) => marks[i] !== null).length,
      runs: runs.length,
      at: spread(({ marks }) => marks[i]!),
      within: of.filter(({ marks }) => marks[i] !== null && Math.abs(marks[i]! - 75 * SECOND) <= 15 * SECOND)
        .length,
    })),
    facts: first.facts.map(({ id }, i) => ({
      id,
      agree: of.filter(({ facts }) => facts[i]).length,
      runs: runs.length,
    })),
    metastable: of.filter(({ metastable }) => metastable).length,
    recoveredAfter: spread(({ recoveredAfter }) => recoveredAfter),
    services: first.services.map(({ service }, i) => ({
      service,
      impact: spread(({ services }) => services[i]!.impact),
      failed: spread(({ services }) => services[i]!.failed),
      worstErrorRate: spread(({ services }) => services[i]!.worstErrorRate),
    })),
    measures: [
      {
        name: 'goodput',
        last: spread(({ measures }) => measures[0]!.last),
        least: spread(({ measures }) => measures[0]!.least),
        greatest: spread(({ measures }) => measures[0]!.greatest),
      },
    ],
    differences:
      first.variant === 'base'
        ? []
        : first.services.flatMap(({ service }, i) => [
            differs(`${service} impact`, 'microseconds', ({ services }) => services[i]!.impact),
            differs(`${service} failed`, 'requests', ({ services }) => services[i]!.failed),
          ]),
    failed: { runs: 0, first: null },
  };
}

/** The retry storm: base and three variants, each in `runs` runs; with a wall clock unless told otherwise. */
export function stormResult(runs = 10, clock = true): Result {
  const names = Object.keys(SETTINGS);
  const all = names.map((name) => Array.from({ length: runs }, (_, i) => stormRun(name, i + 1)));
  const sensitivity = [1, 1.5, 2, 3, 4].map((slowdown) => {
    const { checkout, db } = simulate({ ...SETTINGS['base']!, slowdown }, 1);
    const services = [serviceOf('checkout', checkout), serviceOf('orders_db', db)];
    return {
      value: String(slowdown),
      x: slowdown,
      services: services.map(({ service, windows, failed }) => ({
        service,
        impact: windows.reduce<Micros>((sum, { from, to }) => sum + (to ?? UNTIL) - from, 0),
        failed,
      })),
      marks: [],
    };
  });
  return {
    version: 2,
    engine: 'test',
    scenario: 'retry-storm',
    title: 'Retries keep a database overloaded',
    summary: null,
    about: null,
    assumes: [],
    clock: clock
      ? { start: '2026-03-02T09:00:00+01:00', zone: 'Europe/Berlin', epoch: 1_772_438_400_000_000 }
      : null,
    until: UNTIL,
    constants: [
      {
        name: 'slow',
        value: 3,
        type: 'double',
        basis: 'assumed',
        source: null,
        fittedTo: null,
        range: [2, 4],
      },
    ],
    observed: clock
      ? [
          {
            id: 'collapse',
            at: '2026-03-02T09:01:15+01:00',
            t: 75 * SECOND,
            text: 'Checkouts fail',
            source: 'https://example.com/status',
            within: 15 * SECOND,
            shows: null,
            until: null,
          },
          {
            id: 'stays_down',
            at: '2026-03-02T09:02:00+01:00',
            t: 120 * SECOND,
            text: 'No progress until the restart',
            source: 'https://example.com/status',
            within: null,
            shows: 'goodput < 40.0',
            until: 280 * SECOND,
          },
        ]
      : [],
    runs: all.map((list) => list[0]!),
    explorations: [],
    sweeps: runs < 2 ? [] : all.map((list) => sweepOf(list, all[0]!, 'seeds')),
    sensitivities: [
      { name: 'slowdown', path: 'faults.slow_disk.set.orders_db.slowdown', own: null, points: sensitivity },
    ],
    dependencies: [
      { from: 'shoppers', kind: 'load', to: 'checkout', required: true },
      { from: 'checkout', kind: 'service', to: 'orders_db', required: true },
    ],
    show: [],
    lanes: [],
  };
}
