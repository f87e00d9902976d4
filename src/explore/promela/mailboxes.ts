import type { Model } from '../../model/model.ts';
import { hasOneLine } from '../../scenario/ast/scenario.ts';
import type { Names } from './names.ts';
import type { Seen } from './seen.ts';
import { cellOf, cellsOf, direct, load, type Place, type Shape, type Storage } from './storage.ts';
import { and, binary, not, or, type Term } from './terms.ts';
import { empty, statementsOf, type Temporaries, type Write } from './writes.ts';

/** The channel of messages that arrive at once. */
export const INSTANT = -1;

/** The mailboxes of a process's instances: arrays with one entry a message, in the order of arrival. */
export class Mailbox {
  readonly process: number;
  readonly capacity: number;
  /** Channels that messages arrive through. */
  readonly vias: readonly number[];
  /** Names of the inline definitions. */
  readonly take: string;
  readonly post: string;
  private readonly count: Shape;
  private readonly via: Shape | null;
  private readonly fields: ReadonlyMap<string, Shape>;
  /** Where a message is kept while a step handles it. */
  private readonly kept: ReadonlyMap<string, Shape>;
  private readonly model: Model;

  constructor(model: Model, process: number, seen: MailSeen, storage: Storage, names: Names) {
    const { name, instances, span } = model.scenario.processes[process]!;
    this.model = model;
    this.process = process;
    this.capacity = Math.max(1, seen.longest);
    this.vias = viasTo(model, process);
    this.take = names.unique(`take_${name}`);
    this.post = names.unique(`posted_${name}`);
    const dims = [instances.length, this.capacity];
    const types = [...model.scenario.names.messages.get(name)!];
    const declare = (prefix: string, at: readonly number[], scratch: boolean): Map<string, Shape> =>
      new Map(
        types.map(([field, type], i) => [
          field,
          storage.declare(`${name}_${prefix}_${field}`, type, seen.fields[i]!, {
            dims: at,
            initial: [null],
            span,
            scratch,
          }),
        ]),
      );
    this.count = storage.cell(`${name}_mail`, 'byte', [instances.length], [0]);
    this.via = this.vias.length < 2 ? null : storage.cell(`${name}_mail_via`, 'byte', dims, [0]);
    this.fields = declare('mail', dims, false);
    this.kept = declare('taken', [], true);
  }

  /** Number of messages. */
  size(instance: string): string {
    return direct(cellOf({ shape: this.count, indices: [instance] }));
  }

  /** The number that stands for a channel. */
  private viaNumber(via: number): number {
    return this.vias.indexOf(via);
  }

  private cells(instance: string, at: string): string[] {
    const all = [...(this.via === null ? [] : [this.via]), ...this.fields.values()];
    return all.flatMap((shape) => cellsOf({ shape, indices: [instance, at] }).map(direct));
  }

  private place(shape: Shape, instance: string, at: string): Place {
    return { shape, indices: [instance, at] };
  }

  /** A message's fields. */
  message(instance: string, at: string): Map<string, Term> {
    return new Map(
      [...this.fields].map(([name, shape]) => [name, load(this.place(shape, instance, at), direct)]),
    );
  }

  /** The fields of the message that a step has taken. */
  taken(): Map<string, Term> {
    return new Map([...this.kept].map(([name, shape]) => [name, load({ shape, indices: [] }, direct)]));
  }

  /** Statements that keep a message while a step handles it. */
  keep(instance: string, at: string): string[] {
    return [...this.fields].flatMap(([name, shape]) => {
      const from = cellsOf(this.place(shape, instance, at));
      const to = cellsOf({ shape: this.kept.get(name)!, indices: [] });
      return from.map((cell, i) => `${direct(to[i]!)} = ${direct(cell)};`);
    });
  }

  /**
   * True if a `receive` can take the message at an index.
   *
   * @param matches whether the message at an index is one that is received
   */
  canTake(instance: string, at: number, headOnly: boolean, matches: (at: number) => string): string {
    const earlier = Array.from({ length: at }, (_, j) =>
      not(and(this.sameLink(instance, j, at), headOnly ? null : matches(j))),
    );
    return and(binary(this.size(instance), '>', String(at)), matches(at), ...earlier);
  }

  /** True if two messages can't overtake each other. */
  private sameLink(instance: string, a: number, b: number): string {
    const { channels } = this.model.scenario;
    const isVia = (at: number, via: number): string =>
      this.via === null
        ? 'true'
        : binary(
            direct(cellOf(this.place(this.via, instance, String(at)))),
            '==',
            String(this.viaNumber(via)),
          );
    const shared = this.vias.filter(
      (via) => via === INSTANT || (hasOneLine(channels[via]!) && channels[via]!.order === 'fifo'),
    );
    const links = this.vias.filter((via) => !shared.includes(via) && channels[via]!.order === 'fifo');
    const from = (at: number): string => {
      const [sender] = this.fields.values();
      return direct(cellOf(this.place(sender!, instance, String(at))));
    };
    return or(
      and(or(...shared.map((via) => isVia(a, via))), or(...shared.map((via) => isVia(b, via)))),
      ...links.map((via) => and(isVia(a, via), isVia(b, via), binary(from(a), '==', from(b)))),
    );
  }

  /** Number of messages of a channel in all mailboxes. */
  load(via: number): string[] {
    const { instances } = this.model.scenario.processes[this.process]!;
    if (!this.vias.includes(via)) return [];
    return instances.flatMap((_, i) => {
      const { via: shape } = this;
      if (shape === null) return [this.size(String(i))];
      return Array.from({ length: this.capacity }, (_at, k) => {
        const is = direct(cellOf(this.place(shape, String(i), String(k))));
        return and(`(${this.size(String(i))} > ${k})`, `(${is} == ${this.viaNumber(via)})`);
      });
    });
  }

  /** Writes that put a message at the end of a mailbox. `posted` then puts it in its place. */
  writes(instance: string, via: number, values: (field: string, place: Place) => Write[]): Write[] {
    const at = this.size(instance);
    return [
      ...(this.via === null
        ? []
        : [
            {
              kind: 'cell',
              cell: cellOf(this.place(this.via, instance, at)),
              text: String(this.viaNumber(via)),
            } as const,
          ]),
      ...[...this.fields].flatMap(([field, shape]) => values(field, this.place(shape, instance, at))),
    ];
  }

  /** Statements that remove the messages that have arrived at once. */
  loseInstant(instance: string): string[] {
    if (!this.vias.includes(INSTANT)) return [];
    const instant = String(this.viaNumber(INSTANT));
    const isInstant =
      this.via === null ? 'true' : `${direct(cellOf(this.place(this.via, instance, '0')))} == ${instant}`;
    // Messages that arrive at once come first.
    return [
      `do :: (${this.size(instance)} > 0 && ${isInstant}) -> ${this.take}(${instance}, 0); :: else -> break od;`,
    ];
  }

  full(instance: string): string {
    return `assert(${this.size(instance)} < ${this.capacity});`;
  }

  /** The inline definitions for messages. */
  definitions(temporaries: Temporaries): string[] {
    const { name } = this.model.scenario.processes[this.process]!;
    temporaries.restart();
    const move = this.cells('r', 'i_').map((cell, i) => `${cell} = ${this.cells('r', 'i_ + 1')[i]};`);
    const last = [...(this.via === null ? [] : [this.via]), ...this.fields.values()].flatMap((shape) =>
      empty(this.place(shape, 'r', this.size('r'))),
    );
    const greater = this.isGreater('i_ - 1', 'i_');
    const before = this.cells('r', 'i_ - 1');
    const swap = this.cells('r', 'i_').map(
      (cell, i) => `n_ = ${cell}; ${cell} = ${before[i]}; ${before[i]} = n_;`,
    );
    return [
      `/* Removes message k from the mailbox of instance r of ${name}. */`,
      `inline ${this.take}(r, k) {`,
      `  i_ = k;`,
      `  do :: (i_ + 1 < ${this.size('r')}) -> ${move.join(' ')} i_++; :: else -> break od;`,
      `  ${this.size('r')}--;`,
      ...statementsOf(last, temporaries).map((line) => `  ${line}`),
      '  i_ = 0;',
      '}',
      `/* Puts the message after the last one in its place. */`,
      `inline ${this.post}(r) {`,
      ...(greater === 'false'
        ? []
        : [
            `  i_ = ${this.size('r')};`,
            `  do :: (i_ > 0) -> if :: ${greater} -> ${swap.join(' ')} i_--; :: else -> break fi; :: else -> break od;`,
            '  i_ = 0; n_ = 0;',
          ]),
      `  ${this.size('r')}++;`,
      '}',
    ];
  }

  /** True if a message must come after the other one in canonical order. */
  private isGreater(a: string, b: string): string {
    const { channels } = this.model.scenario;
    const cell = (shape: Shape, at: string): string => direct(cellOf(this.place(shape, 'r', at)));
    const [sender] = this.fields.values();
    const within = this.vias.map((via) => {
      const same = this.via === null ? 'true' : binary(cell(this.via, a), '==', String(this.viaNumber(via)));
      if (via === INSTANT) return 'false';
      if (channels[via]!.order === 'any') {
        const all = [...this.fields.values()].flatMap((shape) => {
          const [as, bs] = [a, b].map((at) => cellsOf(this.place(shape, 'r', at)).map(direct));
          return as!.map((one, i) => [one, bs![i]!] as const);
        });
        const greater = all.reduceRight(
          (rest, [x, y]) => or(`(${x} > ${y})`, and(`(${x} == ${y})`, rest)),
          'false',
        );
        return and(same, greater);
      }
      if (hasOneLine(channels[via]!)) return 'false';
      return and(same, binary(cell(sender!, a), '>', cell(sender!, b)));
    });
    if (this.via === null) return or(...within);
    const [viaA, viaB] = [cell(this.via, a), cell(this.via, b)];
    return or(`(${viaA} > ${viaB})`, and(`(${viaA} == ${viaB})`, or(...within)));
  }
}

/** The messages that the states of a search have in a process's mailboxes. */
export interface MailSeen {
  readonly longest: number;
  readonly fields: readonly Seen[];
}

/** Channels through which messages are sent to a process. */
function viasTo({ processes }: Model, process: number): number[] {
  const all = processes.flatMap(({ steps }) =>
    steps.flat().flatMap(({ send }) => send.filter((one) => one.process === process)),
  );
  return [...new Set(all.map(({ via }) => via ?? INSTANT))].sort((a, b) => a - b);
}
