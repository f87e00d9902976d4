import type { Value } from '../../scenario/ast/expr.ts';
import type { Type } from '../../scenario/ast/types.ts';

/** Thrown when a value does not fit the bits of its slot: the search begins again with a wider one. */
export class TooNarrow extends Error {
  readonly slot: number;
  readonly value: Value;

  constructor(slot: number, value: Value) {
    super(`slot ${slot} is too narrow`);
    this.slot = slot;
    this.value = value;
  }
}

/** How one slot is written as a small number. */
export interface SlotCode {
  /** `offset`: a whole number less `low`. `table`: the index of a value in the order in which values were met. */
  readonly how: 'offset' | 'table';
  /** The number stands for a truth value. */
  readonly truth: boolean;
  readonly low: number;
  readonly values: Value[];
  readonly indexOf: Map<string | number, number>;
  bits: number;
  word: number;
  shift: number;
}

/** Bits to begin with for a slot whose range is not known. */
const FIRST_BITS = 4;
const MOST_BITS = 31;

/**
 * Packs a state of any types into a few 32-bit words. Truth values, enums, instances and bounded ints have as many bits
 * as they need; other ints and rich values begin narrow and grow. No slot stands across words, and one bit is always
 * set, so that a state is never all zeros.
 */
export class Codec {
  private readonly codes: SlotCode[];
  /** For each slot those that are written in the same way, itself among them. */
  private readonly alike: readonly (readonly number[])[];
  words = 0;

  /**
   * @param bounds least and greatest value of bounded ints and instances
   * @param groups slots of one type and one initial value between which numbers are to be moved as they are
   */
  constructor(
    types: readonly (Type | null)[],
    bounds: readonly (readonly [number, number] | null)[],
    initial: readonly Value[],
    groups: readonly (readonly number[])[] = [],
  ) {
    this.codes = types.map((type, slot) => codeOf(type, bounds[slot] ?? null, initial[slot]!));
    this.alike = types.map((_, slot) => groups.find((group) => group.includes(slot)) ?? [slot]);
    for (const [slot, alike] of this.alike.entries()) this.codes[slot] = { ...this.codes[alike[0]!]! };
    this.layOut();
  }

  /** Gives a slot room for a value and more. What was written before has another form now. */
  widen(slot: number, value: Value): void {
    const code = this.codes[slot]!;
    const bits = Math.min(MOST_BITS, code.bits * 2);
    const wider =
      code.how === 'offset' && !fits(value, code.low, bits)
        ? widerRange(code, Number(value), bits)
        : { ...code, bits };
    for (const like of this.alike[slot]!) this.codes[like] = { ...wider };
    this.layOut();
  }

  /** How a slot is written. */
  codeOf(slot: number): SlotCode {
    return this.codes[slot]!;
  }

  /** Index of a value in the table of its slot, which gains it if it is new. */
  indexIn(slot: number, value: Value): number {
    return this.indexOf(this.codes[slot]!, value);
  }

  private layOut(): void {
    let word = 0;
    // The lowest bit of the first word is always set, the next one is the flag.
    let shift = 2;
    for (const code of this.codes) {
      if (shift + code.bits > 32) {
        word++;
        shift = 0;
      }
      code.word = word;
      code.shift = shift;
      shift += code.bits;
    }
    this.words = word + 1;
  }

  /**
   * Writes a state into words.
   *
   * @param flag a bit that a search keeps beside the state
   * @throws TooNarrow if a value does not fit
   */
  encode(state: readonly Value[], out: Int32Array, flag = false): void {
    out.fill(0);
    out[0] = flag ? 3 : 1;
    for (let slot = 0; slot < this.codes.length; slot++) {
      const code = this.codes[slot]!;
      const index = this.indexOf(code, state[slot]!);
      if (index < 0 || index >= 2 ** code.bits) throw new TooNarrow(slot, state[slot]!);
      out[code.word]! |= index << code.shift;
    }
  }

  private indexOf(code: SlotCode, value: Value): number {
    if (code.how === 'offset') return Number(value) - code.low;
    const key = typeof value === 'number' ? value : JSON.stringify(value);
    const known = code.indexOf.get(key);
    if (known !== undefined) return known;
    const index = code.values.push(value) - 1;
    code.indexOf.set(key, index);
    return index;
  }

  /** The state in words from a place of an array. */
  decode(words: Int32Array, at: number): Value[] {
    return this.codes.map((code) => {
      const mask = code.bits === 32 ? -1 : 2 ** code.bits - 1;
      const index = (words[at + code.word]! >>> code.shift) & mask;
      if (code.how === 'table') return code.values[index]!;
      return code.truth ? index === 1 : index + code.low;
    });
  }
}

function codeOf(type: Type | null, bounds: readonly [number, number] | null, initial: Value): SlotCode {
  const offset = (low: number, count: number): SlotCode => ({
    how: 'offset',
    truth: type?.kind === 'bool',
    low,
    values: [],
    indexOf: new Map(),
    bits: Math.max(1, 32 - Math.clz32(Math.max(1, count - 1))),
    word: 0,
    shift: 0,
  });
  switch (type?.kind) {
    case 'bool':
    case 'timer':
      return offset(0, 2);
    case 'enum':
      return offset(0, type.members.length);
    case 'instance':
    case 'int':
      if (bounds !== null && bounds[1] - bounds[0] < 2 ** 24)
        return offset(bounds[0], bounds[1] - bounds[0] + 1);
      break;
    default:
  }
  const values = [initial];
  const indexOf = new Map<string | number, number>([
    [typeof initial === 'number' ? initial : JSON.stringify(initial), 0],
  ]);
  return { how: 'table', truth: false, low: 0, values, indexOf, bits: FIRST_BITS, word: 0, shift: 0 };
}

function fits(value: Value, low: number, bits: number): boolean {
  const index = Number(value) - low;
  return Number.isInteger(index) && index >= 0 && index < 2 ** bits;
}

/** A range that has room for a number below or far above; one that is too wide becomes a table. */
function widerRange(code: SlotCode, value: number, bits: number): SlotCode {
  for (let b = bits; b <= 24; b++) {
    const low = value < code.low ? -(2 ** (b - 1)) : code.low;
    if (fits(value, low, b) && fits(code.low, low, b)) return { ...code, low, bits: b };
  }
  return { ...code, how: 'table', low: 0, bits, values: [], indexOf: new Map() };
}
