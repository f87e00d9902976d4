import { compareValues } from '../../scenario/ast/value.ts';
import { type Renamings, renamedSlot, renamedValue, renamingsOf } from '../reduce/symmetry.ts';
import { type Codec, TooNarrow } from '../space/codec.ts';
import type { SearchContext } from '../space/search-state.ts';

/**
 * Replaces packed states with the canonical form that `canonicalForm` computes, the smallest of all renamings.
 * Works on encoded slot values and memoizes each value's renamed encoding.
 * @param names processes with interchangeable instances
 * @returns null if there are none
 */
export function packedCanonical(
  context: SearchContext,
  codec: Codec,
  names: readonly string[],
): ((words: Int32Array, at: number) => void) | null {
  if (names.length === 0) return null;
  const canonical = new PackedCanonical(context, codec, renamingsOf(context, names));
  return (words, at) => canonical.apply(words, at);
}

/** Kinds of types whose values can refer to instances. */
const INSTANCE_TYPES: ReadonlySet<string> = new Set(['instance', 'list', 'set', 'map']);

class PackedCanonical {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly renamings: Renamings;
  /** Slots whose values a renaming can change. */
  private readonly slots: readonly number[];
  /** For each renaming, the slot from which each slot's value comes. */
  private readonly sources: readonly Int32Array[];
  /** For each renaming and slot, the renamed encoding of each value; null for slots whose values don't change. */
  private readonly renamed: readonly (number[] | null)[][];
  private readonly now: Int32Array;
  private min: Int32Array;
  private candidate: Int32Array;

  constructor(context: SearchContext, codec: Codec, renamings: Renamings) {
    const { searchLayout } = context;
    this.context = context;
    this.codec = codec;
    this.renamings = renamings;
    const sorted = new Set(
      renamings.blocks.flatMap(({ base, stride, size }) =>
        Array.from({ length: stride * size }, (_, i) => base + i),
      ),
    );
    const refersToInstances = searchLayout.types.map(
      (type) => type === null || INSTANCE_TYPES.has(type.kind),
    );
    this.slots = searchLayout.types.flatMap((_, slot) => {
      const moves = renamings.orders.some((order) => renamedSlot(context, slot, order) !== slot);
      return sorted.has(slot) || moves || (renamings.orders.length > 0 && refersToInstances[slot])
        ? [slot]
        : [];
    });
    this.sources = renamings.orders.map((order) => {
      const sources = new Int32Array(searchLayout.size);
      for (let slot = 0; slot < searchLayout.size; slot++) sources[renamedSlot(context, slot, order)] = slot;
      return sources;
    });
    this.renamed = renamings.orders.map(() => refersToInstances.map((refers) => (refers ? [] : null)));
    this.now = new Int32Array(searchLayout.size);
    this.min = this.now.slice();
    this.candidate = this.now.slice();
  }

  /** Replaces the state at an offset with its smallest renaming. */
  apply(words: Int32Array, at: number): void {
    const { now, codec, slots } = this;
    for (const slot of slots) {
      const { word, shift, bits } = codec.codeOf(slot);
      now[slot] = (words[at + word]! >>> shift) & (2 ** bits - 1);
    }
    this.min.set(now);
    this.sort(this.min);
    for (let renaming = 0; renaming < this.sources.length; renaming++) this.tryRenaming(renaming);
    for (const slot of slots) {
      const index = this.min[slot]!;
      if (index === now[slot]) continue;
      const { word, shift, bits } = codec.codeOf(slot);
      words[at + word] = (words[at + word]! & ~((2 ** bits - 1) << shift)) | (index << shift);
    }
  }

  private tryRenaming(renaming: number): void {
    const { now, candidate, min, slots } = this;
    const sources = this.sources[renaming]!;
    const renamed = this.renamed[renaming]!;
    // If no blocks are sorted, the first differing slot determines the order.
    let order = this.renamings.blocks.length === 0 ? 0 : -1;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      const source = sources[slot]!;
      const index = now[source]!;
      const known = renamed[source];
      const number =
        known === null || known === undefined ? index : (known[index] ?? this.rename(renaming, source, slot));
      candidate[slot] = number;
      if (order === 0 && number !== min[slot]) {
        order = this.compare(slot, number, min[slot]!);
        if (order > 0) return;
      }
    }
    if (this.renamings.blocks.length > 0) {
      this.sort(candidate);
      order = this.compareAll(candidate, min);
    }
    if (order >= 0) return;
    this.candidate = min;
    this.min = candidate;
  }

  private compareAll(a: Int32Array, b: Int32Array): number {
    for (const slot of this.slots) {
      const order = this.compare(slot, a[slot]!, b[slot]!);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Computes the renamed encoding for a value. */
  private rename(renaming: number, source: number, to: number): number {
    const index = this.now[source]!;
    const { encoding, values, low } = this.codec.codeOf(source);
    const value = encoding === 'table' ? values[index]! : index + low;
    const renamed = renamedValue(this.context, source, value, this.renamings.orders[renaming]!);
    const number = encoding === 'table' ? this.codec.indexIn(to, renamed) : (renamed as number) - low;
    if (number >= 2 ** this.codec.codeOf(to).bits) throw new TooNarrow(to);
    this.renamed[renaming]![source]![index] = number;
    return number;
  }

  /** Compares two encoded values of a slot by decoding them. */
  private compare(slot: number, a: number, b: number): number {
    if (a === b) return 0;
    const { encoding, values } = this.codec.codeOf(slot);
    return encoding === 'table' ? compareValues(values[a]!, values[b]!) : a - b;
  }

  /** Sorts the blocks of processes whose instances no value refers to. Uses insertion sort. */
  private sort(state: Int32Array): void {
    for (const { base, stride, size } of this.renamings.blocks) {
      for (let i = 1; i < size; i++) {
        for (
          let j = base + i * stride;
          j > base && this.isBefore(state, j, j - stride, stride);
          j -= stride
        ) {
          for (let k = 0; k < stride; k++) {
            const value = state[j + k]!;
            state[j + k] = state[j - stride + k]!;
            state[j - stride + k] = value;
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
