import type { Value } from '../scenario/expr.ts';
import type { Type } from '../scenario/types.ts';

/** Thrown when a value does not fit the bits of its slot: the search begins again with a wider one. */
export class TooNarrow extends Error {
  readonly slot: number;

  constructor(slot: number) {
    super(`slot ${slot} is too narrow`);
    this.slot = slot;
  }
}

/** How one slot is written as a small number. */
interface SlotCode {
  /** `offset`: a whole number less `low`. `table`: the index of a value in the order in which values were met. */
  readonly how: 'offset' | 'table';
  /** The number stands for a truth value. */
  readonly truth: boolean;
  readonly low: number;
  readonly values: Value[];
  readonly indexOf: Map<string, number>;
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
  words = 0;

  constructor(
    types: readonly (Type | null)[],
    bounds: readonly (readonly [number, number] | null)[],
    initial: readonly Value[],
  ) {
    this.codes = types.map((type, slot) => codeOf(type, bounds[slot] ?? null, initial[slot]!));
    this.layOut();
  }

  /** Gives a slot more bits. What was written before has another form now. */
  widen(slot: number): void {
    const code = this.codes[slot]!;
    code.bits = Math.min(MOST_BITS, code.bits * 2);
    this.layOut();
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
      if (index < 0 || index >= 2 ** code.bits) throw new TooNarrow(slot);
      out[code.word]! |= index << code.shift;
    }
  }

  private indexOf(code: SlotCode, value: Value): number {
    if (code.how === 'offset') return Number(value) - code.low;
    const key = JSON.stringify(value);
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
    case 'int':
      if (bounds !== null && bounds[1] - bounds[0] < 2 ** 24)
        return offset(bounds[0], bounds[1] - bounds[0] + 1);
      break;
    default:
  }
  const values = [initial];
  const indexOf = new Map([[JSON.stringify(initial), 0]]);
  return { how: 'table', truth: false, low: 0, values, indexOf, bits: FIRST_BITS, word: 0, shift: 0 };
}
