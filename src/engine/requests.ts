import type { Model } from '../model/model.ts';
import type { ImpactWindow, ServiceResult } from '../result-services.ts';
import type { Value } from '../scenario/expr.ts';
import { type Draws, hashName } from './random.ts';
import type { Watches } from './watch.ts';

/** Gaps of up to this many windows without impact do not end it: one lucky minute is no recovery. */
const JOINED_GAP = 5;

/** How one request went: its answer, and how long the answer took. */
export interface Answer {
  readonly ok: boolean;
  readonly latency: number;
}

/** What draws the length of an answer; given by the simulation, which owns limits and findings. */
export type DrawLatency = (service: number, who: number, n: number) => number;

interface Tally {
  requests: number;
  failed: number;
  simulated: number;
  readonly asked: number[];
  readonly broken: number[];
}

/** The services of a run: whether they answer, and what their clients met. */
export class Services {
  private readonly model: Model;
  private readonly draws: Draws;
  private readonly watches: Watches;
  private readonly watch: (number | null)[];
  private readonly available: (number | boolean)[];
  private readonly tallies: Tally[];
  private readonly hashes: number[];
  readonly down: number[];

  constructor(model: Model, draws: Draws, watches: Watches) {
    this.model = model;
    this.draws = draws;
    this.watches = watches;
    this.watch = model.services.map(({ available }) =>
      available === null ? null : watches.watch(available.reads),
    );
    this.available = model.services.map(() => true);
    this.tallies = model.services.map(() => ({
      requests: 0,
      failed: 0,
      simulated: 0,
      asked: [],
      broken: [],
    }));
    this.hashes = model.scenario.services.map(({ name }) => hashName(name));
    this.down = model.services.map(() => 0);
  }

  /**
   * Asks a service, which may ask others. A required call that fails makes it fail.
   *
   * @param who hash of the load or instance that asks
   * @param n number of the request among those of `who`
   * @param weight real requests for which this one stands
   */
  ask(
    index: number,
    s: readonly Value[],
    now: number,
    who: number,
    n: number,
    weight: number,
    latency: DrawLatency,
  ): Answer {
    const service = this.model.services[index]!;
    let ok = this.answers(index, s, now, who, n);
    let took = service.latency === null ? 0 : latency(index, who, n);
    for (const [i, call] of service.calls.entries()) {
      const share = call.share === null ? 1 : (call.share(s, 0, now, [], s) as number);
      if (share < 1 && this.draws.uniform(who, this.hashes[index]!, n, 2 + i) >= share) continue;
      const answer = this.ask(call.service, s, now, who, n, weight, latency);
      took += answer.latency;
      if (call.required && !answer.ok) ok = false;
    }
    this.count(index, now, ok, weight);
    return { ok, latency: took };
  }

  private answers(index: number, s: readonly Value[], now: number, who: number, n: number): boolean {
    if (this.down[index]! > 0) return false;
    const { available } = this.model.services[index]!;
    const watch = this.watch[index]!;
    if (available === null || watch === null) return true;
    if (this.watches.isStale(watch) || available.reads.timers) {
      this.available[index] = available.test(s, 0, now, [], s) as number | boolean;
      this.watches.fresh(watch);
    }
    const share = this.available[index]!;
    if (typeof share === 'boolean') return share;
    return share >= 1 || (share > 0 && this.draws.uniform(who, this.hashes[index]!, n, 1) < share);
  }

  private count(index: number, now: number, ok: boolean, weight: number): void {
    const tally = this.tallies[index]!;
    const window = Math.floor(now / this.model.scenario.impact.every);
    tally.requests += weight;
    tally.simulated++;
    tally.asked[window] = (tally.asked[window] ?? 0) + weight;
    if (ok) return;
    tally.failed += weight;
    tally.broken[window] = (tally.broken[window] ?? 0) + weight;
  }

  /** What clients met, at the end of the run. Services that nobody asked are left out. */
  results(end: number): ServiceResult[] {
    return this.model.scenario.services.flatMap(({ name, slo }, index): ServiceResult[] => {
      const tally = this.tallies[index]!;
      if (tally.simulated === 0) return [];
      const { threshold, every } = this.model.scenario.impact;
      const errorRate = Array.from({ length: Math.ceil(end / every) }, (_, i) =>
        tally.asked[i] === undefined ? null : (tally.broken[i] ?? 0) / tally.asked[i],
      );
      const allowed =
        slo === null || end === 0 ? null : (1 - slo.target) * tally.requests * (slo.window / end);
      return [
        {
          service: name,
          requests: tally.requests,
          failed: tally.failed,
          scale: tally.requests / tally.simulated,
          threshold,
          every,
          errorRate,
          windows: impactWindows(errorRate, tally.broken, threshold, every),
          worstErrorRate: Math.max(0, ...errorRate.map((rate) => rate ?? 0)),
          slo,
          budget: allowed === null || allowed === 0 ? null : tally.failed / allowed,
          usersAffected: null,
          series: {
            every,
            offered: [],
            goodput: [],
            errors: [],
            rejected: [],
            timeouts: [],
            queue: [],
            busy: [],
            p50: [],
            p99: [],
          },
        },
      ];
    });
  }
}

/**
 * Stretches of windows whose error rate reaches the threshold. Windows without requests and short gaps do not end one.
 *
 * @param every length of a window in microseconds
 */
export function impactWindows(
  errorRate: readonly (number | null)[],
  broken: readonly number[],
  threshold: number,
  every: number,
): ImpactWindow[] {
  const hit = errorRate.flatMap((rate, i) => (rate !== null && rate > 0 && rate >= threshold ? [i] : []));
  const stretches: [number, number][] = [];
  for (const i of hit) {
    const last = stretches.at(-1);
    const asked =
      last === undefined ? 0 : errorRate.slice(last[1] + 1, i).filter((rate) => rate !== null).length;
    if (last !== undefined && asked <= JOINED_GAP) last[1] = i;
    else stretches.push([i, i]);
  }
  return stretches.map(([first, last]) => ({
    from: first * every,
    to: last === errorRate.length - 1 ? null : (last + 1) * every,
    failed: Array.from({ length: last - first + 1 }, (_, i) => broken[first + i] ?? 0).reduce(
      (a, b) => a + b,
      0,
    ),
    worstErrorRate: Math.max(...errorRate.slice(first, last + 1).map((rate) => rate ?? 0)),
  }));
}
