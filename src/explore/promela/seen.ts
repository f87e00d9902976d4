import type { Value } from '../../scenario/ast/expr.ts';
import type { Type } from '../../scenario/ast/types.ts';

/** The values of one variable in all states: the range of its numbers and the lengths of its lists. */
export class Seen {
  low = 0;
  high = 0;
  shortest = Number.POSITIVE_INFINITY;
  longest = 0;
  private readonly parts: Seen[] = [];

  /** The items of a list or set, the keys (0) and values (1) of a map, or a field of a record. */
  part(index: number): Seen {
    this.parts[index] ??= new Seen();
    return this.parts[index];
  }

  merge(other: Seen): void {
    this.low = Math.min(this.low, other.low);
    this.high = Math.max(this.high, other.high);
    this.shortest = Math.min(this.shortest, other.shortest);
    this.longest = Math.max(this.longest, other.longest);
    for (const [i, part] of other.parts.entries()) if (part !== undefined) this.part(i).merge(part);
  }

  add(value: Value, type: Type): void {
    if (typeof value === 'number') {
      this.low = Math.min(this.low, value);
      this.high = Math.max(this.high, value);
    } else if (Array.isArray(value)) {
      this.shortest = Math.min(this.shortest, value.length);
      this.longest = Math.max(this.longest, value.length);
      for (const [i, item] of value.entries()) {
        if (type.kind === 'record') this.part(i).add(item, type.fields[i]!.type);
        else if (type.kind === 'map') {
          this.part(0).add((item as readonly Value[])[0]!, type.key);
          this.part(1).add((item as readonly Value[])[1]!, type.of);
        } else if (type.kind === 'list' || type.kind === 'set') this.part(0).add(item, type.of);
      }
    }
  }
}
