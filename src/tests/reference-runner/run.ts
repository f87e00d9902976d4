import { judge } from '../../engine/claims.ts';
import type { Run } from '../../result.ts';
import { measuresOf } from '../../scenario/ast/expr.ts';
import type { Assignment, Branch, Fault, Scenario } from '../../scenario/ast/scenario.ts';
import { jsonOf } from '../../scenario/ast/value.ts';
import { dependsOnMeasure, holds, idsOf, PlainFailure } from './expressions.ts';
import { plainServiceResults, totalsOf } from './meters.ts';
import { fresh, type Instance, localNames, NO_CAUSE, withShared, withStep } from './state.ts';
import { PlainStepping } from './stepping.ts';
import { changesBetween, participants, valueOrNull } from './trace.ts';
import type { PlainEvent, PlainOptions } from './world.ts';

/**
 * A second interpreter for runs, for comparison with the engine. It was written from the documentation and is as simple
 * as possible. It reevaluates all conditions after every event. It shares only random draws, distributions and value
 * formatting with the engine.
 *
 * @throws PlainFailure if an expression fails or a run has too many transitions at one instant
 */
export function referenceRun(scenario: Scenario, options: PlainOptions): Run {
  let run: PlainRun | null = null;
  try {
    run = new PlainRun(scenario, options);
    return run.run();
  } catch (error) {
    if (error instanceof PlainFailure) error.time = run?.now ?? 0;
    throw error;
  }
}

class PlainRun extends PlainStepping {
  run(): Run {
    this.observe();
    this.lookAll();
    for (const [i, fault] of this.scenario.faults.entries()) {
      if (fault.at !== null) this.push(fault.at.t, 'fault', i, () => this.startFault(fault));
    }
    this.startConditionalFaults();
    this.services.start();
    this.services.react();
    for (;;) {
      while (this.events[0]?.valid() === false) this.events.shift();
      const next = this.events[0];
      const due = Math.min(this.measures.next, this.series.next, this.warmupDue());
      this.cause = NO_CAUSE;
      if (due <= this.until && due <= (next?.time ?? Number.POSITIVE_INFINITY)) {
        this.now = due;
        this.measure();
      } else {
        if (next === undefined || next.time >= this.until) break;
        this.events.shift();
        this.now = next.time;
        next.act();
        if (next.group !== null) this.actWith(next);
      }
      this.observe();
      this.lookAll();
      this.startConditionalFaults();
      this.services.react();
    }
    return this.finish();
  }

  /** Handles the other events in a group at this instant. */
  private actWith({ time, group }: PlainEvent): void {
    for (;;) {
      const i = this.events.findIndex((one) => one.time === time && one.group === group && one.valid());
      if (i < 0) return;
      this.events.splice(i, 1)[0]!.act();
    }
  }

  private warmupDue(): number {
    const { warmup } = this.scenario.simulating;
    return this.warmedUp || warmup === 0 ? Number.POSITIVE_INFINITY : warmup;
  }

  private measure(): void {
    if (this.warmupDue() === this.now) {
      this.atWarmup = totalsOf(this.meters);
      this.warmedUp = true;
    }
    if (this.series.next === this.now) this.series.close(this.now);
    if (this.measures.next === this.now) this.measures.close(this.now, this.scope());
  }

  private startConditionalFaults(): void {
    for (const [i, fault] of this.scenario.faults.entries()) {
      if (fault.when === null || this.startedFaults.has(fault) || !holds(fault.when, this.scope())) continue;
      this.startedFaults.add(fault);
      this.push(this.now, 'fault', i, () => this.startFault(fault));
    }
  }

  private startFault(fault: Fault): void {
    this.tick();
    this.startedFaults.add(fault);
    this.faultSpans.push({ id: fault.id, from: this.now, to: null });
    const observed = fault.at?.observed ?? null;
    this.cause = { input: observed !== null, observed };
    const before = this.state;
    this.state = this.steps.assigned(null, fault.set, this.scope());
    for (const name of new Set(fault.set.map((one) => one.name))) {
      const { type } = this.steps.variableOf({ target: 'state', name } as Assignment, null);
      // A timer keeps running, so there is nothing to restore.
      if (type.kind !== 'timer')
        this.layers.set(name, [...(this.layers.get(name) ?? []), { fault, was: before.shared[name]! }]);
    }
    const changed = fault.set.map(({ name }) => name);
    for (const name of fault.down) {
      this.services.takeDown(name);
      for (const instance of this.membersOf(name)) {
        if (++instance.down > 1) continue;
        instance.call = null;
        instance.due = new Map();
        instance.mailbox = [];
        this.state = fresh(instance, withStep(this.state, instance, 0), this.now);
        changed.push(...localNames(instance));
        this.recordLifecycle(instance, 'crash', `${instance.id} goes down`);
      }
    }
    if (fault.partial !== null) this.services.strike(fault, fault.partial);
    for (const { service } of fault.clears) this.services.emptyCaches(service);
    for (const service of fault.empties) this.services.emptyQueue(service);
    this.recordFault(
      fault,
      'start',
      `${fault.id.replaceAll('_', ' ')} starts`,
      changesBetween(this.scenario, before, this.state, changed),
    );
    const end = fault.until?.t ?? (fault.lasts === null ? null : this.now + fault.lasts);
    if (end !== null)
      this.push(Math.max(this.now, end), 'fault', this.scenario.faults.indexOf(fault), () =>
        this.endFault(fault),
      );
  }

  private endFault(fault: Fault): void {
    this.tick();
    this.faultSpans.find(({ id, to }) => id === fault.id && to === null)!.to = this.now;
    const observed = fault.until?.observed ?? null;
    this.cause = {
      input: observed !== null || (fault.lasts !== null && fault.at?.observed != null),
      observed,
    };
    const before = this.state;
    const changed: string[] = [];
    for (const { name } of fault.set) {
      const layers = this.layers.get(name) ?? [];
      const i = layers.findIndex((layer) => layer.fault === fault);
      if (i < 0) continue;
      const { was } = layers.splice(i, 1)[0]!;
      changed.push(name);
      // If a later fault set the variable, its value is kept. The later fault will then restore the value that this
      // fault found.
      if (i < layers.length) layers[i]!.was = was;
      else this.state = withShared(this.state, name, was);
    }
    const restarted: Instance[] = [];
    for (const name of fault.down) {
      this.services.bringUp(name);
      for (const instance of this.membersOf(name)) {
        if (--instance.down > 0) continue;
        this.state = fresh(instance, this.state, this.now);
        changed.push(...localNames(instance));
        this.recordLifecycle(instance, 'restart', `${instance.id} restarts`);
        restarted.push(instance);
      }
    }
    this.services.heal(fault);
    this.recordFault(
      fault,
      'end',
      `${fault.id.replaceAll('_', ' ')} ends`,
      changesBetween(this.scenario, before, this.state, changed),
    );
    for (const instance of restarted) this.enter(instance, 0);
  }

  private membersOf(name: string): readonly Instance[] {
    return this.instances.filter(({ process }) => process.name === name);
  }

  private finish(): Run {
    const { scenario, options } = this;
    const idle = !this.canGoOn();
    const blocked = idle ? this.instances.filter((instance) => this.isBlocked(instance)) : [];
    const waiting = blocked.length > 0;
    const end =
      idle && scenario.loads.length === 0 && scenario.measures.length === 0 ? this.lastActive : this.until;
    this.now = end;
    const marks = this.watch.markResults(idle);
    const properties = this.watch.propertyResults();
    const finals = (scenario.claims?.finally ?? []).map(({ is }) => holds(is, this.scope()));
    this.series.close(end);
    const outcomes = this.watch.outcomes.results(this.scope());
    const recovery = this.watch.recovery(this.faultSpans, this.stepTimes, end);
    const claims =
      scenario.claims === null
        ? []
        : judge(scenario.claims, { marks, properties, waiting, finals, recovery });
    return {
      variant: options.variant,
      patches: options.patches,
      seed: options.seed,
      ended: { at: end, because: waiting ? 'waiting' : end < this.until ? 'idle' : 'until' },
      transitions: this.transitions,
      participants: participants(this.scenario, this.trace),
      trace: this.trace,
      traceDropped: this.dropped,
      marks,
      services: plainServiceResults(scenario, this.meters, this.series, this.atWarmup, end, (service) => {
        const is = this.watch.impactOf(service);
        return is === null ? null : this.watch.intervalsOf(is);
      }),
      conditions: this.watch.conditions.results(),
      measures: this.measures.series(),
      outcomes,
      quantities: this.watch.outcomes.quantities(outcomes),
      recovery,
      faults: this.faultSpans,
      facts: this.watch.facts(),
      properties,
      expectations: claims.map(({ claim, found, met }) => ({ claim, found, met })),
      notes: [
        ...(this.startNote === null ? [] : [this.startNote]),
        ...this.notes(blocked),
        ...(recovery?.triggers ?? []).flatMap(({ name, from }) =>
          from === null ? [`The trigger ${name} never happened.`] : [],
        ),
      ],
      final: this.finalState(end),
    };
  }

  /** Shared variables and the scenario's named expressions that have a value. */
  private finalState(end: number): Run['final'] {
    const { scenario } = this;
    const ids = idsOf(scenario);
    const scope = { ...this.scope(), now: end };
    const variables = [...scenario.state, ...scenario.fields].map(({ name, type }) => [
      name,
      jsonOf(this.state.shared[name]!, type, ids),
    ]);
    const named = scenario.lets.flatMap(({ name, process, is }) => {
      const lacks = measuresOf(is).some((measure) => Number.isNaN(scope.measures[measure]!));
      const value = process !== null || lacks ? null : valueOrNull(is, scope);
      return value === null ? [] : [[name, jsonOf(value, is.type, ids)]];
    });
    return Object.fromEntries([...variables, ...named]);
  }

  /**
   * True if an upcoming event could change the state. Requests can change it only if an instance waits for them or for
   * a measure.
   */
  private canGoOn(): boolean {
    const calling = this.instances.some(({ call }) => call !== null);
    const measuring =
      this.instances.some((instance) => this.waitsForMeasure(instance)) ||
      this.scenario.faults.some(
        (fault) => fault.when !== null && dependsOnMeasure(fault.when) && !this.startedFaults.has(fault),
      );
    return this.events.some(({ rank, valid, mayAnswer }) => {
      if (!valid()) return false;
      if (rank === 'load') return measuring;
      return rank === 'service' || rank === 'timeout' ? measuring || (calling && mayAnswer()) : true;
    });
  }

  /** True if the instance's step, or the rest of its atomic group, reads a measure. */
  private waitsForMeasure(instance: Instance): boolean {
    const { steps } = instance.process;
    const step = steps[this.stepOf(instance)];
    if (step === undefined || instance.down > 0) return false;
    const members = steps.filter((one) => one === step || (step.group !== null && one.group === step.group));
    return members.some(({ branches, group }) =>
      branches.some((branch) => readsMeasure(branch, group !== null)),
    );
  }

  private isBlocked(instance: Instance): boolean {
    if (instance.down > 0) return false;
    const step = instance.process.steps[this.stepOf(instance)];
    if (step === undefined || (instance.process.loop.kind !== 'none' && step.index === 0)) return false;
    return !step.mayWait && step.branches.every(({ at }) => at === null);
  }

  private notes(blocked: readonly Instance[]): string[] {
    const late = this.instances.flatMap((instance) => {
      const step = instance.process.steps[this.stepOf(instance)];
      return (step?.branches ?? []).flatMap(({ at }, i) =>
        at === null || instance.due.has(i) || (step!.rolls && !instance.allowed!.includes(step!.branches[i]!))
          ? []
          : [
              `${instance.id} never ran "${step!.id.replaceAll('_', ' ')}" (${at.text}): its condition never became true.`,
            ],
      );
    });
    if (blocked.length === 0) return late;
    const where = blocked.slice(0, 5).map((instance) => {
      const { id } = instance.process.steps[this.stepOf(instance)]!;
      return `${instance.id} at "${id.replaceAll('_', ' ')}"`;
    });
    return [...late, `Nothing more could happen. Still waiting: ${where.join(', ')}.`];
  }
}

/** True if a branch waits for a condition that reads a measure, or if its group waits for a value that reads one. */
function readsMeasure({ exits, when, receive, choose, set, send }: Branch, grouped: boolean): boolean {
  const waits = [
    ...exits.map(({ test }) => test),
    when,
    receive?.where ?? null,
    ...choose.map(({ from }) => from),
    ...(grouped ? set.flatMap(({ key, value }) => [key, value]) : []),
    ...(grouped ? send.flatMap(({ to, body }) => [to, ...body]) : []),
  ];
  return waits.some((expr) => expr !== null && dependsOnMeasure(expr));
}
