import { fileSource } from '../../diagnostic/source.ts';
import {
  type Calibration,
  type CalibrationRequest,
  calibrateWith,
  evaluate,
  type MakeRuns,
  type RecordEntry,
} from '../../hindcast.ts';
import { JobRunner } from '../../sweep/runner.ts';

/*
 * Incidents with known constants. Their observed series is a run of the model, plus noise that the model doesn't have.
 */

export const MINUTE = 60e6;
const EPOCH = Date.UTC(2025, 9, 20, 6) * 1000;

/** Values of constants, as written in a scenario. */
type Values = Readonly<Record<string, string>>;

/** A model's text, with `%consts%` in place of its constants. */
export interface Kind {
  readonly text: string;
  /** The constants' ranges, as written. */
  readonly ranges: Values;
  /** The values from which a calibration starts. */
  readonly start: Values;
  /** Size of the noise, in the measure's unit. */
  readonly noise: number;
}

/** A queue grows while something is down, and drains afterward. Nothing in it is random. */
export const QUEUE: Kind = {
  text: `scenario: queue
until: 40m
clock: { start: 2025-10-20T06:00:00Z }
const:
%consts%state: { up: true, queued: 0.0 }
processes:
  operator:
    steps:
      - { id: break, at: 5m, set: { up: false } }
      - { id: repair, delay: down, set: { up: true } }
  work:
    loop: true
    steps:
      - { id: tick, delay: 20s, set: { queued: 'max(0.0, queued + (up ? 0.0 - drains : %growth%))' } }
measure:
  queue: { is: queued, observed: series.queue }
`.replace('%growth%', 'grows'),
  ranges: { down: '[180s, 1200s]', grows: '[1.0, 8.0]', drains: '[1.0, 8.0]' },
  start: { down: '300s', grows: '6.5', drains: '1.5' },
  noise: 2,
};

/** Requests fail while a dependency is down, and time out while the backlog drains. Arrivals and service times are random. */
export const SHOP: Kind = {
  text: `scenario: shop
until: 40m
clock: { start: 2025-10-20T06:00:00Z }
const:
  second: 1s
%consts%state: { up: true }
services: { shop: { concurrency: 4, service_time: { dist: exponential, mean: 'up ? second / speed : 60.0 * second' } } }
load: [{ id: users, to: shop, arrivals: { dist: poisson, rate: 5/s } }]
processes:
  operator:
    steps:
      - { id: break, at: 2025-10-20T06:05:00Z, set: { up: false } }
      - { id: repair, delay: down, set: { up: true } }
measure:
  queue: { is: avg(shop.queue), observed: series.queue }
`,
  ranges: { down: '[3m, 20m]', speed: '[2.0, 12.0]' },
  start: { down: '15m', speed: '8.0' },
  noise: 20,
};

/** A variation of a kind of incident, with changes to its text and with additional constants. */
export function variation(
  kind: Kind,
  from: string,
  to: string,
  ranges: Values = {},
  start: Values = {},
): Kind {
  return {
    ...kind,
    text: kind.text.replace(from, to),
    ranges: { ...kind.ranges, ...ranges },
    start: { ...kind.start, ...start },
  };
}

/** The scenario with these values. */
export function scenarioOf({ text, ranges }: Kind, values: Values): string {
  const lines = Object.entries(ranges).map(
    ([name, range]) => `  ${name}: { value: ${values[name]}, range: ${range} }\n`,
  );
  return text.replace('%consts%', lines.join(''));
}

/** The page's series: the measure of a run with these values, once a minute. */
export function recordOf(kind: Kind, values: Values, seed: number): RecordEntry {
  const plain = scenarioOf(kind, values).replace(', observed: series.queue', '');
  const { result } = evaluate(fileSource('a.yaml', plain), { only: 'run', seed: 1000 + seed });
  const [measure] = result!.runs[0]!.measures;
  let state = seed;
  const noise = (): number => {
    state = (state * 48271) % 2147483647;
    return kind.noise * (state / 2147483647 - 0.5);
  };
  const points = Array.from({ length: 39 }, (_, i) => {
    const t = (i + 1) * MINUTE;
    const value = measure!.values[Math.round(t / measure!.every) - 1] ?? null;
    return [EPOCH + t, value === null ? null : value + noise()] as const;
  });
  return {
    id: 'series.queue',
    at: '2025-10-20T06:01:00Z',
    to: null,
    text: 'queue',
    source: null,
    series: { unit: null, stamp: 'end', window: MINUTE, step: MINUTE, startedAt: null, points },
  };
}

/** Executes runs on the calling thread and compiles each model only once. */
export function oneThread(): MakeRuns {
  const runner = new JobRunner();
  return async (jobs) => jobs.map((job) => runner.run(job));
}

/** Calibrates an incident with known values, starting from other values. */
export async function calibrated(
  kind: Kind,
  truth: Values,
  {
    seed = 1,
    to = 40 * MINUTE,
    ...request
  }: Partial<CalibrationRequest> & { seed?: number; to?: number } = {},
): Promise<Calibration> {
  const { calibration, diagnostics } = await calibrateWith(
    oneThread(),
    fileSource('a.yaml', scenarioOf(kind, kind.start)),
    { measure: 'queue', window: { from: 0, to }, runs: 3, maxRuns: 20_000, ...request },
    { record: [recordOf(kind, truth, seed)] },
  );
  if (calibration === null) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return calibration;
}
