import type { Model } from '../../model/model.ts';
import type { Expr, Value } from '../../scenario/ast/expr.ts';
import type { Type } from '../../scenario/ast/types.ts';
import type { SearchLayout } from '../space/search-state.ts';
import { Expressions } from './expressions.ts';
import { Mailbox } from './mailboxes.ts';
import { Names } from './names.ts';
import type { Vocabulary } from './scope.ts';
import { Seen } from './seen.ts';
import { cellOf, direct, type Place, type Shape, Storage } from './storage.ts';
import { binary, or } from './terms.ts';
import { statementsOf, store, Temporaries, type Write } from './writes.ts';

/** The values of all variables in all states. */
export interface SeenStates {
  /** True if the search was complete. */
  readonly whole: boolean;
  readonly slots: readonly Seen[];
  /** For each process that receives messages. */
  readonly mail: ReadonlyMap<number, { readonly longest: number; readonly fields: readonly Seen[] }>;
}

/** Names and variables of a Promela file. */
export class Translation {
  readonly model: Model;
  readonly layout: SearchLayout;
  readonly names = new Names();
  readonly storage: Storage;
  readonly temporaries: Temporaries;
  readonly mailboxes = new Map<number, Mailbox>();
  readonly expressions: Expressions;
  /** Definitions of constants: steps and members of enums. */
  readonly constants: string[] = [];
  /** For each fault, its phase: 0 before, 1 active, 2 over. */
  readonly phases: readonly Shape[];
  private readonly restored: readonly (readonly Saved[])[];
  /** For sets and maps, the largest integer in them. */
  private readonly elements = new Map<string, number>();
  private readonly variables = new Map<string, Shape>();
  private readonly locals = new Map<string, Shape>();
  private readonly steps = new Map<string, Shape>();
  private readonly stepNames = new Map<string, readonly string[]>();
  private readonly enums = new Map<string, readonly string[]>();
  private readonly strings: string[] = [];

  constructor(model: Model, layout: SearchLayout, seen: SeenStates) {
    this.model = model;
    this.layout = layout;
    const { scenario } = model;
    this.storage = new Storage(this.names, (name) => model.layout.blockOf.get(name)!.size);
    this.temporaries = new Temporaries(this.storage);
    for (const { name, type, init, span } of [...scenario.state, ...scenario.fields]) {
      const slot = model.layout.state.get(name)!;
      if (seen.whole) this.elements.set(name, seen.slots[slot]!.part(0).high);
      this.variables.set(
        name,
        this.storage.declare(name, type, seen.slots[slot]!, {
          initial: [this.plain(initOf(init, type), type)],
          span,
        }),
      );
    }
    for (const { name, steps, locals, instances, index } of scenario.processes) {
      if (steps.length === 0) continue;
      const { base, stride } = model.layout.blocks[index]!;
      this.stepNames.set(
        name,
        [...steps.map(({ id }) => id), 'end'].map((id, i) => {
          const step = this.names.unique(`${name}_at_${id}`);
          this.constants.push(`#define ${step} ${i}`);
          return step;
        }),
      );
      this.steps.set(name, this.storage.cell(`${name}_step`, 'byte', [instances.length], [0]));
      for (const [i, { name: local, type, init, span }] of locals.entries()) {
        const all = new Seen();
        for (let one = 0; one < instances.length; one++) all.merge(seen.slots[base + one * stride + 1 + i]!);
        if (seen.whole) this.elements.set(`${name}.${local}`, all.part(0).high);
        this.locals.set(
          `${name}.${local}`,
          this.storage.declare(`${name}_${local}`, type, all, {
            dims: [instances.length],
            initial: [this.plain(initOf(init, type), type)],
            span,
          }),
        );
      }
    }
    if (model.init !== null) this.storage.lines.push('bool started_;');
    this.phases = scenario.faults.map(({ id }) => this.storage.cell(`fault_${id}`, 'byte', [], [0]));
    for (const [process, mail] of seen.mail) {
      this.mailboxes.set(process, new Mailbox(model, process, mail, this.storage, this.names));
    }
    this.restored = layout.restored
      .map((variables, fault) =>
        variables.map(({ slot, written }) => {
          const { name } = model.layout.slots[slot]!;
          const { id } = scenario.faults[fault]!;
          const { type, init, span } = [...scenario.state, ...scenario.fields].find(
            (one) => one.name === name,
          )!;
          const value = [this.plain(initOf(init, type), type)];
          const to: Place = {
            shape: this.storage.declare(`${name}_before_${id}`, type, seen.slots[slot]!, {
              initial: value,
              span,
            }),
            indices: [],
          };
          const flag = written < 0 ? null : this.storage.cell(`${name}_written_in_${id}`, 'bool', [], [0]);
          return {
            name,
            from: this.variable(name),
            to,
            written: flag === null ? null : direct(cellOf({ shape: flag, indices: [] })),
            span,
            type,
            init,
          };
        }),
      )
      .map((all) =>
        all.map(({ span, type, init, ...one }) => ({
          ...one,
          reset: () => store(this.expressions.literal(init, type, span), one.to, span),
        })),
      );
    const vocabulary: Vocabulary = {
      processes: scenario.processes,
      variable: (name) => ({ shape: this.variables.get(name)!, indices: [] }),
      local: (process, name, index) => ({ shape: this.locals.get(`${process}.${name}`)!, indices: [index] }),
      step: (process, index) => this.step(process, index),
      member: (type, index) => this.member(type, index),
      stepName: (process, step) => this.stepName(process, step),
      largest: (expr, owner) => this.largest(expr, owner),
      string: (text) => this.string(text),
    };
    this.expressions = new Expressions(vocabulary);
  }

  private largest(expr: Expr, owner: string | null): number | null {
    if (expr.op === 'state') return this.elements.get(expr.name) ?? null;
    if (expr.op === 'local') return this.elements.get(`${owner}.${expr.name}`) ?? null;
    if (expr.op !== 'record' || expr.field.kind !== 'local') return null;
    return this.elements.get(`${expr.process}.${expr.field.name}`) ?? null;
  }

  variable(name: string): Place {
    return { shape: this.variables.get(name)!, indices: [] };
  }

  local(process: string, name: string, index: string): Place {
    return { shape: this.locals.get(`${process}.${name}`)!, indices: [index] };
  }

  step(process: string, index: string): Place {
    return { shape: this.steps.get(process)!, indices: [index] };
  }

  stepName(process: string, step: number): string {
    return this.stepNames.get(process)![step]!;
  }

  private member(type: Type & { kind: 'enum' }, index: number): string {
    const process = this.model.scenario.processes.find(
      ({ steps }) =>
        steps.length + 1 === type.members.length && steps.every(({ id }, i) => id === type.members[i]),
    );
    if (process !== undefined && type.members.at(-1) === 'end') return this.stepName(process.name, index);
    const key = type.members.join();
    let names = this.enums.get(key);
    if (names === undefined) {
      names = type.members.map((name, i) => {
        const unique = this.names.unique(`is_${name}`);
        this.constants.push(`#define ${unique} ${i}`);
        return unique;
      });
      this.enums.set(key, names);
    }
    return names[index]!;
  }

  private string(text: string): number {
    const known = this.strings.indexOf(text);
    return known < 0 ? this.strings.push(text) - 1 : known;
  }

  /** A value in which numbers stand for strings. */
  private plain(value: Value, type: Type): Value {
    if (type.kind === 'string') return this.string(value as string);
    if (!Array.isArray(value)) return value;
    return value.map((item, i) => {
      if (type.kind === 'record') return this.plain(item, type.fields[i]!.type);
      if (type.kind === 'map') return [this.plain(item[0], type.key), this.plain(item[1], type.of)];
      return type.kind === 'list' || type.kind === 'set' ? this.plain(item, type.of) : item;
    });
  }

  phase(fault: number): string {
    return direct(cellOf({ shape: this.phases[fault]!, indices: [] }));
  }

  /** True while an active fault takes a process down. */
  down(process: string): string {
    return or(
      ...this.model.scenario.faults.flatMap(({ down }, i) =>
        down.includes(process) ? [binary(this.phase(i), '==', '1')] : [],
      ),
    );
  }

  /** What a fault restores when it ends. */
  saved(fault: number): readonly Saved[] {
    return this.restored[fault] ?? [];
  }

  /** Statements after a step has written a variable that an active fault would restore. */
  written(fault: number, name: string): string[] {
    const one = this.saved(fault).find((saved) => saved.name === name);
    if (one === undefined || one.written === null) return [];
    const kept = [...statementsOf(one.reset(), this.temporaries), `${one.written} = true;`];
    return [`if :: ${this.phase(fault)} == 1 -> ${kept.join(' ')} :: else fi;`];
  }
}

/** A variable that a fault sets and restores. */
interface Saved {
  readonly name: string;
  readonly from: Place;
  /** The value before the fault. */
  readonly to: Place;
  /** True if a step has written the variable since; null if no step does. */
  readonly written: string | null;
  /** Resets the saved value, which keeps equal states equal. */
  readonly reset: () => readonly Write[];
}

function initOf(init: Value, type: Type): Value {
  return type.kind === 'timer' ? Number((init as number) > 0) : init;
}
