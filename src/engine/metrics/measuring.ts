import type { Model } from '../../model/model.ts';
import type { FactResult, MeasureSeries, Recovery, ServiceResult } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Subscriptions } from '../state/subscriptions.ts';
import { Metrics } from './counters.ts';
import { Measured } from './measures.ts';
import { type FaultSpan, FollowedCondition, factsOf, type HoldInterval, recoveryOf } from './recovery.ts';
import { SeriesRecorder, serviceResults } from './service-results.ts';

/** All that a run measures: metrics of services, measures, and conditions over them. */
export class Measuring {
  /** What the simulation of services tells. */
  readonly probe: Metrics;
  private readonly model: Model;
  private readonly measured: Measured;
  private readonly series: SeriesRecorder | null;
  private readonly steady: FollowedCondition | null;
  private readonly impact: readonly (FollowedCondition | null)[];
  /** Those of the variant that runs; null for the others. */
  private readonly shown: readonly (FollowedCondition | null)[];
  private readonly faults: { id: string; from: number; to: number | null }[] = [];
  private warmup: number;

  /**
   * @param variant whose facts are looked for
   * @param keeps   whether series are kept, which a run of a sweep does without
   */
  constructor(model: Model, watches: Subscriptions, variant: string, keeps: boolean) {
    const { scenario } = model;
    this.model = model;
    this.probe = new Metrics(scenario);
    this.measured = new Measured(model, this.probe, watches, keeps);
    this.series =
      keeps && scenario.services.length > 0
        ? new SeriesRecorder(this.probe, scenario.services.length, scenario.until ?? 0)
        : null;
    this.steady = model.steady === null ? null : new FollowedCondition(model.steady, watches);
    this.impact = model.impact.map((guard, service) =>
      guard === null ? null : new FollowedCondition(guard, watches, () => this.probe.errors(service)),
    );
    this.shown = model.shown.map((guard, i) =>
      scenario.shown[i]!.variant === variant ? new FollowedCondition(guard, watches) : null,
    );
    this.warmup = scenario.simulating.warmup > 0 ? scenario.simulating.warmup : Number.POSITIVE_INFINITY;
  }

  /** When something is to be measured next, before whatever else happens at that time. */
  get next(): number {
    return Math.min(this.measured.next, this.series?.next ?? Number.POSITIVE_INFINITY, this.warmup);
  }

  /** Measures what is due. */
  measure(s: readonly Value[], now: number): void {
    if (this.warmup === now) {
      this.probe.endWarmup();
      this.warmup = Number.POSITIVE_INFINITY;
    }
    if (this.series !== null && this.series.next === now) this.series.close(now);
    if (this.measured.next === now) this.measured.close(s, now);
  }

  /** Looks at the conditions again, after a change. */
  update(s: readonly Value[], now: number): void {
    this.steady?.update(s, now);
    for (const condition of this.impact) condition?.update(s, now);
    for (const condition of this.shown) condition?.update(s, now);
  }

  faultBegins(id: string, now: number): void {
    this.faults.push({ id, from: now, to: null });
  }

  faultEnds(id: string, now: number): void {
    const fault = this.faults.findLast((one) => one.id === id && one.to === null);
    if (fault !== undefined) fault.to = now;
  }

  /** What was measured, at the end of the run. */
  results(
    end: number,
    variant: string,
  ): {
    services: ServiceResult[];
    measures: MeasureSeries[];
    recovery: Recovery | null;
    faults: FaultSpan[];
    facts: FactResult[];
  } {
    const { scenario } = this.model;
    this.series?.close(end);
    const stretches = (condition: FollowedCondition | null): HoldInterval[] => condition?.stretches() ?? [];
    return {
      services: serviceResults(
        this.model,
        this.probe,
        this.series,
        end,
        (service) => this.impact[service]?.stretches() ?? null,
      ),
      measures: this.measured.series(),
      recovery:
        scenario.steady === null
          ? null
          : recoveryOf(scenario.steady.text, stretches(this.steady), this.faults, end),
      faults: this.faults,
      facts: factsOf(scenario, variant, (i) => stretches(this.shown[i] ?? null)),
    };
  }
}
