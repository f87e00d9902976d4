/** Checked scenarios as JSON. Equal parts are stored once, since variants and expressions have many parts in common. */

/** Values with their parts in a table. A reference to a part is `[index]`; all other values are stored as they are. */
export interface PackedData {
  /** Lists of object keys. Nodes refer to a list by its index. */
  readonly shapes: readonly (readonly string[])[];
  /** Each node is `[shape, ...values]` or `[KIND, ...items]`. It refers only to earlier nodes. */
  readonly nodes: readonly (readonly unknown[])[];
  /** The values that `unpack` returns, in order. */
  readonly roots: readonly unknown[];
}

const LIST = -1;
const MAP = -2;
const SET = -3;
const NUMBER = -4;

/** Replaces positions in the author's file, which data for readers doesn't contain. */
const NOWHERE = { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** Packs values that may contain maps, sets and numbers of any kind. Functions are left out, and positions are replaced. */
export function pack(values: readonly unknown[]): PackedData {
  const shapes: string[][] = [];
  const nodes: unknown[][] = [];
  const known = new Map<string, number>();
  const indexOf = <T>(of: T[], item: T): number => {
    const key = JSON.stringify(item) + (of === (shapes as unknown) ? 'shape' : '');
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, of.length);
    return of.push(item) - 1;
  };
  const node = (kind: number, items: readonly unknown[]): [number] => [
    indexOf(nodes, [kind, ...items.map(packed)]),
  ];
  const packed = (value: unknown): unknown => {
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      return [indexOf(nodes, [NUMBER, Object.is(value, -0) ? '-0' : String(value)])];
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return node(LIST, value);
    if (value instanceof Map) return node(MAP, [...value].flat(1));
    if (value instanceof Set) return node(SET, [...value]);
    const object = isPlace(value) ? NOWHERE : value;
    const entries = Object.entries(object).filter(
      ([, part]) => part !== undefined && typeof part !== 'function',
    );
    const shape = indexOf(
      shapes,
      entries.map(([key]) => key),
    );
    return node(
      shape,
      entries.map(([, part]) => part),
    );
  };
  const roots = values.map(packed);
  return { shapes, nodes, roots };
}

/** Returns the values that were passed to `pack`. Equal parts become the same object. */
export function unpack({ shapes, nodes, roots }: PackedData): unknown[] {
  const made: unknown[] = [];
  const unpacked = (part: unknown): unknown => (Array.isArray(part) ? made[part[0] as number] : part);
  for (const [kind, ...items] of nodes) made.push(build(kind as number, items.map(unpacked), shapes));
  return roots.map(unpacked);
}

function build(kind: number, items: readonly unknown[], shapes: PackedData['shapes']): unknown {
  switch (kind) {
    case LIST:
      return items;
    case MAP:
      return new Map(items.flatMap((key, i) => (i % 2 === 0 ? [[key, items[i + 1]]] : [])));
    case SET:
      return new Set(items);
    case NUMBER:
      return Number(items[0]);
    default:
      return Object.fromEntries(shapes[kind]!.map((key, i) => [key, items[i]]));
  }
}

function isPlace(value: object): boolean {
  return 'file' in value && 'start' in value && 'end' in value;
}
