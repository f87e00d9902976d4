import type { Model } from '../model/model.ts';
import type { ImpactWindow, ServiceResult } from '../result-services.ts';
import type { Probe } from './probe.ts';

/** Gaps of up to this many windows without impact do not end it: one lucky minute is no recovery. */
const JOINED_GAP = 5;

interface Tally {
  requests: number;
  failed: number;
  simulated: number;
  readonly asked: number[];
  readonly broken: number[];
}

/** What clients of the services of a run met: the requests that ended, by window. */
export class Tallies implements Probe {
  private readonly model: Model;
  private readonly tallies: Tally[];

  constructor(model: Model) {
    this.model = model;
    this.tallies = model.services.map(() => ({
      requests: 0,
      failed: 0,
      simulated: 0,
      asked: [],
      broken: [],
    }));
  }

  arrival(): void {}

  attempt(): void {}

  rejected(): void {}

  timedOut(): void {}

  hit(): void {}

  level(): void {}

  answered(index: number, now: number, ok: boolean, _latency: number, weight: number): void {
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
