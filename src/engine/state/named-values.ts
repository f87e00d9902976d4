import type { LetModel, Model } from '../../model/model.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { compareValues } from '../../scenario/ast/value.ts';

/** A named expression whose value differs between two states. */
interface ChangedValue {
  /** `name`, or `instance.name`. */
  readonly name: string;
  readonly let: LetModel;
  readonly from: Value;
  readonly to: Value;
}

/** Limits that keep the work for one event small. */
const MAX_INSTANCES = 100;
const MAX_SLOTS = 20_000;

/**
 * Named expressions (`let`) in traces. Only those that read just variables are traced, because steps, timers and
 * measures also change at other times.
 */
export class NamedValues {
  private readonly model: Model;
  private readonly traced: readonly LetModel[];

  constructor(model: Model) {
    this.model = model;
    this.traced = model.layout.slots.length > MAX_SLOTS ? [] : model.lets.filter(readsOnlyVariables);
  }

  /** Named expressions that changed with the variables, in declaration order. */
  changes(changed: readonly { slot: number; was: Value }[], s: readonly Value[]): ChangedValue[] {
    if (this.traced.length === 0 || changed.length === 0) return [];
    const before = [...s];
    for (const { slot, was } of changed) before[slot] = was;
    const slots = changed.map(({ slot }) => slot);
    return this.traced.flatMap((one) => (this.reads(one, slots) ? this.changesOf(one, before, s) : []));
  }

  /** The scenario's named expressions that have a value at a given time. */
  at(s: readonly Value[], now: number): { let: LetModel; value: Value }[] {
    return this.model.lets.flatMap((one) => {
      const { measures } = this.model.inputs;
      if (one.process >= 0 || one.needs.some((measure) => Number.isNaN(measures[measure]!))) return [];
      const value = this.valueOf(one, s, 0, now);
      return value === null ? [] : [{ let: one, value }];
    });
  }

  private reads({ reads, process }: LetModel, changed: readonly number[]): boolean {
    const { slots, blocks } = this.model.layout;
    return changed.some((slot) => {
      const owner = slots[slot]!.process;
      if (owner < 0) return reads.slots.includes(slot);
      const { base, stride } = blocks[owner]!;
      const offset = (slot - base) % stride;
      return (
        (owner === process && reads.own.includes(offset)) ||
        reads.fields.some(([other, field]) => other === owner && field === offset)
      );
    });
  }

  private changesOf(one: LetModel, before: readonly Value[], after: readonly Value[]): ChangedValue[] {
    const { scenario, layout } = this.model;
    const change = (name: string, b: number): ChangedValue[] => {
      const [from, to] = [this.valueOf(one, before, b), this.valueOf(one, after, b)];
      if (from === null || to === null || compareValues(from, to) === 0) return [];
      return [{ name, let: one, from, to }];
    };
    if (one.process < 0) return change(one.name, 0);
    const { instances, fleet } = scenario.processes[one.process]!;
    if (fleet || instances.length > MAX_INSTANCES) return [];
    const { base, stride } = layout.blocks[one.process]!;
    return instances.flatMap((id, i) => change(`${id}.${one.name}`, base + i * stride));
  }

  /** The value; null if it can't be computed in this state. */
  private valueOf({ value }: LetModel, s: readonly Value[], b: number, now = 0): Value | null {
    try {
      return value(s, b, now, [], s);
    } catch (error) {
      if (error instanceof EvaluationError) return null;
      throw error;
    }
  }
}

function readsOnlyVariables({ reads }: LetModel): boolean {
  const { measures, timers, own, fields } = reads;
  return measures.length === 0 && !timers && !own.includes(0) && fields.every(([, offset]) => offset !== 0);
}
