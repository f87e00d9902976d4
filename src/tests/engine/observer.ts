import { fileSource } from '../../diagnostic/source.ts';
import { run } from '../../engine/run.ts';
import type { ServiceObserver } from '../../engine/services/host.ts';
import { RUN_LIMITS } from '../../engine/state/run-error.ts';
import { compile } from '../../model/compile.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { readYaml } from '../../yaml/read.ts';

/** Events at one service in one window. `busy` and `queue` are integrals over microseconds. */
export interface ObservedInterval {
  arrivals: number;
  attempts: number;
  ok: number;
  errors: number;
  rejected: number;
  timeouts: number;
  latency: number;
  busy: number;
  queue: number;
}

const EMPTY: ObservedInterval = {
  arrivals: 0,
  attempts: 0,
  ok: 0,
  errors: 0,
  rejected: 0,
  timeouts: 0,
  latency: 0,
  busy: 0,
  queue: 0,
};

/** Records one service's events in windows of equal length, starting at time 0. */
export class Observer implements ServiceObserver {
  readonly windows: ObservedInterval[] = [];
  private readonly service: number;
  private readonly windowLength: number;
  private since = 0;
  private busy = 0;
  private queue = 0;

  constructor(service: number, every: number) {
    this.service = service;
    this.windowLength = every;
  }

  private at(service: number, now: number): ObservedInterval {
    const i = Math.floor(now / this.windowLength);
    while (this.windows.length <= i) this.windows.push({ ...EMPTY });
    return service === this.service ? this.windows[i]! : { ...EMPTY };
  }

  arrival(service: number, now: number): void {
    this.at(service, now).arrivals++;
  }

  attempt(service: number, now: number): void {
    this.at(service, now).attempts++;
  }

  answered(service: number, now: number, ok: boolean, latency: number): void {
    const window = this.at(service, now);
    if (!ok) window.errors++;
    else {
      window.ok++;
      window.latency += latency;
    }
  }

  rejected(service: number, now: number): void {
    this.at(service, now).rejected++;
  }

  timedOut(service: number, now: number): void {
    this.at(service, now).timeouts++;
  }

  cacheHit(): void {}

  poolLevel(): void {}

  level(service: number, now: number, queue: number, busy: number): void {
    if (service !== this.service) return;
    // A level can span several windows and counts toward each one.
    while (this.since < now) {
      const end = Math.min(now, (Math.floor(this.since / this.windowLength) + 1) * this.windowLength);
      const window = this.at(service, this.since);
      window.busy += this.busy * (end - this.since);
      window.queue += this.queue * (end - this.since);
      this.since = end;
    }
    this.busy = busy;
    this.queue = queue;
  }
}

/** Runs a scenario, optionally with an observer. */
export function observe(text: string, observer: ServiceObserver | null, seed = 1): void {
  const source = fileSource('queue.yaml', text);
  const { root } = readYaml(source, 'the scenario');
  const { scenario, diagnostics } = checkScenario(source, root!, {
    record: [],
    isZone: () => true,
    variant: 'base',
  });
  if (scenario === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const limits = { ...RUN_LIMITS, events: 1e9 };
  const options = { variant: 'base', patches: [], seed, limits };
  run(compile(scenario), observer === null ? options : { ...options, observer });
}

/** Two-sided 99.9% quantiles of Student's t, by degrees of freedom. */
const T999: Readonly<Record<number, number>> = { 7: 5.408, 9: 4.781, 19: 3.883, 29: 3.659, 59: 3.463 };

/** Mean of independent values, and the half-width of its 99.9% confidence interval. */
export function interval(values: readonly number[]): { mean: number; half: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, half: T999[values.length - 1]! * Math.sqrt(square / values.length) };
}
