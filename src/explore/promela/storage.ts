import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { Inexpressible } from './inexpressible.ts';
import type { Names } from './names.ts';
import type { Seen } from './seen.ts';
import { and, binary, isNumber, numberOf, scalar, type Term } from './terms.ts';

/** Where values of a type are stored: in one or more arrays. `dims` are the lengths of the outer arrays. */
export type Shape =
  | { readonly kind: 'cell'; readonly name: string; readonly dims: readonly number[] }
  | {
      readonly kind: 'list';
      /** Null for a list whose length never changes. */
      readonly length: Shape | null;
      readonly capacity: number;
      readonly item: Shape;
    }
  | { readonly kind: 'record'; readonly fields: readonly Shape[] }
  | { readonly kind: 'map'; readonly mask: Shape; readonly keys: number; readonly item: Shape };

/** One value's place in its arrays. */
export interface Place {
  readonly shape: Shape;
  readonly indices: readonly string[];
}

/** A variable or an item of an array. */
export interface Cell {
  readonly name: string;
  readonly index: string | null;
}

/** How cells are read: directly, or as they will be after assignments. */
export type Read = (cell: Cell) => string;

export const direct: Read = ({ name, index }) => (index === null ? name : `${name}[${index}]`);

/** Largest element of a set of integers, and largest integer that is a key. */
const MAX_ELEMENT = 30;

/** Number of possible elements of a set or keys of a map. */
export function domainOf(type: Type, sizes: (process: string) => number, span: Span): number {
  const count =
    type.kind === 'bool'
      ? 2
      : type.kind === 'enum'
        ? type.members.length
        : type.kind === 'instance' || type.kind === 'process'
          ? sizes(type.process)
          : type.kind === 'int'
            ? MAX_ELEMENT + 1
            : Number.POSITIVE_INFINITY;
  if (count <= MAX_ELEMENT + 1) return count;
  throw new Inexpressible(
    span,
    count === Number.POSITIVE_INFINITY
      ? `sets and maps become bit masks, which can't have elements of type ${type.kind}`
      : `sets and maps become bit masks, which can have at most ${MAX_ELEMENT + 1} possible elements`,
  );
}

/** Declares the global variables of a Promela file. */
export class Storage {
  readonly lines: string[] = [];
  readonly scratchLines: string[] = [];
  /** Names of the variables that only steps use, with the lengths of arrays. */
  readonly scratch = new Map<string, number | null>();
  /** Bytes in SPIN's state vector. */
  bytes = 0;
  private readonly names: Names;
  private readonly sizes: (process: string) => number;

  constructor(names: Names, sizes: (process: string) => number) {
    this.names = names;
    this.sizes = sizes;
  }

  /**
   * Declares what stores values of a type.
   *
   * @param initial one value for each combination of indices, or one for all
   * @param scratch true for variables that are 0 between steps
   */
  declare(
    wanted: string,
    type: Type,
    seen: Seen,
    { dims = [], initial, span, scratch = false }: Declared,
  ): Shape {
    switch (type.kind) {
      case 'list': {
        const capacity = Math.max(1, seen.longest);
        const lists = initial.map((value) => value as readonly Value[]);
        const item = this.declare(wanted, type.of, seen.part(0), {
          dims: [...dims, capacity],
          initial: everyItem(initial, dims).flatMap((list) =>
            Array.from({ length: capacity }, (_, i) => (list as readonly Value[])[i] ?? null),
          ),
          span,
          scratch,
        });
        const fixed = seen.longest === seen.shortest && seen.longest > 0;
        const length = fixed
          ? null
          : this.cell(
              `${wanted}_len`,
              'byte',
              dims,
              lists.map((list) => list?.length ?? 0),
              scratch,
            );
        return { kind: 'list', length, capacity, item };
      }
      case 'record':
        return {
          kind: 'record',
          fields: type.fields.map((field, i) =>
            this.declare(`${wanted}_${field.name}`, field.type, seen.part(i), {
              dims,
              initial: initial.map((value) => (value === null ? null : (value as readonly Value[])[i]!)),
              span,
              scratch,
            }),
          ),
        };
      case 'map': {
        const keys = domainOf(type.key, this.sizes, span);
        const values = everyItem(initial, dims).map(
          (value) => new Map((value ?? []) as unknown as readonly [Value, Value][]),
        );
        const masks = values.map((map) => maskOf([...map.keys()], span));
        const mask = this.cell(`${wanted}_keys`, maskType(keys), dims, masks, scratch);
        const item = this.declare(wanted, type.of, seen.part(1), {
          dims: [...dims, keys],
          initial: values.flatMap((map) =>
            Array.from({ length: keys }, (_, key) => map.get(key) ?? map.get(key === 1) ?? null),
          ),
          span,
          scratch,
        });
        return { kind: 'map', mask, keys, item };
      }
      case 'set': {
        const elements = domainOf(type.of, this.sizes, span);
        const masks = initial.map((value) => maskOf((value ?? []) as readonly Value[], span));
        if (seen.part(0).low < 0 || seen.part(0).high > MAX_ELEMENT) {
          throw new Inexpressible(span, `sets of integers can have only elements from 0 to ${MAX_ELEMENT}`);
        }
        return this.cell(wanted, maskType(elements), dims, masks, scratch);
      }
      default:
        return this.cell(
          wanted,
          scalarType(type, seen, span),
          dims,
          initial.map((value) => Number(value ?? 0)),
          scratch,
        );
    }
  }

  /** Declares a whole number for use within steps. */
  temporary(wanted: string): string {
    const shape = this.cell(wanted, 'int', [], [0], true);
    return cellOf({ shape, indices: [] }).name;
  }

  /** Statements that reset the variables that only steps use, if these statements use them. */
  resets(statements: readonly string[]): string[] {
    const used = new Set(statements.flatMap((line) => line.match(/[A-Za-z_]\w*/g) ?? []));
    return [...this.scratch].flatMap(([name, size]) => {
      if (!used.has(name)) return [];
      if (size === null) return [`${name} = 0;`];
      return Array.from({ length: size }, (_, i) => `${name}[${i}] = 0;`);
    });
  }

  /** Declares a scalar or an array of scalars. */
  cell(
    wanted: string,
    type: CellType,
    dims: readonly number[],
    initial: readonly number[],
    scratch = false,
  ): Shape {
    const name = this.names.unique(wanted);
    const size = dims.reduce((product, length) => product * length, 1);
    const values = Array.from({ length: size }, (_, i) => initial[i % initial.length] ?? 0);
    const same = values.every((value) => value === values[0]);
    const init = same ? (values[0] === 0 ? '' : ` = ${values[0]}`) : ` = { ${values.join(', ')} }`;
    const of = dims.length === 0 ? '' : `[${size}]`;
    (scratch ? this.scratchLines : this.lines).push(`${type} ${name}${of}${init};`);
    if (scratch) this.scratch.set(name, dims.length === 0 ? null : size);
    this.bytes += size * BYTES[type];
    return { kind: 'cell', name, dims };
  }
}

interface Declared {
  readonly dims?: readonly number[];
  readonly initial: readonly (Value | null)[];
  readonly span: Span;
  readonly scratch?: boolean;
}

export type CellType = 'bool' | 'byte' | 'short' | 'int';

const BYTES: Readonly<Record<CellType, number>> = { bool: 1, byte: 1, short: 2, int: 4 };

function everyItem(initial: readonly (Value | null)[], dims: readonly number[]): readonly (Value | null)[] {
  const size = dims.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, (_, i) => initial[i % initial.length] ?? []);
}

function scalarType(type: Type, seen: Seen, span: Span): CellType {
  switch (type.kind) {
    case 'bool':
    case 'timer':
      return 'bool';
    case 'enum':
    case 'instance':
      return 'byte';
    case 'string':
      return 'byte';
    case 'int':
    case 'duration':
      return fitting(seen.low, seen.high, span);
    default:
      throw new Inexpressible(
        span,
        type.kind === 'double' ? 'Promela has no numbers with fractions' : `it has no type like ${type.kind}`,
      );
  }
}

/** The smallest type for whole numbers in a range. */
function fitting(low: number, high: number, span: Span): CellType {
  if (low >= 0 && high <= 255) return 'byte';
  if (low >= -32_768 && high <= 32_767) return 'short';
  if (low >= -(2 ** 31) && high < 2 ** 31) return 'int';
  throw new Inexpressible(
    span,
    `its integers have 32 bits, and this takes ${high >= 2 ** 31 ? high : low}`,
    'use a larger unit or smaller numbers',
  );
}

function maskType(elements: number): CellType {
  return elements <= 8 ? 'byte' : elements <= 15 ? 'short' : 'int';
}

export function maskOf(elements: readonly Value[], span: Span): number {
  return elements.reduce<number>((mask, element) => {
    const index = Number(element);
    if (!Number.isInteger(index) || index < 0 || index > MAX_ELEMENT) {
      throw new Inexpressible(span, `sets and maps can have only elements from 0 to ${MAX_ELEMENT}`);
    }
    return mask | (1 << index);
  }, 0);
}

/** The index of an item in arrays within arrays. */
function indexOf(dims: readonly number[], indices: readonly string[]): string | null {
  if (dims.length === 0) return null;
  return dims.reduce((index, length, i) => binary(binary(index, '*', String(length)), '+', indices[i]!), '0');
}

export function cellOf({ shape, indices }: Place): Cell {
  if (shape.kind !== 'cell') throw new Error('a collection has several cells');
  return { name: shape.name, index: indexOf(shape.dims, indices) };
}

/** The item of a stored list or map. */
export function itemOf({ shape, indices }: Place, index: string): Place {
  if (shape.kind !== 'list' && shape.kind !== 'map') throw new Error('only lists and maps have items');
  return { shape: shape.item, indices: [...indices, index] };
}

/** Reads a whole value. */
export function load(place: Place, read: Read): Term {
  const { shape, indices } = place;
  const at = (index: string): Term => load(itemOf(place, index), read);
  switch (shape.kind) {
    case 'cell':
      return scalar(read(cellOf(place)));
    case 'record':
      return { kind: 'record', fields: shape.fields.map((field) => load({ shape: field, indices }, read)) };
    case 'map':
      return {
        kind: 'map',
        mask: read(cellOf({ shape: shape.mask, indices })),
        values: Array.from({ length: shape.keys }, (_, i) => at(String(i))),
        at,
      };
    case 'list': {
      const length = shape.length === null ? null : read(cellOf({ shape: shape.length, indices }));
      const items = Array.from({ length: shape.capacity }, (_, i) => ({
        when: length === null ? null : and(binary(String(i), '<', length)),
        term: at(String(i)),
      }));
      return { kind: 'list', items, at };
    }
  }
}

/** All cells of a place. */
export function cellsOf(place: Place): Cell[] {
  const { shape, indices } = place;
  const within = (inner: Shape): Cell[] => cellsOf({ shape: inner, indices });
  switch (shape.kind) {
    case 'cell':
      return [cellOf(place)];
    case 'record':
      return shape.fields.flatMap(within);
    case 'map':
    case 'list': {
      const own = shape.kind === 'map' ? shape.mask : shape.length;
      const count = shape.kind === 'map' ? shape.keys : shape.capacity;
      return [
        ...(own === null ? [] : within(own)),
        ...Array.from({ length: count }, (_, i) => cellsOf(itemOf(place, String(i)))).flat(),
      ];
    }
  }
}

/** The value of a cell, where `index` may be a number. */
export function sameIndex(a: string | null, b: string | null): boolean | null {
  if (a === b) return true;
  if (a !== null && b !== null && isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b);
  return null;
}
