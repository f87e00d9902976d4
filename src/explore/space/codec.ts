import type { Value } from '../../scenario/ast/expr.ts';
import type { Type } from '../../scenario/ast/types.ts';

/** Initial width of a slot whose range is unknown. */
const FIRST_BITS = 4;
const MAX_BITS = 31;

/**
 * Maximum number of values in a slot's table. A `Map` can have at most 2^24 entries, and a batch of states may add some
 * after the check.
 */
export const MAX_VALUES = 16_000_000;

/**
 * Memory used by a value in a table: its number, its map entry, and the collection or string itself. Measured in Node.
 */
const VALUE_BYTES = 64;
const COLLECTION_BYTES = 120;
const POINTER_BYTES = 8;

/**
 * Packs a state into a few 32-bit words. Booleans, enums, instances and bounded ints get as many bits as they need;
 * other ints and collections start narrow and grow. No slot crosses a word boundary. One bit is always set, so a
 * state is never all zeros.
 */
export class Codec {
  private readonly codes: SlotCode[];
  /** For each slot, the slots with the same encoding, including the slot itself. */
  private readonly groups: readonly (readonly number[])[];
  words = 0;
  /** Approximate memory used by all value tables, and by the tables for mailboxes alone. */
  bytes = 0;
  mailBytes = 0;
  /** Number of values in the largest table. */
  largest = 0;

  /**
   * @param bounds minimum and maximum values for bounded ints and instances
   * @param groups slots with the same type and initial value that must share an encoding, since values move between
   * them
   */
  constructor(
    types: readonly (Type | null)[],
    bounds: readonly (readonly [number, number] | null)[],
    initial: readonly Value[],
    groups: readonly (readonly number[])[] = [],
  ) {
    this.codes = types.map((type, slot) => codeOf(type, bounds[slot] ?? null, initial[slot]!));
    this.groups = types.map((_, slot) => groups.find((group) => group.includes(slot)) ?? [slot]);
    for (const [slot, group] of this.groups.entries()) this.codes[slot] = { ...this.codes[group[0]!]! };
    this.layOut();
  }

  /**
   * Doubles the width of a slot whose table has too many values. Invalidates previously encoded states. Values within
   * bounds always fit, and every assignment checks its bounds, so there's nothing to widen for them.
   */
  widen(slot: number): void {
    const code = this.codes[slot]!;
    if (code.encoding === 'offset') throw new Error(`slot ${slot} has a value outside its bounds`);
    const wider = { ...code, bits: Math.min(MAX_BITS, code.bits * 2) };
    for (const other of this.groups[slot]!) this.codes[other] = { ...wider };
    this.layOut();
  }

  /** Returns a slot's encoding. */
  codeOf(slot: number): SlotCode {
    return this.codes[slot]!;
  }

  /** Encodes a value, adding it to its slot's table if it is new. */
  indexIn(slot: number, value: Value): number {
    return this.indexOf(this.codes[slot]!, value);
  }

  /** Counts memory that mailboxes use in addition to their tables. */
  addMailBytes(bytes: number): void {
    this.bytes += bytes;
    this.mailBytes += bytes;
  }

  private layOut(): void {
    let word = 0;
    // The lowest bit of the first word is always set. The next bit is the flag.
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
   * Packs a state.
   *
   * @param flag an extra bit stored with the state
   * @throws TooNarrow if a value doesn't fit
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
    if (code.encoding === 'offset') return Number(value) - code.low;
    const key = typeof value === 'number' ? value : JSON.stringify(value);
    const known = code.indexOf.get(key);
    if (known !== undefined) return known;
    const index = code.values.push(value) - 1;
    code.indexOf.set(key, index);
    this.largest = Math.max(this.largest, index + 1);
    const bytes = typeof key === 'number' ? VALUE_BYTES : sizeOf(key, value, code.isMail);
    this.bytes += bytes;
    if (code.isMail) this.mailBytes += bytes;
    return index;
  }

  /** Unpacks the state at an offset in an array. */
  decode(words: Int32Array, at: number): Value[] {
    return this.codes.map((code) => {
      const mask = code.bits === 32 ? -1 : 2 ** code.bits - 1;
      const index = (words[at + code.word]! >>> code.shift) & mask;
      if (code.encoding === 'table') return code.values[index]!;
      return code.isBool ? index === 1 : index + code.low;
    });
  }
}

/** How one slot's values are encoded as small numbers. */
interface SlotCode {
  /** `offset`: an integer minus `low`. `table`: the index in a table of values, in order of first occurrence. */
  readonly encoding: 'offset' | 'table';
  readonly isBool: boolean;
  readonly isMail: boolean;
  readonly low: number;
  readonly values: Value[];
  readonly indexOf: Map<string | number, number>;
  bits: number;
  word: number;
  shift: number;
}

function codeOf(type: Type | null, bounds: readonly [number, number] | null, initial: Value): SlotCode {
  const offset = (low: number, count: number): SlotCode => ({
    encoding: 'offset',
    isBool: type?.kind === 'bool',
    isMail: false,
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
  return {
    encoding: 'table',
    isBool: false,
    isMail: type === null,
    low: 0,
    values,
    indexOf,
    bits: FIRST_BITS,
    word: 0,
    shift: 0,
  };
}

/** Approximate memory for a string or collection and its key. Mailboxes share their messages. */
function sizeOf(key: string, value: Value, isMail: boolean): number {
  const items = typeof value === 'object' ? (value as readonly Value[]).length : 0;
  return VALUE_BYTES + COLLECTION_BYTES + key.length + (isMail ? items : key.length) * POINTER_BYTES;
}

/** Thrown if a value doesn't fit in its slot. The search then restarts with a wider slot. */
export class TooNarrow extends Error {
  readonly slot: number;

  constructor(slot: number) {
    super(`slot ${slot} is too narrow`);
    this.slot = slot;
  }
}
