import type { Span } from '../../diagnostic/diagnostic.ts';
import { Inexpressible } from './inexpressible.ts';
import {
  type Cell,
  cellOf,
  direct,
  itemOf,
  load,
  type Place,
  type Read,
  type Storage,
  sameIndex,
} from './storage.ts';
import { bit, type Item, scalar, type Term, textOf } from './terms.ts';

/** An assignment to one cell, or what a list of variable length gets. */
export type Write =
  | { readonly kind: 'cell'; readonly cell: Cell; readonly text: string }
  | {
      readonly kind: 'append' | 'pack';
      readonly place: Place;
      readonly items: readonly Item[];
      readonly span: Span;
    };

type ListWrite = Exclude<Write, { readonly kind: 'cell' }>;

/** The writes that store a value. */
export function store(term: Term, place: Place, span: Span): Write[] {
  const { shape, indices } = place;
  switch (shape.kind) {
    case 'cell':
      return [{ kind: 'cell', cell: cellOf(place), text: textOf(term) }];
    case 'record':
      if (term.kind !== 'record') break;
      return shape.fields.flatMap((field, i) => store(term.fields[i]!, { shape: field, indices }, span));
    case 'map':
      if (term.kind !== 'map') break;
      return [
        { kind: 'cell', cell: cellOf({ shape: shape.mask, indices }), text: term.mask },
        ...term.values.flatMap((value, i) => {
          const to = itemOf(place, String(i));
          return value.kind === 'scalar' && to.shape.kind !== 'cell' ? empty(to) : store(value, to, span);
        }),
      ];
    case 'list':
      if (term.kind !== 'list') break;
      return storeList(term.items, place, span);
  }
  throw new Error('a value has the type of its place');
}

function storeList(items: readonly Item[], place: Place, span: Span): Write[] {
  const { shape, indices } = place;
  if (shape.kind !== 'list') throw new Error('only lists have items');
  const { length, capacity } = shape;
  if (items.every(({ when }) => when === null)) {
    if (items.length > capacity || (length === null && items.length !== capacity)) {
      throw new Inexpressible(span, `no state has a list of this length here (${items.length})`);
    }
    return [
      ...Array.from({ length: capacity }, (_, i) => {
        const to = itemOf(place, String(i));
        return i < items.length ? store(items[i]!.term, to, span) : empty(to);
      }).flat(),
      ...(length === null
        ? []
        : [{ kind: 'cell', cell: cellOf({ shape: length, indices }), text: String(items.length) } as const]),
    ];
  }
  const own = load(place, direct);
  const before = own.kind === 'list' ? own.items : [];
  const added = items.slice(before.length);
  const extends_ = before.every((item, i) => JSON.stringify(item) === JSON.stringify(items[i]));
  if (length !== null && extends_ && added.every(({ when }) => when === null)) {
    return [{ kind: 'append', place, items: added, span }];
  }
  return [{ kind: 'pack', place, items, span }];
}

/** Writes that reset a place, so that equal values have equal arrays. */
export function empty(place: Place): Write[] {
  const { shape, indices } = place;
  const inner = (at: Place['shape']): Write[] => empty({ shape: at, indices });
  switch (shape.kind) {
    case 'cell':
      return [{ kind: 'cell', cell: cellOf(place), text: '0' }];
    case 'record':
      return shape.fields.flatMap(inner);
    case 'map':
    case 'list': {
      const own = shape.kind === 'map' ? shape.mask : shape.length;
      const count = shape.kind === 'map' ? shape.keys : shape.capacity;
      return [
        ...(own === null ? [] : inner(own)),
        ...Array.from({ length: count }, (_, i) => empty(itemOf(place, String(i)))).flat(),
      ];
    }
  }
}

/** Variables for values that are computed before the assignments of a step. They are 0 between steps. */
export class Temporaries {
  private readonly storage: Storage;
  private readonly all: string[] = [];
  private used = 0;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  restart(): void {
    this.used = 0;
  }

  next(): string {
    this.all[this.used] ??= this.storage.temporary(`tmp_${this.used}`);
    return this.all[this.used++]!;
  }
}

export function wordsIn(text: string): Set<string> {
  return new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
}

/** Names of the variables that a write changes. */
function writtenBy(write: Write): string[] {
  if (write.kind === 'cell') return [write.cell.name];
  return empty(write.place).flatMap(writtenBy);
}

/**
 * Statements for the writes of one step. Every value is computed from the state before the step: a value that reads
 * what an earlier statement has changed is computed first.
 */
export function statementsOf(writes: readonly Write[], temporaries: Temporaries): string[] {
  const first: string[] = [];
  const then: string[] = [];
  const changed = new Set<string>();
  const kept = (text: string, force = false): string => {
    if (!force && ![...wordsIn(text)].some((word) => changed.has(word))) return text;
    const name = temporaries.next();
    first.push(`${name} = ${text};`);
    return name;
  };
  for (const write of writes) {
    if (write.kind === 'cell') {
      const text = kept(write.text);
      const index = write.cell.index === null ? null : kept(write.cell.index);
      const to = direct({ ...write.cell, index });
      if (to !== text) then.push(`${to} = ${text};`);
    } else if (write.kind === 'append')
      then.push(...appended({ ...write, items: write.items.map((item) => itemWith(item, kept)) }));
    else
      then.push(
        ...packed({ ...write, items: write.items.map((item) => itemWith(item, (text) => kept(text, true))) }),
      );
    for (const name of writtenBy(write)) changed.add(name);
  }
  return [...first, ...then];
}

function itemWith({ when, term }: Item, kept: (text: string) => string): Item {
  return { when: when === null ? null : kept(bit(when)), term: termWith(term, kept) };
}

/** A value whose parts are kept before anything changes. */
export function termWith(term: Term, kept: (text: string) => string): Term {
  switch (term.kind) {
    case 'scalar':
      return scalar(/^\(?-?\d+\)?$|^(true|false)$/.test(term.text) ? term.text : kept(term.text));
    case 'record':
      return { kind: 'record', fields: term.fields.map((field) => termWith(field, kept)) };
    case 'list':
      return { kind: 'list', items: term.items.map((item) => itemWith(item, kept)) };
    case 'map':
      return {
        kind: 'map',
        mask: kept(term.mask),
        values: term.values.map((value) => termWith(value, kept)),
      };
  }
}

function lengthOf({ shape, indices }: Place): string | null {
  if (shape.kind !== 'list' || shape.length === null) return null;
  return direct(cellOf({ shape: shape.length, indices }));
}

function appended({ place, items, span }: ListWrite): string[] {
  const length = lengthOf(place)!;
  const capacity = place.shape.kind === 'list' ? place.shape.capacity : 0;
  return items.flatMap(({ term }) => [
    `assert(${length} < ${capacity});`,
    ...plain(store(term, itemOf(place, length), span)),
    `${length}++;`,
  ]);
}

/** The items that are present, one after the other. */
function packed({ place, items, span }: ListWrite): string[] {
  const capacity = place.shape.kind === 'list' ? place.shape.capacity : 0;
  const length = lengthOf(place);
  return [
    'n_ = 0;',
    ...items.flatMap(({ when, term }) => {
      const all = [`assert(n_ < ${capacity});`, ...plain(store(term, itemOf(place, 'n_'), span)), 'n_++;'];
      return when === null ? all : [`if :: ${when} -> ${all.join(' ')} :: else fi;`];
    }),
    ...(length === null ? [] : [`${length} = n_;`]),
    `do :: n_ < ${capacity} -> ${plain(empty(itemOf(place, 'n_'))).join(' ')} n_++; :: else -> break od;`,
    'n_ = 0;',
  ];
}

function plain(writes: readonly Write[]): string[] {
  return writes.map((write) => {
    if (write.kind === 'cell') return `${direct(write.cell)} = ${write.text};`;
    throw new Error('the items of this list have a fixed size');
  });
}

/** Reads cells as they are after some writes. */
export function after(read: Read, writes: readonly Write[], span: Span): Read {
  return (cell) => {
    let value = read(cell);
    for (const write of writes) {
      if (!writtenBy(write).includes(cell.name)) continue;
      if (write.kind !== 'cell') {
        throw new Inexpressible(span, 'a later step of an atomic group reads a list that the group changes');
      }
      const same = sameIndex(write.cell.index, cell.index);
      if (same === true) value = write.text;
      else if (same === null) value = `(${write.cell.index} == ${cell.index} -> ${write.text} : ${value})`;
    }
    return value;
  };
}
