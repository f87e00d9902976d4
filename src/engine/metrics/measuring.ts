import type { Model } from '../../model/model.ts';
import type {
  ConditionResult,
  CurveResult,
  FactResult,
  MeasureSeries,
  OutcomeResult,
  QuantityResult,
  Recovery,
  ServiceResult,
} from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { COUNTERS } from '../../scenario/ast/measuring.ts';
import type { Subscriptions } from '../state/subscriptions.ts';
import { HarmMonitor } from './conditions.ts';
import { Metrics } from './counters.ts';
import { CurveSampler, curveResult } from './curves.ts';
import { Measures } from './measures.ts';
import { outcomeResult, ValueMonitor } from './outcomes.ts';
import { PeriodMonitor, quantityResults } from './quantities.ts';
import {
  ConditionMonitor,
  type FaultSpan,
  factsOf,
  type HoldInterval,
  NEVER,
  recoveryOf,
  spanOf,
  type TriggerParts,
  type TriggerResult,
} from './recovery.ts';
import { SeriesRecorder, serviceResults } from './service-results.ts';

const OK = COUNTERS.indexOf('ok');
const ERRORS = COUNTERS.indexOf('errors');

/** Everything measured in a run: service metrics, measures, and conditions on them. */
export class Measuring {
  readonly observer: Metrics;
  private readonly model: Model;
  private readonly measures: Measures;
  private readonly curves: ReadonlyMap<string, CurveSampler>;
  private readonly series: SeriesRecorder | null;
  private readonly steady: ConditionMonitor | null;
  private readonly impact: readonly (ConditionMonitor | null)[];
  private readonly harm: readonly HarmMonitor[];
  /** One entry per fact; null for facts about other variants. */
  private readonly shown: readonly (ConditionMonitor | null)[];
  private readonly outcomes: readonly ValueMonitor[];
  private readonly quantities: readonly (PeriodMonitor | null)[];
  private readonly faults: { id: string; from: number; to: number | null }[] = [];
  /** For each trigger that is a step, the times when it first and last happened. */
  private readonly steps: { from: number; to: number }[] = [];
  private warmup: number;

  /**
   * @param variant only facts about this variant are checked
   * @param keepSeries false for runs in a sweep
   */
  constructor(model: Model, subscriptions: Subscriptions, variant: string, keepSeries: boolean) {
    const { scenario } = model;
    this.model = model;
    this.observer = new Metrics(scenario);
    // Variants describe what didn't happen, so only the base is compared.
    const curves = variant === 'base' ? scenario.curves : [];
    this.curves = new Map(curves.map((curve) => [curve.measure, new CurveSampler(curve)]));
    this.measures = new Measures(model, this.observer, subscriptions, keepSeries, this.curves);
    this.series =
      keepSeries && scenario.services.length > 0
        ? new SeriesRecorder(this.observer, scenario.services, scenario.until ?? 0)
        : null;
    this.steady = model.steady === null ? null : new ConditionMonitor(model.steady, subscriptions);
    this.impact = model.impact.map((guard, service) =>
      guard === null ? null : new ConditionMonitor(guard, subscriptions, () => this.observer.errors(service)),
    );
    this.harm = model.impactConditions.map(
      (condition) => new HarmMonitor(condition, subscriptions, model.inputs.measures),
    );
    this.shown = model.shown.map((guard, i) =>
      scenario.shown[i]!.variant === variant ? new ConditionMonitor(guard, subscriptions) : null,
    );
    this.outcomes = model.outcomes.map(
      (value) => new ValueMonitor(value, subscriptions, model.inputs.measures),
    );
    this.quantities = model.quantities.map((value, i) =>
      value === null
        ? null
        : new PeriodMonitor(value, subscriptions, model.inputs.measures, scenario.quantities[i]!),
    );
    this.warmup = scenario.simulating.warmup > 0 ? scenario.simulating.warmup : Number.POSITIVE_INFINITY;
  }

  /** Time of the next measurement, which is taken before any event at that time. */
  get next(): number {
    return Math.min(this.measures.next, this.series?.next ?? Number.POSITIVE_INFINITY, this.warmup);
  }

  /** Takes all measurements that are due. */
  measure(s: readonly Value[], now: number): void {
    if (this.warmup === now) {
      this.observer.endWarmup();
      this.warmup = Number.POSITIVE_INFINITY;
    }
    if (this.series !== null && this.series.next === now) this.series.close(now);
    if (this.measures.next === now) this.measures.close(s, now);
  }

  /** Evaluates conditions whose inputs have changed. */
  update(s: readonly Value[], now: number): void {
    this.steady?.update(s, now);
    for (const condition of this.impact) condition?.update(s, now);
    for (const condition of this.harm) condition.update(s, now);
    for (const condition of this.shown) condition?.update(s, now);
    for (const outcome of this.outcomes) outcome.update(s, now);
    for (const quantity of this.quantities) quantity?.update(s, now);
  }

  faultBegins(id: string, now: number): void {
    this.faults.push({ id, from: now, to: null });
  }

  faultEnds(id: string, now: number): void {
    const fault = this.faults.findLast((one) => one.id === id && one.to === null);
    if (fault !== undefined) fault.to = now;
  }

  /** Records that a step listed under one or more triggers has happened. */
  triggered(triggers: readonly number[], now: number): void {
    for (const trigger of triggers) this.steps[trigger] = { from: this.steps[trigger]?.from ?? now, to: now };
  }

  /** The parts of the trigger. If the scenario names no triggers, every fault is a part. */
  private triggers(): TriggerParts {
    const { triggers, until } = this.model.scenario;
    if (triggers.length === 0) return { spans: this.faults, named: null };
    const named = triggers.map((trigger, i): TriggerResult => {
      const { name, kind } = trigger;
      if (kind === 'fault') return { name, kind, ...spanOf(this.faults.filter(({ id }) => id === name)) };
      if (kind === 'step') return { name, kind, ...(this.steps[i] ?? NEVER) };
      return { name, kind, ...(trigger.t < (until ?? 0) ? { from: trigger.t, to: trigger.t } : NEVER) };
    });
    const spans = named.flatMap(({ from, to }) => (from === null ? [] : [{ from, to }]));
    return { spans, named };
  }

  /** Results at the end of the run. */
  results(
    s: readonly Value[],
    end: number,
    variant: string,
  ): {
    services: ServiceResult[];
    conditions: ConditionResult[];
    measures: MeasureSeries[];
    outcomes: OutcomeResult[];
    quantities: QuantityResult[];
    curves?: CurveResult[];
    recovery: Recovery | null;
    faults: FaultSpan[];
    facts: FactResult[];
  } {
    const { scenario } = this.model;
    this.series?.close(end);
    const outcomes = scenario.outcomes.map((outcome, i) =>
      outcomeResult(outcome, this.outcomes[i]!, s, end, scenario.until ?? end),
    );
    const intervalsOf = (condition: ConditionMonitor | null): HoldInterval[] => condition?.intervals() ?? [];
    return {
      services: serviceResults(
        this.model,
        this.observer,
        this.series,
        end,
        (service) => this.impact[service]?.intervals() ?? null,
      ),
      conditions: scenario.impact.conditions.map((condition, i) =>
        this.harm[i]!.result(condition, scenario.impact.every, scenario.until ?? end),
      ),
      measures: this.measures.series(),
      outcomes,
      quantities: quantityResults(scenario, this.quantities, outcomes),
      ...(this.curves.size === 0 ? {} : { curves: this.curveResults(end) }),
      recovery:
        scenario.steady === null
          ? null
          : recoveryOf(scenario.steady.text, intervalsOf(this.steady), this.triggers(), end),
      faults: this.faults,
      facts: factsOf(scenario, variant, (i) => intervalsOf(this.shown[i] ?? null)),
    };
  }

  private curveResults(end: number): CurveResult[] {
    return this.model.scenario.curves.map((curve) => {
      const sampler = this.curves.get(curve.measure)!;
      sampler.finish(end);
      return curveResult(curve, sampler.values);
    });
  }

  /** Requests that have succeeded or failed so far, by service. */
  answered(): number[] {
    return this.model.scenario.services.map(
      (_, service) => this.observer.total(service, OK) + this.observer.total(service, ERRORS),
    );
  }
}
