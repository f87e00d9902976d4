import { compareValues } from '../../scenario/ast/value.ts';
import { placeOf, type Renamings, renamedIn, renamings } from '../reduce/symmetry.ts';
import { type Codec, TooNarrow } from '../space/codec.ts';
import type { SearchContext } from '../space/search-state.ts';

/**
 * Brings packed states to the form of `canonicalForm`: the least of all that come from one by renaming instances. States
 * are taken apart into the numbers of their slots; what a renaming makes of a number is remembered.
 *
 * @returns null where no process is asked for
 */
export function packedCanonical(
  context: SearchContext,
  codec: Codec,
  names: readonly string[],
): ((words: Int32Array, at: number) => void) | null {
  if (names.length === 0) return null;
  const canonical = new PackedCanonical(context, codec, renamings(context, names));
  return (words, at) => canonical.apply(words, at);
}

class PackedCanonical {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly ways: Renamings;
  /** Slots that a renaming may change. */
  private readonly slots: readonly number[];
  /** For each way to rename, where the value of each slot comes from. */
  private readonly sources: readonly Int32Array[];
  /** For each way and slot, what a number becomes; absent where it stays as it is. */
  private readonly becomes: readonly (number[] | null)[][];
  private readonly now: Int32Array;
  private least: Int32Array;
  private tried: Int32Array;

  constructor(context: SearchContext, codec: Codec, ways: Renamings) {
    const { extended } = context;
    this.context = context;
    this.codec = codec;
    this.ways = ways;
    const sorted = new Set(
      ways.blocks.flatMap(({ base, stride, size }) =>
        Array.from({ length: stride * size }, (_, i) => base + i),
      ),
    );
    const names = extended.types.map((type) => type === null || NAMING.has(type.kind));
    this.slots = extended.types.flatMap((_, slot) => {
      const moves = ways.orders.some((order) => placeOf(context, slot, order) !== slot);
      return sorted.has(slot) || moves || (ways.orders.length > 0 && names[slot]) ? [slot] : [];
    });
    this.sources = ways.orders.map((order) => {
      const sources = new Int32Array(extended.size);
      for (let slot = 0; slot < extended.size; slot++) sources[placeOf(context, slot, order)] = slot;
      return sources;
    });
    this.becomes = ways.orders.map(() => names.map((naming) => (naming ? [] : null)));
    this.now = new Int32Array(extended.size);
    this.least = this.now.slice();
    this.tried = this.now.slice();
  }

  /** Puts the least of all in place of the state at a place. */
  apply(words: Int32Array, at: number): void {
    const { now, codec, slots } = this;
    for (const slot of slots) {
      const { word, shift, bits } = codec.codeOf(slot);
      now[slot] = (words[at + word]! >>> shift) & (2 ** bits - 1);
    }
    this.least.set(now);
    this.sort(this.least);
    for (let way = 0; way < this.sources.length; way++) this.tryWay(way);
    for (const slot of slots) {
      const index = this.least[slot]!;
      if (index === now[slot]) continue;
      const { word, shift, bits } = codec.codeOf(slot);
      words[at + word] = (words[at + word]! & ~((2 ** bits - 1) << shift)) | (index << shift);
    }
  }

  private tryWay(way: number): void {
    const { now, tried, least, slots } = this;
    const sources = this.sources[way]!;
    const becomes = this.becomes[way]!;
    // Where nothing is sorted, the first slot that differs decides.
    let order = this.ways.blocks.length === 0 ? 0 : -1;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      const source = sources[slot]!;
      const index = now[source]!;
      const known = becomes[source];
      const number =
        known === null || known === undefined ? index : (known[index] ?? this.rename(way, source, slot));
      tried[slot] = number;
      if (order === 0 && number !== least[slot]) {
        order = this.compare(slot, number, least[slot]!);
        if (order > 0) return;
      }
    }
    if (this.ways.blocks.length > 0) {
      this.sort(tried);
      order = this.compareAll(tried, least);
    }
    if (order >= 0) return;
    this.tried = least;
    this.least = tried;
  }

  private compareAll(a: Int32Array, b: Int32Array): number {
    for (const slot of this.slots) {
      const order = this.compare(slot, a[slot]!, b[slot]!);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** What the number of a value becomes, worked out on the value itself. */
  private rename(way: number, source: number, to: number): number {
    const index = this.now[source]!;
    const { how, values, low } = this.codec.codeOf(source);
    const value = how === 'table' ? values[index]! : index + low;
    const renamed = renamedIn(this.context, source, value, this.ways.orders[way]!);
    const number = how === 'table' ? this.codec.indexIn(to, renamed) : (renamed as number) - low;
    if (number >= 2 ** this.codec.codeOf(to).bits) throw new TooNarrow(to, renamed);
    this.becomes[way]![source]![index] = number;
    return number;
  }

  /** Order of two numbers of a slot: that of the values that they stand for. */
  private compare(slot: number, a: number, b: number): number {
    if (a === b) return 0;
    const { how, values } = this.codec.codeOf(slot);
    return how === 'table' ? compareValues(values[a]!, values[b]!) : a - b;
  }

  /** Puts the blocks of processes whose instances nothing names in order, by insertion. */
  private sort(state: Int32Array): void {
    for (const { base, stride, size } of this.ways.blocks) {
      for (let i = 1; i < size; i++) {
        for (
          let j = base + i * stride;
          j > base && this.isBefore(state, j, j - stride, stride);
          j -= stride
        ) {
          for (let k = 0; k < stride; k++) {
            const held = state[j + k]!;
            state[j + k] = state[j - stride + k]!;
            state[j - stride + k] = held;
          }
        }
      }
    }
  }

  private isBefore(state: Int32Array, a: number, b: number, stride: number): boolean {
    for (let k = 0; k < stride; k++) {
      const order = this.compare(a + k, state[a + k]!, state[b + k]!);
      if (order !== 0) return order < 0;
    }
    return false;
  }
}

/** Kinds of types whose values may name instances. */
const NAMING: ReadonlySet<string> = new Set(['instance', 'list', 'set', 'map']);
