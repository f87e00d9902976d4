import type { BranchModel, Model } from '../../model/model.ts';
import type { Branch, Process, Target } from '../../scenario/ast/scenario.ts';
import { mayFail } from '../space/fault-moves.ts';
import { isMeasured } from '../space/unmeasured.ts';
import type { Emitter, Words, Writes } from './emitter.ts';
import { worldMoves } from './faults.ts';
import { letters, type MessageTable, posting, receiving, type Sent } from './messages.ts';

/** Most pieces of code (branches of all instances), and most of them times the members of the largest process. */
const MOST_PIECES = 2000;
const MOST_TERMS = 100_000;

/** True if a model's moves can be written out: one with very many instances is searched by the plain way. */
export function canBePacked({ scenario }: Model): boolean {
  const pieces = scenario.processes.reduce((sum, { instances, steps }) => {
    return sum + instances.length * steps.flatMap((step) => step.branches).length;
  }, 0);
  const largest = Math.max(1, ...scenario.processes.map(({ instances }) => instances.length));
  return pieces <= MOST_PIECES && pieces * largest <= MOST_TERMS;
}

/** An instance and its step, whose code is being written. */
interface Place {
  readonly process: Process;
  readonly instance: number;
  readonly step: number;
}

/** What a transition has come to: its state, what it has sent, and the states between the members of its group. */
interface Under {
  readonly words: Words;
  readonly sent: Sent | null;
  readonly between: readonly Words[];
  /** The code stands within a loop. */
  readonly looped: boolean;
}

/** Code of what one instance can do: `cases` by the place in its program, which `at` gives. */
interface InstanceCode {
  readonly process: number;
  readonly at: string;
  readonly cases: readonly string[];
}

/**
 * Writes the moves from a state as JavaScript over its words `a0, a1, ...`: each enabled branch of each instance adds
 * the states behind it to the batch. They come in the order of `movesFrom`, and mean the same.
 */
export class PackedCode {
  readonly writing: Emitter;
  private readonly office: MessageTable;

  constructor(writing: Emitter, office: MessageTable) {
    this.writing = writing;
    this.office = office;
  }

  /** Code that is true if a condition over the whole state holds. */
  condition(kind: 'invariants' | 'reachable', index: number, words = this.writing.start): string {
    this.writing.enter(null, 0, words);
    return this.writing.generator.code(this.writing.context.model.scenario[kind][index]!.is);
  }

  /** Code of what each instance can do, in order; one that is down can do nothing. */
  instances(): InstanceCode[] {
    const { writing } = this;
    const { scenario, layout } = writing.context.model;
    return scenario.processes.flatMap((process) =>
      process.instances.map((_, instance): InstanceCode => {
        const { base, stride } = layout.blocks[process.index]!;
        const pc = writing.raw(writing.start, base + instance * stride);
        const down = writing.down(writing.start, process.name);
        return {
          process: process.index,
          at: down === null ? pc : `(${down}?-1:${pc})`,
          cases: process.steps.map((_step, step) => this.stepCode({ process, instance, step })),
        };
      }),
    );
  }

  /** Code of what an instance can do at a step. */
  stepCode(place: Place): string {
    const under: Under = { words: this.writing.start, sent: null, between: [], looped: false };
    return this.step(place, under);
  }

  private step(place: Place, under: Under): string {
    return place.process.steps[place.step]!.branches.map((branch, i) =>
      this.branch(place, branch, this.modelOf(place, i), under),
    ).join('');
  }

  private modelOf({ process, step }: Place, branch: number): BranchModel {
    return this.writing.context.model.processes[process.index]!.steps[step]![branch]!;
  }

  private expression(place: Place, words: Words, write: (generator: Emitter['generator']) => string): string {
    this.writing.enter(place.process, place.instance, words);
    const code = write(this.writing.generator);
    return code;
  }

  private branch(place: Place, branch: Branch, model: BranchModel, under: Under): string {
    const { words } = under;
    let code = '';
    let closing = '';
    for (const [i, { test, to }] of branch.exits.entries()) {
      const writes = this.writing.moveWrites(place.process, place.instance, to);
      const leave = this.after(place, to, under, writes);
      // A condition over a measure may be true or false: both ways are open.
      if (isMeasured(model.exits[i]!)) code += `{${leave}}`;
      else {
        code += `if(${this.expression(place, words, (generator) => generator.code(test))}){${leave}}else{`;
        closing += '}';
      }
    }
    const { when } = branch;
    const open =
      when === null || isMeasured(model.when!)
        ? 'true'
        : this.expression(place, words, (generator) => generator.code(when));
    const fire = `${this.fire(place, branch, under)}${this.failure(place, branch, under)}`;
    const all = `${code}if(${open}){${fire}}${closing}`;
    return /\bR\.(?!(int|double|micros)\()/.test(all) ? `R.refuel();${all}` : all;
  }

  /** A call that fails leads elsewhere. */
  private failure({ process, instance }: Place, { call }: Branch, { words, looped }: Under): string {
    if (call === null || !mayFail(this.writing.context.model, call.asks)) return '';
    const writes = this.writing.moveWrites(process, instance, call.failTo);
    return this.writing.add(this.writing.behind(words, writes), looped);
  }

  /** The message and choices as nested loops, then what is sent and set, the move, and the rest of the group. */
  private fire(place: Place, branch: Branch, under: Under): string {
    const { writing } = this;
    const writes: Writes = new Map();
    const names: string[] = [];
    const slots = new Map<string, number>();
    let open = '';
    let close = '';
    if (branch.receive !== null) {
      this.writing.enter(place.process, place.instance, under.words);
      const receipt = receiving(writing, place.process, place.instance, branch.receive, under.words);
      if (receipt === null) return '';
      open += receipt.open;
      close += '}';
      writes.set(receipt.slot, receipt.rest);
      slots.set(branch.receive.as, names.push(receipt.values) - 1);
    }
    for (const { name, from } of branch.choose) {
      const variable = writing.fresh('k');
      const items =
        from.type.kind === 'process'
          ? `R.range(0,${writing.context.model.layout.blockOf.get(from.type.process)!.size},0)`
          : this.expression(place, under.words, (generator) => generator.code(from, slots));
      slots.set(name, names.push(variable) - 1);
      open += `for(const ${variable} of ${items}){const v=[${names.join(',')}];`;
      close += '}';
    }
    const inner = { ...under, looped: under.looped || names.length > 0 };
    return `${open}${this.effects(place, branch, inner, slots, writes)}${close}`;
  }

  private effects(
    place: Place,
    branch: Branch,
    under: Under,
    variables: ReadonlyMap<string, number>,
    writes: Writes,
  ): string {
    const { process, instance } = place;
    const { writing } = this;
    writing.enter(process, instance, under.words);
    const post =
      branch.send.length === 0
        ? { open: '', close: '', sent: under.sent }
        : letters(writing, this.office, process, instance, branch.send, under.sent, variables);
    const assigned = this.assignments(place, branch, under.words, variables);
    for (const [slot, code] of assigned.writes) writes.set(slot, code);
    for (const [slot, code] of writing.moveWrites(process, instance, branch.next)) writes.set(slot, code);
    const rest = this.after(place, branch.next, { ...under, sent: post.sent }, writes);
    return `${post.open}${assigned.code}${rest}${post.close}`;
  }

  private assignments(
    { process, instance }: Place,
    { set }: Branch,
    words: Words,
    variables: ReadonlyMap<string, number>,
  ): { code: string; writes: Writes } {
    const { writing } = this;
    const { layout } = writing.context.model;
    const block = layout.blocks[process.index]!;
    let code = '';
    const values = new Map<number, string>();
    const writes: Writes = new Map();
    writing.enter(process, instance, words);
    for (const { target, name, key, value, span } of set) {
      const slot =
        target === 'state'
          ? layout.state.get(name)!
          : block.base + instance * block.stride + block.offsets.get(name)!;
      const result = writing.fresh('n');
      const plain = writing.generator.code(value, variables);
      if (key === null) code += `const ${result}=${plain};`;
      else {
        const old = values.get(slot) ?? writing.value(words, slot);
        const isMap = layout.slots[slot]!.type.kind === 'map';
        const site = writing.generator.sites.push(span) - 1;
        code += `const ${result}=R.replace(${old},${writing.generator.code(key, variables)},${plain},${isMap},${site});`;
      }
      values.set(slot, result);
      writes.set(slot, writing.encode(slot, key === null && isLiteral(plain) ? plain : result, span));
    }
    return { code, writes };
  }

  /** The rest of an atomic group, if there is one, or the state behind all of it. */
  private after({ process, instance, step }: Place, to: Target, under: Under, writes: Writes): string {
    const { writing } = this;
    const { group } = process.steps[step]!;
    const inside =
      group !== null && typeof to === 'number' && to > step && process.steps[to]!.group === group;
    if (!inside) return this.complete(under, writes);
    let code = '';
    const words = writing.behind(under.words, writes).map((word, i) => {
      if (word === under.words[i]) return word;
      const name = writing.fresh('w');
      code += `const ${name}=${word};`;
      return name;
    });
    const between = [...under.between, words];
    return `{${code}${this.step({ process, instance, step: to }, { ...under, words, between })}}`;
  }

  private complete({ words, sent, between, looped }: Under, writes: Writes): string {
    // The group is complete: the states between its members were there for an instant.
    const inside = between.flatMap((layer) =>
      this.writing.context.model.scenario.invariants.map(
        (_, i) => `if(inside[${i}]<0&&!(${this.condition('invariants', i, layer)}))inside[${i}]=current;`,
      ),
    );
    if (sent === null) return inside.join('') + this.writing.add(this.writing.behind(words, writes), looped);
    return inside.join('') + posting(this.writing, this.office, sent, words, writes, looped);
  }
}

function isLiteral(code: string): boolean {
  return /^(\d+|true|false)$/.test(code);
}

/** Code of the moves of a state, as it stands in the loop over states, with functions that it calls. */
export interface Expansion {
  readonly functions: string;
  /** Local steps, whose moves are followed alone if what is behind them is new. */
  readonly alone: string;
  readonly body: string;
  /** Code that is true if somebody waits elsewhere than at the end or at the first step of a loop. */
  readonly stuck: string;
}

/** One function of more code than this is not compiled to fast code: its parts become functions of their own. */
const MOST_INLINE = 24_000;

/**
 * Code of all moves of a state.
 *
 * @param local steps by process that are followed alone where what is behind them is new; null for none
 */
export function expansion(code: PackedCode, local: readonly (readonly boolean[])[] | null): Expansion {
  const first = local === null ? [] : locals(code, local);
  const instances = code.instances();
  const world = worldMoves(code.writing);
  const stuck = stuckCode(code);
  const alone = first.join('\n');
  const whole = [...instances.map(written), ...world].join('\n');
  if (alone.length + whole.length <= MOST_INLINE) return { functions: '', alone, body: whole, stuck };
  const functions: string[] = [];
  const apart = (text: string): string => {
    const name = `f${functions.length}`;
    functions.push(`function ${name}(current,q){const base=current*W;${wordsIn(text)}${text}return q;}`);
    return `q=${name}(current,q);`;
  };
  const parts = instances.map((one) => {
    const text = written(one);
    if (text.length <= MOST_INLINE) return apart(text);
    return written({ ...one, cases: one.cases.map(apart) });
  });
  const body = [...parts, ...world.map(apart)].join('\n');
  return { functions: functions.join('\n'), alone, body, stuck };
}

function written({ at, cases }: InstanceCode): string {
  const all = cases.map((text, i) => `case ${i}:${text}break;`);
  return `switch(${at}){${all.join('\n')}}`;
}

/** Declarations of the words that some code reads, of a state in an array at a place. */
export function wordsIn(text: string, array = 'states', at = 'base'): string {
  const used = new Set([...text.matchAll(/\ba(\d+)\b/g)].map(([, index]) => Number(index)));
  return [...used]
    .sort((a, b) => a - b)
    .map((i) => `const a${i}=${array}[${at}+${i}];`)
    .join('');
}

/** Where an instance is at a local step: its moves alone, if all the states behind them are new. */
function locals(code: PackedCode, local: readonly (readonly boolean[])[]): string[] {
  const { writing } = code;
  const { scenario, layout } = writing.context.model;
  return scenario.processes.flatMap((process) => {
    const steps = process.steps.flatMap((_, step) => (local[process.index]![step] === true ? [step] : []));
    if (steps.length === 0) return [];
    return process.instances.map((_, instance) => {
      const { base, stride } = layout.blocks[process.index]!;
      const pc = writing.raw(writing.start, base + instance * stride);
      const cases = steps.map((step) => `case ${step}:${code.stepCode({ process, instance, step })}break;`);
      const here = steps.map((step) => `${pc}===${step}`).join('||');
      return `if(${here}){if(q>0)q=flush(q);switch(${pc}){${cases.join('\n')}}if(q>0){if(unknown(q))break moves;q=0;}}`;
    });
  });
}

function stuckCode({ writing }: PackedCode): string {
  const { scenario, layout } = writing.context.model;
  const waiting = scenario.processes.flatMap((process) => {
    const down = writing.down(writing.start, process.name);
    const { base, stride } = layout.blocks[process.index]!;
    const idle = [process.steps.length, ...(process.loop.kind === 'none' ? [] : [0])];
    const all = process.instances.map((_, i) => {
      const pc = writing.raw(writing.start, base + i * stride);
      return `(${idle.map((step) => `${pc}!==${step}`).join('&&')})`;
    });
    return [`${down === null ? '' : `!${down}&&`}(${all.join('||')})`];
  });
  return waiting.length === 0 ? 'false' : waiting.join('||');
}
