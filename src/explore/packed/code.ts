import { burnsFuel } from '../../model/generate.ts';
import type { BranchModel, Model } from '../../model/model.ts';
import type { Branch, Process, Target } from '../../scenario/ast/scenario.ts';
import { mayFail } from '../space/fault-moves.ts';
import { restoredIn } from '../space/search-state.ts';
import { isMeasured } from '../space/unmeasured.ts';
import type { Emitter, Words, Writes } from './emitter.ts';
import { environmentMoves } from './faults.ts';
import { type MessageTable, postCode, receiveCode, type SentMessages, sendCode } from './messages.ts';

/**
 * Limits on code size: the total number of branches of all instances, and that number times the size of the largest
 * process.
 */
const MAX_BRANCHES = 2000;
const MAX_TERMS = 100_000;

/** V8 doesn't optimize functions longer than this, so long functions are split. */
const MAX_FUNCTION_LENGTH = 24_000;

/**
 * True if code can be generated for a model. Models with a very large number of instances use the plain search
 * instead.
 */
export function canBePacked({ scenario }: Model): boolean {
  const branches = scenario.processes.reduce((sum, { instances, steps }) => {
    return sum + instances.length * steps.flatMap((step) => step.branches).length;
  }, 0);
  const largest = Math.max(1, ...scenario.processes.map(({ instances }) => instances.length));
  return branches <= MAX_BRANCHES && branches * largest <= MAX_TERMS;
}

/**
 * Generates code for all moves from a state.
 * @param local for each step in each process, true if it is local; null if no step is
 */
export function expansion(code: PackedCode, local: readonly (readonly boolean[])[] | null): Expansion {
  const first = local === null ? [] : localMoveCode(code, local);
  const instances = code.instances();
  const environment = environmentMoves(code.emitter);
  const stuck = stuckCode(code);
  const localMoves = first.join('\n');
  const whole = [...instances.map(switchCode), ...environment].join('\n');
  if (localMoves.length + whole.length <= MAX_FUNCTION_LENGTH)
    return { functions: '', localMoves, body: whole, stuck };
  const functions: string[] = [];
  const outline = (text: string): string => {
    const name = `f${functions.length}`;
    functions.push(`function ${name}(current,q){const base=current*W;${wordsIn(text)}${text}return q;}`);
    return `q=${name}(current,q);`;
  };
  const parts = instances.map((one) => {
    const text = switchCode(one);
    if (text.length <= MAX_FUNCTION_LENGTH) return outline(text);
    return switchCode({ ...one, cases: one.cases.map(outline) });
  });
  const body = [...parts, ...environment.map(outline)].join('\n');
  return { functions: functions.join('\n'), localMoves, body, stuck };
}

/** Code for the loop that makes all moves from each state, and for the functions that it calls. */
export interface Expansion {
  readonly functions: string;
  /** Code for local steps. If all successors of a local step are new, the other moves aren't explored. */
  readonly localMoves: string;
  readonly body: string;
  /** Code that evaluates to true if an instance is blocked anywhere other than its end or the first step of a loop. */
  readonly stuck: string;
}

/** Code that explores only one instance's moves if the instance is at a local step whose successors are all new. */
function localMoveCode(code: PackedCode, local: readonly (readonly boolean[])[]): string[] {
  const { emitter } = code;
  const { scenario, layout } = emitter.context.model;
  return scenario.processes.flatMap((process) => {
    const steps = process.steps.flatMap((_, step) => (local[process.index]![step] === true ? [step] : []));
    if (steps.length === 0) return [];
    return process.instances.map((_, instance) => {
      const { base, stride } = layout.blocks[process.index]!;
      const pc = emitter.raw(emitter.start, base + instance * stride);
      const cases = steps.map((step) => `case ${step}:${code.stepCode({ process, instance, step })}break;`);
      const here = steps.map((step) => `${pc}===${step}`).join('||');
      return `if(${here}){if(q>0)q=flush(q);switch(${pc}){${cases.join('\n')}}if(q>0){if(unknown(q))break moves;q=0;}}`;
    });
  });
}

function switchCode({ at, cases }: InstanceCode): string {
  const all = cases.map((text, i) => `case ${i}:${text}break;`);
  return `switch(${at}){${all.join('\n')}}`;
}

/** Declares the words that a piece of code reads, for a state at an offset in an array. */
export function wordsIn(text: string, array = 'states', at = 'base'): string {
  const used = new Set([...text.matchAll(/\ba(\d+)\b/g)].map(([, index]) => Number(index)));
  return [...used]
    .sort((a, b) => a - b)
    .map((i) => `const a${i}=${array}[${at}+${i}];`)
    .join('');
}

function stuckCode({ emitter }: PackedCode): string {
  const { scenario, layout } = emitter.context.model;
  if (scenario.exploring.deadlockAllowed) return 'false';
  const waiting = scenario.processes.flatMap((process) => {
    const down = emitter.downTest(emitter.start, process.name);
    const { base, stride } = layout.blocks[process.index]!;
    const idle = [
      process.steps.length,
      ...process.steps.flatMap(({ mayWait }, step) =>
        mayWait || (step === 0 && process.loop.kind !== 'none') ? [step] : [],
      ),
    ];
    const all = process.instances.map((_, i) => {
      const pc = emitter.raw(emitter.start, base + i * stride);
      return `(${idle.map((step) => `${pc}!==${step}`).join('&&')})`;
    });
    return [`${down === null ? '' : `!${down}&&`}(${all.join('||')})`];
  });
  return waiting.length === 0 ? 'false' : waiting.join('||');
}

/**
 * Generates the moves from a state as JavaScript over its words `a0, a1, ...`: each enabled branch of each instance
 * adds its successor states to the batch. These are the same moves as in `movesFrom`, in the same order.
 */
export class PackedCode {
  readonly emitter: Emitter;
  private readonly messageTable: MessageTable;

  constructor(emitter: Emitter, messageTable: MessageTable) {
    this.emitter = emitter;
    this.messageTable = messageTable;
  }

  /** Code that evaluates to true if a condition on the whole state holds. */
  condition(kind: 'invariants' | 'reachable', index: number, words = this.emitter.start): string {
    this.emitter.enter(null, 0, words);
    return this.emitter.generator.code(this.emitter.context.model.scenario[kind][index]!.is);
  }

  /** Code for each instance's moves, in order. An instance that is down has no moves. */
  instances(): InstanceCode[] {
    const { emitter } = this;
    const { scenario, layout } = emitter.context.model;
    return scenario.processes.flatMap((process) =>
      process.instances.map((_, instance): InstanceCode => {
        const { base, stride } = layout.blocks[process.index]!;
        const pc = emitter.raw(emitter.start, base + instance * stride);
        const down = emitter.downTest(emitter.start, process.name);
        return {
          process: process.index,
          at: down === null ? pc : `(${down}?-1:${pc})`,
          cases: process.steps.map((_step, step) => this.stepCode({ process, instance, step })),
        };
      }),
    );
  }

  /** Code for an instance's moves at a step. */
  stepCode(location: Location): string {
    return this.step(location, { words: this.emitter.start, sent: null, between: [], looped: false });
  }

  private step(location: Location, partial: PartialTransition): string {
    return location.process.steps[location.step]!.branches.map((branch, i) => {
      const model = this.modelOf(location, i);
      return model.possible ? this.branch(location, branch, model, partial) : '';
    }).join('');
  }

  private modelOf({ process, step }: Location, branch: number): BranchModel {
    return this.emitter.context.model.processes[process.index]!.steps[step]![branch]!;
  }

  private expression(
    location: Location,
    words: Words,
    generate: (generator: Emitter['generator']) => string,
  ): string {
    this.emitter.enter(location.process, location.instance, words);
    return generate(this.emitter.generator);
  }

  private branch(location: Location, branch: Branch, model: BranchModel, partial: PartialTransition): string {
    const { words } = partial;
    let code = '';
    let closing = '';
    for (const [i, { test, to }] of branch.exits.entries()) {
      const writes = this.emitter.moveWrites(location.process, location.instance, to);
      const leave = this.after(location, to, partial, writes);
      // A condition on a measure can be true or false, so both cases are explored.
      if (isMeasured(model.exits[i]!)) code += `{${leave}}`;
      else {
        code += `if(${this.expression(location, words, (generator) => generator.code(test))}){${leave}}else{`;
        closing += '}';
      }
    }
    const { when } = branch;
    const test =
      when === null || isMeasured(model.when!)
        ? 'true'
        : this.expression(location, words, (generator) => generator.code(when));
    const fire = `${this.fire(location, branch, partial)}${this.failure(location, branch, partial)}`;
    const all = `${code}if(${test}){${fire}}${closing}`;
    return burnsFuel(all) ? `R.refuel();${all}` : all;
  }

  /** Code for a failed call. */
  private failure(
    { process, instance }: Location,
    { call }: Branch,
    { words, looped }: PartialTransition,
  ): string {
    if (call === null || !mayFail(this.emitter.context.model, call.edge)) return '';
    const writes = this.emitter.moveWrites(process, instance, call.failTo);
    return this.emitter.add(this.emitter.applyWrites(words, writes), looped);
  }

  /**
   * Nested loops over messages and choices that contain the sends, the assignments, the move, and the rest of the
   * group.
   */
  private fire(location: Location, branch: Branch, partial: PartialTransition): string {
    const { emitter } = this;
    const writes: Writes = new Map();
    const names: string[] = [];
    const slots = new Map<string, number>();
    let open = '';
    let close = '';
    if (branch.receive !== null) {
      emitter.enter(location.process, location.instance, partial.words);
      const receive = receiveCode(
        emitter,
        location.process,
        location.instance,
        branch.receive,
        partial.words,
      );
      if (receive === null) return '';
      open += receive.open;
      close += '}';
      writes.set(receive.slot, receive.rest);
      slots.set(branch.receive.as, names.push(receive.values) - 1);
    }
    for (const { name, from } of branch.choose) {
      const variable = emitter.freshName('k');
      const items =
        from.type.kind === 'process'
          ? `R.range(0,${emitter.context.model.layout.blockOf.get(from.type.process)!.size},0)`
          : this.expression(location, partial.words, (generator) => generator.code(from, slots));
      slots.set(name, names.push(variable) - 1);
      open += `for(const ${variable} of ${items}){const v=[${names.join(',')}];`;
      close += '}';
    }
    const inner = { ...partial, looped: partial.looped || names.length > 0 };
    return `${open}${this.effects(location, branch, inner, slots, writes)}${close}`;
  }

  private effects(
    location: Location,
    branch: Branch,
    partial: PartialTransition,
    variables: ReadonlyMap<string, number>,
    writes: Writes,
  ): string {
    const { process, instance } = location;
    const { emitter, messageTable } = this;
    emitter.enter(process, instance, partial.words);
    const send =
      branch.send.length === 0
        ? { open: '', close: '', sent: partial.sent }
        : sendCode(emitter, messageTable, process, instance, branch.send, partial.sent, variables);
    const assigned = this.assignments(location, branch, partial.words, variables);
    for (const [slot, code] of assigned.writes) writes.set(slot, code);
    for (const [slot, code] of emitter.moveWrites(process, instance, branch.next)) writes.set(slot, code);
    const rest = this.after(location, branch.next, { ...partial, sent: send.sent }, writes);
    return `${send.open}${assigned.code}${rest}${send.close}`;
  }

  private assignments(
    { process, instance }: Location,
    { set }: Branch,
    words: Words,
    variables: ReadonlyMap<string, number>,
  ): { code: string; writes: Writes } {
    const { emitter } = this;
    const { layout } = emitter.context.model;
    const block = layout.blocks[process.index]!;
    let code = '';
    const values = new Map<number, string>();
    const writes: Writes = new Map();
    emitter.enter(process, instance, words);
    for (const { target, name, key, value, span } of set) {
      const slot =
        target === 'state'
          ? layout.state.get(name)!
          : block.base + instance * block.stride + block.offsets.get(name)!;
      const result = emitter.freshName('n');
      const plain = emitter.generator.code(value, variables);
      if (key === null) code += `const ${result}=${plain};`;
      else {
        const old = values.get(slot) ?? emitter.value(words, slot);
        const isMap = layout.slots[slot]!.type.kind === 'map';
        const site = emitter.generator.sites.push(span) - 1;
        code += `const ${result}=R.replace(${old},${emitter.generator.code(key, variables)},${plain},${isMap},${site});`;
      }
      values.set(slot, result);
      writes.set(slot, emitter.encode(slot, key === null && isLiteral(plain) ? plain : result, span));
    }
    this.keepWritten([...values.keys()], words, writes);
    return { code, writes };
  }

  /** Marks the slots that a step writes, so that they aren't restored when a fault ends. */
  private keepWritten(slots: readonly number[], words: Words, writes: Writes): void {
    const { emitter } = this;
    const { searchLayout } = emitter.context;
    for (const { fault, variable } of restoredIn(searchLayout, slots)) {
      const { before, written } = variable;
      const isActive = `${emitter.raw(words, searchLayout.faults[fault]!)}===1`;
      writes.set(written, `(${isActive}?1:0)`);
      writes.set(before, `(${isActive}?${emitter.initial(before)}:${emitter.raw(words, before)})`);
    }
  }

  /** The rest of an atomic group, or the resulting state if there is nothing left in the group. */
  private after(
    { process, instance, step }: Location,
    to: Target,
    partial: PartialTransition,
    writes: Writes,
  ): string {
    const { emitter } = this;
    const { group } = process.steps[step]!;
    const inside =
      group !== null && typeof to === 'number' && to > step && process.steps[to]!.group === group;
    if (!inside) return this.complete(partial, writes);
    let code = '';
    const words = emitter.applyWrites(partial.words, writes).map((word, i) => {
      if (word === partial.words[i]) return word;
      const name = emitter.freshName('w');
      code += `const ${name}=${word};`;
      return name;
    });
    const between = [...partial.between, words];
    return `{${code}${this.step({ process, instance, step: to }, { ...partial, words, between })}}`;
  }

  private complete({ words, sent, between, looped }: PartialTransition, writes: Writes): string {
    // States between members are checked only if the group completes.
    const inside = between.flatMap((layer) =>
      this.emitter.context.model.scenario.invariants.map(
        (_, i) => `if(inside[${i}]<0&&!(${this.condition('invariants', i, layer)}))inside[${i}]=current;`,
      ),
    );
    if (sent === null)
      return inside.join('') + this.emitter.add(this.emitter.applyWrites(words, writes), looped);
    return inside.join('') + postCode(this.emitter, this.messageTable, sent, words, writes, looped);
  }
}

/** An instance and its step. */
interface Location {
  readonly process: Process;
  readonly instance: number;
  readonly step: number;
}

/** A partial transition: its state, its messages, and the states between the members of its group. */
interface PartialTransition {
  readonly words: Words;
  readonly sent: SentMessages | null;
  readonly between: readonly Words[];
  /** True inside a loop. */
  readonly looped: boolean;
}

/** Code for one instance's moves. `at` is its program counter, and `cases` contains the moves at each step. */
interface InstanceCode {
  readonly process: number;
  readonly at: string;
  readonly cases: readonly string[];
}

function isLiteral(code: string): boolean {
  return /^(\d+|true|false)$/.test(code);
}
