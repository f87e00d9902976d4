import type { Span } from '../../diagnostic/diagnostic.ts';
import { burnsFuel, Generator } from '../../model/generate.ts';
import type { Block, StateAccess } from '../../model/layout.ts';
import type { Process, Target } from '../../scenario/ast/scenario.ts';
import type { Codec } from '../space/codec.ts';
import type { SearchContext } from '../space/search-state.ts';

/** States with more words than this are copied and compared in loops. */
export const UNROLLED = 8;

/** Common parts of the generated code: reading and writing slots, unique names, and adding states. */
export class Emitter {
  readonly context: SearchContext;
  readonly codec: Codec;
  readonly generator: Generator;
  readonly access: PackedAccess;
  /** The words of the state from which the moves start. */
  readonly start: Words;
  /** Number of places outside loops where a state is added. This bounds the number of moves made outside loops. */
  addSites = 0;
  private next = 0;

  constructor(context: SearchContext, codec: Codec) {
    this.context = context;
    this.codec = codec;
    this.start = Array.from({ length: codec.words }, (_, i) => `a${i}`);
    this.access = new PackedAccess(codec, this.start);
    this.generator = new Generator(context.model.scenario, context.model.layout, this.access);
  }

  freshName(letter: string): string {
    return `${letter}${this.next++}`;
  }

  /** Sets the acting instance (null for none) and the words to use in the code that follows. */
  enter(process: Process | null, instance: number, words: Words): void {
    this.generator.owner = process?.name ?? null;
    this.access.instance = instance;
    this.access.words = words;
  }

  /** Code for a slot's value. */
  value(words: Words, slot: number): string {
    this.access.words = words;
    return this.access.read(slot);
  }

  /** Code for a slot's encoded value. */
  raw(words: Words, slot: number): string {
    this.access.words = words;
    return this.access.raw(slot);
  }

  /** Code that encodes a value and checks its slot's bounds. */
  encode(slot: number, code: string, span: Span | null = null): string {
    const { encoding, isBool, low } = this.codec.codeOf(slot);
    const type = this.context.searchLayout.types[slot];
    if (type?.kind === 'timer') return `(${code}>0?1:0)`;
    if (isBool) return `(${code}?1:0)`;
    const bounds = this.context.model.layout.slots[slot]?.bounds ?? null;
    if (encoding === 'table')
      return bounds === null ? `I(${slot},${code})` : `I(${slot},${this.bounded(slot, code, span)})`;
    if (bounds === null || (/^\d+$/.test(code) && +code >= bounds[0] && +code <= bounds[1])) {
      return /^\d+$/.test(code) ? String(+code - low) : minus(code, low);
    }
    return minus(this.bounded(slot, code, span), low);
  }

  private bounded(slot: number, code: string, span: Span | null): string {
    const [low, high] = this.context.model.layout.slots[slot]!.bounds!;
    const site = span === null ? -1 : this.generator.sites.push(span) - 1;
    const check = `L(${slot},${code},${low},${high},${site})`;
    return /^\w+$/.test(code) ? `(${code}>=${low}&&${code}<=${high}?${code}:${check})` : check;
  }

  /** Code for a slot's encoded initial value. */
  initial(slot: number): string {
    const value = this.context.searchLayout.initial[slot]!;
    const { encoding, low } = this.codec.codeOf(slot);
    return String(encoding === 'table' ? this.codec.indexIn(slot, value) : Number(value) - low);
  }

  /** Writes for a move to a step: the program counter and, if a new round starts, the locals. */
  moveWrites(process: Process, instance: number, to: Target): Writes {
    const { base, stride } = this.context.model.layout.blocks[process.index]!;
    const b = base + instance * stride;
    const writes: Writes = new Map();
    if (to === 'restart') {
      for (let i = 1; i <= process.locals.length; i++) writes.set(b + i, this.initial(b + i));
    }
    writes.set(b, String(to === 'restart' ? 0 : to === 'end' ? process.steps.length : to));
    return writes;
  }

  /** Code for a state's words after some writes. Words without writes are unchanged. */
  applyWrites(words: Words, writes: ReadonlyMap<number, string>): Words {
    const clear = words.map(() => 0);
    const known = words.map(() => 0);
    const set = words.map((): string[] => []);
    for (const [slot, code] of [...writes].sort(([a], [b]) => a - b)) {
      const { word, shift, bits } = this.codec.codeOf(slot);
      clear[word]! |= (2 ** bits - 1) << shift;
      if (/^\d+$/.test(code)) known[word]! |= Number(code) << shift;
      else set[word]!.push(shift === 0 ? `(${code})` : `((${code})<<${shift})`);
    }
    return words.map((word, i) => {
      if (clear[i] === 0) return word;
      const parts = [`(${word}&${~clear[i]!})`, ...set[i]!, ...(known[i] === 0 ? [] : [String(known[i])])];
      return `(${parts.join('|')})`;
    });
  }

  /** Code that evaluates to true while a fault takes a process or service down; null if no fault does. */
  downTest(words: Words, name: string): string | null {
    const { model, searchLayout } = this.context;
    const tests = model.scenario.faults.flatMap(({ down }, i) =>
      down.includes(name) ? [`${this.raw(words, searchLayout.faults[i]!)}===1`] : [],
    );
    return tests.length === 0 ? null : `(${tests.join('||')})`;
  }

  /**
   * Code that adds a state to the batch, after checking the step invariants. Inside a loop, also checks for a full
   * batch.
   */
  add(words: Words, looped: boolean): string {
    const { stepInvariants } = this.context.model.scenario;
    if (stepInvariants.length === 0) return this.addChecked(words, looped);
    let code = '';
    let checks = '';
    const named = words.map((word, i) => {
      if (word === `a${i}`) return word;
      const name = this.freshName('y');
      code += `const ${name}=${word};`;
      return name;
    });
    const { instance } = this.access;
    const { owner } = this.generator;
    this.generator.owner = null;
    this.access.words = named;
    for (const [i, { is }] of stepInvariants.entries()) {
      checks += `if(unsteady[${i}]<0&&!(${this.generator.code(is)}))unsteady[${i}]=current;`;
    }
    this.generator.owner = owner;
    this.access.instance = instance;
    const refuel = burnsFuel(checks) ? 'R.refuel();' : '';
    return `{${code}${refuel}${checks}${this.addChecked(named, looped)}}`;
  }

  private addChecked(words: Words, looped: boolean): string {
    const width = words.length;
    if (!looped) this.addSites++;
    const put = words.flatMap((code, i) => {
      if (width > UNROLLED && code === `a${i}`) return [];
      return [`B[q${i === 0 ? '' : `+${i}`}]=${code};`];
    });
    const copied = width > UNROLLED ? 'copy(base,q);' : '';
    const flush = looped ? 'if(q>=crowded)q=flush(q);' : '';
    return `${flush}${copied}${put.join('')}B[q+${width}]=current;q+=${width + 1};`;
  }
}

/** Code for each word of a state: `a0, a1, ...`, or variables for a state between the members of a group. */
export type Words = readonly string[];

/** For each slot, code for the encoded value to write. */
export type Writes = Map<number, string>;

function minus(code: string, low: number): string {
  return low === 0 ? code : `(${code})-(${low})`;
}

/** Code that reads slots from a state's words. */
export class PackedAccess implements StateAccess {
  readonly unrolls = true;
  instance = 0;
  words: Words;
  /** Words of the state before a transition, for `old`. */
  private readonly before: Words;
  private readonly codec: Codec;

  constructor(codec: Codec, words: Words) {
    this.codec = codec;
    this.words = words;
    this.before = words;
  }

  raw(slot: number, words = this.words): string {
    const { bits, word, shift } = this.codec.codeOf(slot);
    const shifted = shift === 0 ? words[word]! : `${words[word]!}>>>${shift}`;
    return `(${shift === 0 ? shifted : `(${shifted})`}&${2 ** bits - 1})`;
  }

  read(slot: number, old = false): string {
    const { encoding, isBool, low } = this.codec.codeOf(slot);
    const raw = this.raw(slot, old ? this.before : this.words);
    if (isBool) return `(${raw}===1)`;
    if (encoding === 'table') return `V[${slot}][${raw}]`;
    return low === 0 ? raw : `(${raw}+(${low}))`;
  }

  shared(slot: number, old: boolean): string {
    return this.read(slot, old);
  }

  own({ base, stride }: Block, offset: number, old: boolean): string {
    return this.read(base + this.instance * stride + offset, old && offset > 0);
  }

  ownIndex(): string {
    return String(this.instance);
  }

  member({ base, stride, size }: Block, offset: number, index: string, old: boolean): string {
    if (/^\d+$/.test(index)) return this.read(base + Number(index) * stride + offset, old);
    const choices = Array.from({ length: size }, (_, i) => this.read(base + i * stride + offset, old));
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
