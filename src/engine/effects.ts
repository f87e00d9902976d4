import type { Model, ProcessModel, Write } from '../model/model.ts';
import { EvaluationError } from '../model/runtime.ts';
import type { Value } from '../scenario/expr.ts';
import type { Target } from '../scenario/scenario.ts';

/** What a transition changed so far: slots with the values they had, in order. It can be taken back. */
export type UndoLog = { slot: number; was: Value }[];

/**
 * A state that remembers what was written to it since the last commit. Both engines change states through this, so
 * that a step means the same in both.
 */
export class StateWriter {
  readonly s: Value[];
  readonly log: UndoLog = [];
  private readonly model: Model;

  constructor(model: Model, s: Value[]) {
    this.model = model;
    this.s = s;
  }

  /** Writes one slot; a bounded int outside its bounds is refused. */
  put(slot: number, value: Value, site: number): void {
    const { bounds, name } = this.model.layout.slots[slot]!;
    if (bounds !== null && ((value as number) < bounds[0] || (value as number) > bounds[1])) {
      const message = `\`${name}\` would become ${String(value)}, outside ${bounds[0]} to ${bounds[1]}`;
      throw new EvaluationError('bounds', site, message);
    }
    if (this.s[slot] === value) return;
    this.log.push({ slot, was: this.s[slot]! });
    this.s[slot] = value;
  }

  /** All assignments of a step: every value is read before any is written. */
  assign(writes: readonly Write[], b: number, now: number, v: readonly Value[]): void {
    const { s } = this;
    const planned = writes.map((write) => ({
      slot: write.shared ? write.at : b + write.at,
      key: write.key === null ? null : write.key(s, b, now, v, s),
      value: write.value(s, b, now, v, s),
      write,
    }));
    for (const { slot, key, value, write } of planned) {
      const next =
        key === null
          ? value
          : this.model.runtime.replace(
              s[slot] as readonly Value[],
              key,
              value,
              write.keyed === 'map',
              write.site,
            );
      this.put(slot, next, write.site);
    }
  }

  /** Moves an instance on. A new round of a loop begins at the first step with fresh locals. */
  move(process: ProcessModel, b: number, target: Target, now: number): void {
    if (target === 'end') this.put(b, process.steps.length, 0);
    else if (target === 'restart') {
      this.put(b, 0, 0);
      this.resetLocals(process, b, now);
    } else this.put(b, target, 0);
  }

  /** Locals as at the start; a timer runs from now. */
  resetLocals(process: ProcessModel, b: number, now: number): void {
    process.process.locals.forEach((local, i) => {
      const init = local.type.kind === 'timer' ? now + (local.init as number) : local.init;
      this.put(b + 1 + i, init, 0);
    });
  }

  /** Slots that were changed between two checkpoints and differ now, with the values they had, in order of first change. */
  changes(since = 0, until = this.log.length): { slot: number; was: Value }[] {
    const first = new Map<number, Value>();
    for (const { slot, was } of this.log.slice(since, until)) if (!first.has(slot)) first.set(slot, was);
    return [...first].filter(([slot, was]) => this.s[slot] !== was).map(([slot, was]) => ({ slot, was }));
  }

  /** Length of the log, to take back what comes after. */
  checkpoint(): number {
    return this.log.length;
  }

  rollback(to: number): void {
    while (this.log.length > to) {
      const { slot, was } = this.log.pop()!;
      this.s[slot] = was;
    }
  }

  commit(): void {
    this.log.length = 0;
  }
}

/** Index of an exit whose condition holds, or -1. */
export function openExit(
  exits: readonly {
    test: (s: readonly Value[], b: number, now: number, v: readonly Value[], o: readonly Value[]) => Value;
  }[],
  s: readonly Value[],
  b: number,
  now: number,
): number {
  return exits.findIndex((exit) => exit.test(s, b, now, [], s) === true);
}
