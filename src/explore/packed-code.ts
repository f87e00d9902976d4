import type { Span } from '../diagnostic/diagnostic.ts';
import { Generator } from '../model/generate.ts';
import type { Block } from '../model/layout.ts';
import type { Model } from '../model/model.ts';
import type { StateAccess } from '../model/state-access.ts';
import type { Branch, Process, Target } from '../scenario/scenario.ts';
import type { Codec } from './codec.ts';

/** Most pieces of code (branches of all instances) that are written out; larger models are searched by the plain way. */
const MOST_PIECES = 400;

/**
 * True if a model's successors can be written out as code over packed words: it has no messages, calls, timers and
 * faults, and is not too large.
 */
export function canBePacked({ scenario, layout }: Model): boolean {
  const branches = scenario.processes.map((process) => process.steps.flatMap((step) => step.branches));
  const pieces = scenario.processes.reduce(
    (sum, process, i) => sum + process.instances.length * branches[i]!.length,
    0,
  );
  return (
    pieces <= MOST_PIECES &&
    scenario.faults.length === 0 &&
    scenario.names.messages.size === 0 &&
    layout.slots.every(({ type }) => type.kind !== 'timer') &&
    branches
      .flat()
      .every((branch) => branch.receive === null && branch.send.length === 0 && branch.call === null)
  );
}

/**
 * Writes the successors of a state as JavaScript over its words `a0, a1, ...`: each enabled branch of each instance
 * ends in a call of `add` with the words of the state behind it. Layers of an atomic group read the words of the layer
 * before (`b0`, `c0`, ...).
 */
export class PackedCode {
  private readonly model: Model;
  private readonly codec: Codec;
  private readonly generator: Generator;
  private readonly access: PackedAccess;
  private next = 0;
  /** Words of the states between the members of the atomic group that is being written. */
  private readonly layers: string[] = [];
  /** Where the text writes a slot, as of the assignment that is being laid out. */
  private readonly spans = new Map<number, Span>();

  constructor(model: Model, codec: Codec) {
    this.model = model;
    this.codec = codec;
    this.access = new PackedAccess(codec);
    this.generator = new Generator(model.scenario, model.layout, this.access);
  }

  /** Places of expressions that can fail, by the site of an `EvaluationError` of this code. */
  get sites(): readonly Span[] {
    return this.generator.sites;
  }

  /** Compiles a text that was made of this object's code. */
  assemble(body: string): unknown {
    return this.generator.assemble(body, this.model.runtime);
  }

  /** Code that is true if a condition over the whole state holds, on the words `a0, a1, ...` or those of a layer. */
  condition(kind: 'invariants' | 'reachable', index: number, words = 'a'): string {
    this.generator.owner = null;
    this.access.words = words;
    return this.generator.code(this.model.scenario[kind][index]!.is);
  }

  /** Code of all moves from a state. */
  moves(): string {
    return this.model.scenario.processes
      .flatMap((process) => process.instances.map((_, instance) => this.instance(process, instance)))
      .join('\n');
  }

  private instance(process: Process, instance: number): string {
    const { base, stride } = this.model.layout.blocks[process.index]!;
    const cases = process.steps.map((_, i) => `case ${i}:${this.step(process, instance, i, 'a')}break;`);
    this.access.words = 'a';
    return `switch(${this.access.read(base + instance * stride)}){${cases.join('\n')}}`;
  }

  private step(process: Process, instance: number, step: number, words: string): string {
    return process.steps[step]!.branches.map((branch) =>
      this.branch(process, instance, step, branch, words),
    ).join('');
  }

  private enter(process: Process, instance: number, words: string): void {
    this.generator.owner = process.name;
    this.access.instance = instance;
    this.access.words = words;
  }

  private branch(process: Process, instance: number, step: number, branch: Branch, words: string): string {
    let code = '';
    let closing = '';
    for (const exit of branch.exits) {
      this.enter(process, instance, words);
      const test = this.generator.code(exit.test);
      code += `if(${test}){${this.leave(process, instance, step, exit.to, words)}}else{`;
      closing += '}';
    }
    this.enter(process, instance, words);
    const when = branch.when === null ? 'true' : this.generator.code(branch.when);
    return `${code}if(${when}){${this.fire(process, instance, step, branch, words)}}${closing}`;
  }

  private leave(process: Process, instance: number, step: number, to: Target, words: string): string {
    this.enter(process, instance, words);
    return this.after(process, instance, step, to, words, this.moveWrites(process, instance, to));
  }

  /** Choices as nested loops, then the assignments, the move, and the rest of the atomic group. */
  private fire(process: Process, instance: number, step: number, branch: Branch, words: string): string {
    const names: string[] = [];
    let open = '';
    let close = '';
    for (const choice of branch.choose) {
      this.enter(process, instance, words);
      const variable = `k${this.next++}`;
      const items =
        choice.from.type.kind === 'process'
          ? `R.range(0,${this.model.layout.blockOf.get(choice.from.type.process)!.size},0)`
          : this.generator.code(choice.from, slotsOf(branch, names.length));
      open += `for(const ${variable} of ${items}){const v${this.next}=[${[...names, variable].join(',')}];{const v=v${this.next++};`;
      close += '}}';
      names.push(variable);
    }
    return `${open}${this.effects(process, instance, step, branch, words)}${close}`;
  }

  private effects(process: Process, instance: number, step: number, branch: Branch, words: string): string {
    this.enter(process, instance, words);
    const block = this.model.layout.blocks[process.index]!;
    const variables = slotsOf(branch, branch.choose.length);
    let before = '';
    const writes = new Map<number, string>();
    for (const { target, name, key, value, span } of branch.set) {
      const slot =
        target === 'state'
          ? this.model.layout.state.get(name)!
          : block.base + instance * block.stride + block.offsets.get(name)!;
      const result = `n${this.next++}`;
      const code = this.generator.code(value, variables);
      if (key === null) before += `const ${result}=${code};`;
      else {
        const old = writes.get(slot) ?? this.access.read(slot);
        const isMap = this.model.layout.slots[slot]!.type.kind === 'map';
        before += `const ${result}=R.replace(${old},${this.generator.code(key, variables)},${code},${isMap},0);`;
      }
      writes.set(slot, result);
      this.spans.set(slot, span);
    }
    for (const [slot, code] of this.moveWrites(process, instance, branch.next)) writes.set(slot, code);
    return before + this.after(process, instance, step, branch.next, words, writes);
  }

  private after(
    process: Process,
    instance: number,
    step: number,
    to: Target,
    words: string,
    writes: ReadonlyMap<number, string>,
  ): string {
    const { group } = process.steps[step]!;
    const inside =
      group !== null && typeof to === 'number' && to > step && process.steps[to]!.group === group;
    if (!inside) return this.add(words, writes);
    const inner = String.fromCharCode(words.charCodeAt(0) + 1);
    const declared = this.wordsBehind(words, writes).map((code, i) => `const ${inner}${i}=${code};`);
    this.layers.push(inner);
    const members = this.step(process, instance, to, inner);
    this.layers.pop();
    return `{${declared.join('')}${members}}`;
  }

  /** What moving on writes: the program counter, and with a new round the locals. */
  private moveWrites(process: Process, instance: number, to: Target): Map<number, string> {
    const { base, stride } = this.model.layout.blocks[process.index]!;
    const b = base + instance * stride;
    const writes = new Map<number, string>();
    if (to === 'restart') {
      process.locals.forEach((local, i) => {
        writes.set(
          b + 1 + i,
          this.generator.code({ op: 'literal', value: local.init, type: local.type, span: local.span }),
        );
      });
    }
    writes.set(b, String(to === 'restart' ? 0 : to === 'end' ? process.steps.length : to));
    return writes;
  }

  private add(words: string, writes: ReadonlyMap<number, string>): string {
    // The group is complete: the states between its members were there for an instant.
    const inside = this.layers.flatMap((layer) =>
      this.model.scenario.invariants.map(
        (_, i) => `if(inside[${i}]<0&&!(${this.condition('invariants', i, layer)}))inside[${i}]=current;`,
      ),
    );
    const behind = this.wordsBehind(words, writes).join(',');
    return `${inside.join('')}add(${behind},current);`;
  }

  /** Each word with the written slots replaced. */
  private wordsBehind(words: string, writes: ReadonlyMap<number, string>): string[] {
    const clear = new Array<number>(this.codec.words).fill(0);
    const set = Array.from({ length: this.codec.words }, (): string[] => []);
    for (const [slot, code] of [...writes].sort(([a], [b]) => a - b)) {
      const { word, shift, bits } = this.codec.codeOf(slot);
      clear[word]! |= (2 ** bits - 1) << shift;
      set[word]!.push(`(${this.encode(slot, code)}<<${shift})`);
    }
    return clear.map((mask, word) =>
      mask === 0 ? `${words}${word}` : [`(${words}${word}&${~mask})`, ...set[word]!].join('|'),
    );
  }

  private site(slot: number): number {
    const span = this.spans.get(slot);
    return span === undefined ? -1 : this.generator.sites.push(span) - 1;
  }

  private encode(slot: number, code: string): string {
    const { how, truth, low, bits } = this.codec.codeOf(slot);
    if (truth) return `(${code}?1:0)`;
    if (how === 'table') return `I(${slot},${code})`;
    const { type, bounds } = this.model.layout.slots[slot]!;
    const isNumber = /^\d+$/.test(code);
    // Enums and instances always fit; so does a literal that was laid out for.
    if (type.kind === 'enum' || type.kind === 'instance') return code;
    if (isNumber && Number(code) - low >= 0 && Number(code) - low < 2 ** bits)
      return String(Number(code) - low);
    return bounds === null
      ? `N(${slot},${code},${low},${2 ** bits})`
      : `B(${slot},${code},${bounds[0]},${bounds[1]},${this.site(slot)})`;
  }
}

function slotsOf(branch: Branch, count: number): ReadonlyMap<string, number> {
  return new Map(branch.choose.slice(0, count).map(({ name }, i) => [name, i]));
}

/** Reads slots out of the words of a layer. */
class PackedAccess implements StateAccess {
  readonly unrolls = true;
  instance = 0;
  words = 'a';
  private readonly codec: Codec;

  constructor(codec: Codec) {
    this.codec = codec;
  }

  read(slot: number): string {
    const { how, truth, low, bits, word, shift } = this.codec.codeOf(slot);
    const mask = 2 ** bits - 1;
    const raw =
      shift === 0 ? `(${this.words}${word}&${mask})` : `((${this.words}${word}>>>${shift})&${mask})`;
    if (truth) return `(${raw}===1)`;
    if (how === 'table') return `V[${slot}][${raw}]`;
    return low === 0 ? raw : `(${raw}+${low})`;
  }

  shared(slot: number): string {
    return this.read(slot);
  }

  own({ base, stride }: Block, offset: number): string {
    return this.read(base + this.instance * stride + offset);
  }

  ownIndex(): string {
    return String(this.instance);
  }

  member({ base, stride, size }: Block, offset: number, index: string): string {
    if (/^\d+$/.test(index)) return this.read(base + Number(index) * stride + offset);
    const choices = Array.from({ length: size }, (_, i) => this.read(base + i * stride + offset));
    const picked = choices.reduceRight(
      (rest, code, i) => (i === size - 1 ? code : `i===${i}?${code}:${rest}`),
      '0',
    );
    return `((i)=>${picked})(${index})`;
  }

  countAt({ base, stride, size }: Block, step: number): string {
    const each = Array.from({ length: size }, (_, i) => `(${this.read(base + i * stride)}===${step}?1:0)`);
    return `(${each.join('+')})`;
  }
}
