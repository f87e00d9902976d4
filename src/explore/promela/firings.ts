import type { Span } from '../../diagnostic/diagnostic.ts';
import type { BranchModel, ProcessModel } from '../../model/model.ts';
import type { Assignment, Branch, Send, Target } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { zeroOf } from '../../scenario/ast/value.ts';
import { mayFail } from '../space/fault-moves.ts';
import { restoredIn } from '../space/search-state.ts';
import { isMeasured } from '../space/unmeasured.ts';
import { Inexpressible } from './inexpressible.ts';
import { INSTANT, type Mailbox } from './mailboxes.ts';
import { GLOBAL, type Scope } from './scope.ts';
import { cellOf, direct, itemOf, type Place, type Read } from './storage.ts';
import { and, binary, bit, type Item, not, or, scalar, sum, type Term, textOf } from './terms.ts';
import type { Translation } from './translation.ts';
import { after, statementsOf, store, termWith, type Write, wordsIn } from './writes.ts';

/** One way in which a step can happen: an alternative of a Promela `do` loop. */
export interface Option {
  readonly guard: string;
  readonly statements: readonly string[];
  readonly comment: string;
}

/** More alternatives of one process would make a file that nobody can read. */
const MAX_OPTIONS = 3000;

/** A message that a step sends, with what happens to it left open. */
interface Pending {
  readonly via: number;
  readonly mailbox: Mailbox;
  readonly receiver: string;
  readonly when: string | null;
  readonly writes: readonly Write[];
}

/** A step and, for an atomic group, the steps before it. */
interface Path {
  readonly guards: readonly string[];
  readonly statements: readonly string[];
  readonly sent: readonly Pending[];
  /** Reads the state after the statements, as a function of the state before the first one. */
  readonly read: Read;
  readonly isFirst: boolean;
  readonly received: boolean;
  readonly comment: readonly string[];
}

/** All ways in which the instance `self` of a process can move. */
export function optionsOf(translation: Translation, process: ProcessModel): Option[] {
  const own = new Firings(translation, process);
  const options = own.all();
  if (options.length <= MAX_OPTIONS) return options;
  throw new Inexpressible(
    process.process.span,
    `\`${process.process.name}\` would have ${options.length.toLocaleString('en-US')} alternatives`,
  );
}

class Firings {
  private readonly translation: Translation;
  private readonly process: ProcessModel;
  private readonly name: string;

  constructor(translation: Translation, process: ProcessModel) {
    this.translation = translation;
    this.process = process;
    this.name = process.process.name;
  }

  all(): Option[] {
    return this.process.process.steps.flatMap(({ index }) => this.ofStep(index));
  }

  private ofStep(step: number): Option[] {
    const { translation, name } = this;
    const up = not(translation.down(name));
    const at = binary(direct(this.stepCell()), '==', translation.stepName(name, step));
    const start: Path = {
      guards: [up, at],
      statements: [],
      sent: [],
      read: direct,
      isFirst: true,
      received: false,
      comment: [],
    };
    return this.process.steps[step]!.flatMap((branch, index) => {
      if (!branch.possible) return [];
      translation.temporaries.restart();
      return this.throughExits(start, step, index).flatMap((path) => this.delivered(path));
    });
  }

  private stepCell() {
    return cellOf(this.translation.step(this.name, 'self'));
  }

  private scope(read: Read, more: Partial<Scope> = {}): Scope {
    return { ...GLOBAL, read, owner: { process: this.name, index: 'self' }, ...more };
  }

  private text(expr: Parameters<Translation['expressions']['text']>[0], scope: Scope): string {
    return this.translation.expressions.text(expr, scope);
  }

  /** The step, or leaving it through one of its exits. */
  private throughExits(path: Path, step: number, index: number): Path[] {
    const model = this.process.steps[step]![index]!;
    const branch = this.process.process.steps[step]!.branches[index]!;
    const out: Path[] = [];
    let passed: string[] = [];
    for (const [i, exit] of model.exits.entries()) {
      const test = isMeasured(exit) ? null : this.text(branch.exits[i]!.test, this.scope(path.read));
      const guards = [...path.guards, ...passed, ...(test === null ? [] : [test])];
      const left = this.moved(
        { ...path, guards, comment: [...path.comment, `${branch.id}, skipped`] },
        exit.to,
        branch.span,
      );
      out.push(...this.restOfGroup(left, step, exit.to));
      if (test !== null) passed = [...passed, not(test)];
    }
    return [...out, ...this.fired({ ...path, guards: [...path.guards, ...passed] }, step, model, branch)];
  }

  private fired(path: Path, step: number, model: BranchModel, branch: Branch): Path[] {
    const when =
      branch.when === null || model.when === null || isMeasured(model.when)
        ? []
        : [this.text(branch.when, this.scope(path.read))];
    const ready = { ...path, guards: [...path.guards, ...when], comment: [...path.comment, branch.id] };
    const out = this.received(ready, model, branch).flatMap((one) =>
      this.restOfGroup(this.moved(one, model.next, branch.span), step, model.next),
    );
    const edge = branch.call?.edge;
    if (model.call !== null && edge !== undefined && mayFail(this.translation.model, edge)) {
      const failed = { ...ready, comment: [...path.comment, `${branch.id}, failed`] };
      out.push(this.moved(failed, model.call.failTo, branch.span));
    }
    return out;
  }

  /** If a step leads to a later member of its atomic group, all the ways to complete the group. */
  private restOfGroup(path: Path, step: number, to: Target): Path[] {
    const { steps } = this.process.process;
    const { group } = steps[step]!;
    const inside = group !== null && typeof to === 'number' && to > step && steps[to]!.group === group;
    if (!inside) return [path];
    return this.process.steps[to]!.flatMap((_, index) =>
      this.throughExits({ ...path, isFirst: false }, to, index),
    );
  }

  /** For each message that the step can receive, the effects of the step. */
  private received(path: Path, model: BranchModel, branch: Branch): Path[] {
    const { receive } = branch;
    if (receive === null) return this.chosen(path, model, branch, this.scope(path.read), this.scope(direct));
    if (path.received) {
      throw new Inexpressible(branch.span, 'an atomic group receives more than one message');
    }
    const mailbox = this.translation.mailboxes.get(model.from < 0 ? this.process.process.index : model.from);
    if (mailbox === undefined) return [];
    const instance = model.from < 0 ? 'self' : '0';
    const withMessage = (read: Read, fields: Map<string, Term>): Scope =>
      this.scope(read, { messages: new Map([[receive.as, fields]]) });
    const matches = (at: number): string =>
      receive.where === null
        ? 'true'
        : this.text(receive.where, withMessage(path.read, mailbox.message(instance, String(at))));
    return Array.from({ length: mailbox.capacity }, (_, at) => {
      const guard = mailbox.canTake(instance, at, receive.head, matches);
      const one: Path = {
        ...path,
        received: true,
        guards: [...path.guards, guard],
        statements: [
          ...path.statements,
          ...mailbox.keep(instance, String(at)),
          `${mailbox.take}(${instance}, ${at});`,
        ],
      };
      const before = withMessage(path.read, mailbox.message(instance, String(at)));
      return this.chosen(one, model, branch, before, withMessage(direct, mailbox.taken()));
    }).flat();
  }

  /**
   * For each choice, the effects of the step.
   *
   * @param before reads the state before the whole transition
   * @param now reads the state in which the step's statements are executed
   */
  private chosen(path: Path, model: BranchModel, branch: Branch, before: Scope, now: Scope): Path[] {
    let all = [{ guards: path.guards, before, now }];
    for (const { name, from } of branch.choose) {
      all = all.flatMap((one) => {
        const guarded = this.translation.expressions.elements(from, one.before);
        const later = this.translation.expressions.elements(from, one.now);
        const bind = (scope: Scope, term: Term): Scope => ({
          ...scope,
          variables: new Map([...scope.variables, [name, term]]),
        });
        return guarded.map(({ when, term }, i) => ({
          guards: when === null ? one.guards : [...one.guards, when],
          before: bind(one.before, term),
          now: bind(one.now, later[i]!.term),
        }));
      });
    }
    return all
      .filter(({ guards }) => !guards.includes('false'))
      .map((one) => this.applied({ ...path, guards: one.guards }, model, branch, one.before, one.now));
  }

  /** The step's assignments and messages. */
  private applied(path: Path, model: BranchModel, branch: Branch, before: Scope, now: Scope): Path {
    const { translation } = this;
    const first: string[] = [];
    const keep = (text: string): string => {
      const name = translation.temporaries.next();
      first.push(`${name} = ${text};`);
      return name;
    };
    const isAlone = branch.set.length === 0 && this.group(branch) === null && model.next !== 'restart';
    const kept = isAlone ? (text: string): string => text : keep;
    const sent = branch.send.flatMap((send) => this.messages(send, now, kept));
    const writes = this.writes(branch.set, now);
    const guards = [...path.guards, ...this.capacity([...path.sent, ...sent], branch.send)];
    const readable = this.writes(branch.set, before);
    return {
      ...path,
      guards,
      statements: [
        ...path.statements,
        ...first,
        ...statementsOf(writes, translation.temporaries),
        ...this.keptByFaults(model),
      ],
      sent: [...path.sent, ...sent],
      read: readable.length === 0 ? path.read : after(path.read, readable, branch.span),
    };
  }

  private group(branch: Branch): number | null {
    return this.process.process.steps.find(({ branches }) => branches.includes(branch))!.group;
  }

  private writes(set: readonly Assignment[], scope: Scope): Write[] {
    const { expressions } = this.translation;
    return set.flatMap(({ target, name, key, value, span }) => {
      const place: Place =
        target === 'state'
          ? this.translation.variable(name)
          : this.translation.local(this.name, name, 'self');
      const term = expressions.term(value, scope);
      if (key === null) return store(term, place, span);
      const index = bit(this.text(key, scope));
      const item = store(term, itemOf(place, index), span);
      if (place.shape.kind !== 'map') return item;
      const mask = cellOf({ shape: place.shape.mask, indices: place.indices });
      return [{ kind: 'cell', cell: mask, text: `(${scope.read(mask)} | (1 << ${index}))` }, ...item];
    });
  }

  /** Faults that are active don't restore what a step writes. */
  private keptByFaults({ set }: BranchModel): string[] {
    const { layout, model } = this.translation;
    const slots = set.flatMap(({ shared, at }) => (shared ? [at] : []));
    return restoredIn(layout, slots).flatMap(({ fault, variable }) =>
      this.translation.written(fault, model.layout.slots[variable.slot]!.name),
    );
  }

  /** The path after an instance has moved to another step. */
  private moved(path: Path, to: Target, span: Span): Path {
    const { translation, process } = this;
    const { steps, locals } = process.process;
    const step = to === 'end' ? steps.length : to === 'restart' ? 0 : to;
    const move: Write = {
      kind: 'cell',
      cell: this.stepCell(),
      text: translation.stepName(this.name, step),
    };
    const reset =
      to === 'restart'
        ? locals.flatMap(({ name, type, init, span: at }) =>
            store(
              translation.expressions.literal(init, type, at),
              translation.local(this.name, name, 'self'),
              at,
            ),
          )
        : [];
    const writes = [move, ...reset];
    return {
      ...path,
      statements: [...path.statements, ...statementsOf(writes, translation.temporaries)],
      read: after(path.read, writes, span),
    };
  }

  /** The messages that a step sends, one for each possible receiver. */
  private messages(send: Send, scope: Scope, kept: (text: string) => string): Pending[] {
    const { translation } = this;
    const { scenario, processes } = translation.model;
    const index = scenario.processes.findIndex(({ name }) => name === send.process);
    const mailbox = translation.mailboxes.get(index);
    if (mailbox === undefined) throw new Inexpressible(send.span, 'nothing receives this message');
    const fields = [...scenario.names.messages.get(send.process)!];
    const values = fields.map(([, type], i): Term => {
      const value = send.body[i];
      if (i === 0) return termWith(this.sender(type), kept);
      if (value == null) return translation.expressions.literal(zeroOf(type)!, type, send.span);
      return termWith(translation.expressions.term(value, scope), kept);
    });
    const via = send.via ?? INSTANT;
    const isOwn = index === this.process.process.index;
    const receivers: Item[] =
      send.to === null
        ? processes[index]!.process.instances.map((_, i) => ({
            when: isOwn ? binary('self', '!=', String(i)) : null,
            term: scalar(String(i)),
          }))
        : ['list', 'set', 'process'].includes(send.to.type.kind)
          ? translation.expressions.elements(send.to, scope)
          : [{ when: null, term: translation.expressions.term(send.to, scope) }];
    return receivers.map(({ when, term }) => {
      const receiver = textOf(termWith(term, kept));
      const names = fields.map(([name]) => name);
      return {
        via,
        mailbox,
        receiver,
        when: when === null || when === 'true' ? null : readsOnlySelf(when) ? when : kept(bit(when)),
        writes: mailbox.writes(receiver, via, (field, place) =>
          store(values[names.indexOf(field)]!, place, send.span),
        ),
      };
    });
  }

  /** The sender, as the receiver sees it. */
  private sender(type: Type): Term {
    if (type.kind !== 'enum') return scalar('self');
    const { instances } = this.process.process;
    const terms = instances.map((id) =>
      this.translation.expressions.literal(type.members.indexOf(id), type, this.process.process.span),
    );
    return terms.reduceRight((rest, term, i) =>
      scalar(`(self == ${i} -> ${textOf(term)} : ${textOf(rest)})`),
    );
  }

  /** True if every bounded channel has capacity for the messages sent so far. */
  private capacity(sent: readonly Pending[], sends: readonly Send[]): string[] {
    const { channels } = this.translation.model.scenario;
    const vias = [...new Set(sends.map(({ via }) => via ?? INSTANT))];
    return vias.flatMap((via) => {
      const capacity = via < 0 ? null : channels[via]!.capacity;
      if (capacity === null) return [];
      const count = sum(
        sent.filter((one) => one.via === via).map(({ when }) => countOf(when, sends[0]!.span)),
      );
      const load = sum([...this.translation.mailboxes.values()].flatMap((mailbox) => mailbox.load(via)));
      const fits = binary(binary(load, '+', count), '<=', sum([String(capacity), ...this.waiting(via)]));
      return [or(binary(count, '==', '0'), fits)];
    });
  }

  /** For each other instance, whether it waits to receive from a shared channel. */
  private waiting(via: number): string[] {
    const { translation } = this;
    const { receivers } = translation.model.channels[via]!;
    return (receivers ?? []).flatMap((steps, p) => {
      if (steps.length === 0) return [];
      const { name, instances } = translation.model.scenario.processes[p]!;
      return instances.map((_, i) => {
        const at = direct(cellOf(translation.step(name, String(i))));
        return and(
          not(translation.down(name)),
          or(...steps.map((step) => binary(at, '==', translation.stepName(name, step)))),
          name === this.name ? binary('self', '!=', String(i)) : null,
        );
      });
    });
  }

  /** For each message, the possible numbers of copies that arrive. */
  private delivered(path: Path): Option[] {
    let all = [{ guards: path.guards, statements: path.statements, comment: path.comment }];
    for (const one of path.sent) {
      all = all.flatMap((so) =>
        this.copies(one).map(({ copies, guard, note }) => ({
          guards: guard === null ? so.guards : [...so.guards, guard],
          statements: [...so.statements, ...this.deliveries(one, copies)],
          comment: note === null ? so.comment : [...so.comment, note],
        })),
      );
    }
    return all
      .map(({ guards, statements, comment }) => ({
        guard: and(...guards),
        statements,
        comment: comment.join(', '),
      }))
      .filter(({ guard }) => guard !== 'false');
  }

  private copies({ via, mailbox }: Pending): { copies: number; guard: string | null; note: string | null }[] {
    const { model } = this.translation;
    const down = this.translation.down(model.scenario.processes[mailbox.process]!.name);
    if (via < 0) {
      const guard = down === 'false' ? null : not(down);
      return [
        { copies: 1, guard, note: null },
        ...(down === 'false' ? [] : [{ copies: 0, guard: down, note: 'receiver is down' }]),
      ];
    }
    const { loss, duplicate } = model.channels[via]!;
    return [
      { copies: 1, guard: null, note: null },
      ...(loss !== null
        ? [{ copies: 0, guard: null, note: 'message lost' }]
        : down === 'false'
          ? []
          : [{ copies: 0, guard: down, note: 'message lost' }]),
      ...(duplicate === null ? [] : [{ copies: 2, guard: null, note: 'message duplicated' }]),
    ];
  }

  private deliveries({ mailbox, receiver, when, writes }: Pending, copies: number): string[] {
    const { temporaries } = this.translation;
    const one = [
      mailbox.full(receiver),
      ...statementsOf(writes, temporaries),
      `${mailbox.post}(${receiver});`,
    ];
    const all = Array.from({ length: copies }, () => one).flat();
    return when === null || all.length === 0 ? all : [`if :: ${when} -> ${all.join(' ')} :: else fi;`];
  }
}

function readsOnlySelf(text: string): boolean {
  return [...wordsIn(text)].every((word) => word === 'self');
}

/** Whether a message is sent, as a number, if that doesn't depend on the state. */
function countOf(when: string | null, span: Span): string {
  if (when === null) return '1';
  if (readsOnlySelf(when)) return when;
  throw new Inexpressible(
    span,
    "the number of messages to a channel with a capacity isn't known before the step",
  );
}
