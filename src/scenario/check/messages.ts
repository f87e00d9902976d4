import type { Span } from '../../diagnostic/diagnostic.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Names, ProcessEntry, Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import { SENDER, type Send } from '../ast/scenario.ts';
import { ANY, DOUBLE, sameType, type Type } from '../ast/types.ts';
import { article, checkCel } from '../cel/check.ts';
import type { RawBranch, RawSend, RawStep } from '../schema/processes.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import { chosenType } from './parts.ts';
import type { FlatStep, ProgramContext } from './program.ts';
import * as sayOf from './value-diagnostics.ts';

/**
 * Infers the fields of the messages to each process and shared channel, and their types, from all message bodies. An
 * undefined name in a body is a symbol, and a field's symbols form an enum. Since a body can forward a field from a
 * received message, inference runs in rounds until no new types turn up.
 */
export function messageFields(
  context: Context,
  names: Names,
  programs: ReadonlyMap<string, readonly FlatStep[]>,
  queues: readonly string[],
): Map<string, Map<string, Type>> {
  const fields = new Map<string, Map<string, Type>>();
  const sites = resolveReceivers(
    context,
    names,
    [...programs].flatMap(([process, steps]) => sendSites(names.processes.get(process)!, steps)),
    queues,
  );
  for (const { receiver } of sites) fields.set(receiver, fields.get(receiver) ?? new Map([[SENDER, ANY]]));
  senderTypes(sites, fields);
  gatherSymbols(context, sites, names, fields);
  // The type of a record literal is known only from other values of the same field.
  for (const literals of [false, true]) {
    for (let round = 0; round < sites.length + 1; round++) {
      if (!typeRound(context, sites, names, fields, literals)) break;
    }
  }
  // If all of a field's expressions are invalid, it gets the type `any`, so one error doesn't cause others.
  for (const { receiver, raw } of sites) {
    const types = fields.get(receiver)!;
    for (const field of Object.keys(raw.body ?? {})) if (!types.has(field)) types.set(field, ANY);
  }
  return fields;
}

/** A `send` and the step that contains it. */
interface Site {
  readonly process: ProcessEntry;
  readonly raw: RawSend;
  readonly path: Path;
  readonly step: RawStep | RawBranch;
  readonly stepPath: Path;
}

type SendSite = Site & { readonly receiver: string };

function sendSites(process: ProcessEntry, steps: readonly FlatStep[]): Site[] {
  return steps.flatMap((flat) =>
    branchesOf(flat).flatMap(({ raw: step, path: stepPath }) =>
      sendsOf(step, stepPath).map((send) => ({ process, ...send, step, stepPath })),
    ),
  );
}

/** A step's branches with their paths. A step without `either` is its only branch. */
export function branchesOf(step: FlatStep): { raw: RawStep | RawBranch; path: Path }[] {
  if (step.raw.either === undefined) return [{ raw: step.raw, path: step.path }];
  return step.raw.either.map((raw, i) => ({ raw, path: [...step.path, 'either', i] }));
}

/** A step's messages with their paths. */
function sendsOf(raw: RawStep | RawBranch, path: Path): { raw: RawSend; path: Path }[] {
  if (raw.send === undefined) return [];
  if (!Array.isArray(raw.send)) return [{ raw: raw.send, path: [...path, 'send'] }];
  return raw.send.map((send, i) => ({ raw: send, path: [...path, 'send', i] }));
}

/**
 * Finds each message's receiving process. The receiver of a reply (`to: m.from`) is known only after the other messages
 * to its process, so this takes several rounds.
 */
function resolveReceivers(
  context: Context,
  names: Names,
  sites: readonly Site[],
  queues: readonly string[],
): SendSite[] {
  const found = new Map<Site, string>();
  for (let round = 0; round <= sites.length; round++) {
    const before = found.size;
    for (const site of sites) {
      const isQueue = queues.includes(site.raw.to.trim());
      const receiver = found.has(site)
        ? null
        : isQueue
          ? site.raw.to.trim()
          : receiverOf(context, site, names, found);
      if (receiver !== null) found.set(site, receiver);
    }
    if (found.size === before) break;
  }
  return [...found].map(([site, receiver]) => ({ ...site, receiver }));
}

function receiverOf(
  context: Context,
  site: Site,
  names: Names,
  found: ReadonlyMap<Site, string>,
): string | null {
  const { step, process: self } = site;
  for (const word of site.raw.to.match(/[A-Za-z_]\w*(?:\.\w+)*/g) ?? []) {
    const direct = processNamed(word, names);
    if (direct !== null) return direct;
    const [object, field] = word.split('.');
    if (field === 'filter' && names.processes.has(object!)) return object!;
    if (object === step.receive?.as && field === SENDER) {
      const source = step.receive?.from ?? self.name;
      const senders = [...found].filter(([, to]) => to === source).map(([from]) => from.process.name);
      if (new Set(senders).size === 1) return senders[0]!;
    }
    const type =
      object === 'self' && field !== undefined
        ? (self.locals.get(field) ?? self.constants.get(field) ?? self.lets.get(field)?.resolve(names)?.type)
        : isChoice(word, step)
          ? scopeOf(context, site, names).variables.get(word)
          : (names.state.get(word) ?? names.lets.get(word)?.resolve(names)?.type);
    const target = type === undefined ? null : instanceIn(type);
    if (target !== null) return target;
  }
  return null;
}

function isChoice(name: string, { choose = {}, draw = {} }: Site['step']): boolean {
  return Object.hasOwn(choose, name) || Object.hasOwn(draw, name);
}

/** The names available to the expressions in a message. Invalid choices and messages have the type `any`. */
function scopeOf(context: Context, { process, step, stepPath }: Site, names: Names): Scope {
  const variables = new Map<string, Type>();
  if (step.receive !== undefined)
    variables.set(step.receive.as, { kind: 'message', process: step.receive.from ?? process.name });
  const scope: Scope = { names, self: process, variables, old: false };
  for (const name of Object.keys(step.choose ?? {})) {
    const from = checkCel(context.celText([...stepPath, 'choose', name]), scope, ANY).expr;
    variables.set(name, (from === null ? null : chosenType(from.type)) ?? ANY);
  }
  for (const name of Object.keys(step.draw ?? {})) variables.set(name, DOUBLE);
  return scope;
}

function processNamed(word: string, names: Names): string | null {
  for (const process of names.processes.values()) {
    if (process.name === word || process.instances.includes(word)) return process.name;
  }
  return null;
}

function instanceIn(type: Type): string | null {
  if (type.kind === 'instance') return type.process;
  return type.kind === 'list' || type.kind === 'set' ? instanceIn(type.of) : null;
}

/** `from` is an instance if only one process sends messages to the receiver, otherwise a symbol. */
function senderTypes(sites: readonly SendSite[], fields: Map<string, Map<string, Type>>): void {
  for (const [receiver, types] of fields) {
    const senders = new Set(sites.filter((site) => site.receiver === receiver).map((site) => site.process));
    const [only] = senders;
    const members = [...senders].flatMap((sender) => sender.instances);
    types.set(
      SENDER,
      senders.size === 1 && only !== undefined
        ? { kind: 'instance', process: only.name }
        : { kind: 'enum', members },
    );
  }
}

function gatherSymbols(
  context: Context,
  sites: readonly SendSite[],
  names: Names,
  fields: Map<string, Map<string, Type>>,
): void {
  const symbols = new Map<
    string,
    { receiver: string; field: string; uses: { member: string; path: Path }[] }
  >();
  for (const site of sites) {
    const { receiver } = site;
    for (const field of Object.keys(site.raw.body ?? {})) {
      const path = [...site.path, 'body', field];
      const node = context.node(path);
      const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value.trim() : '';
      if (!/^[A-Za-z_]\w*$/.test(text) || isKnown(text, names, site.step)) continue;
      const key = `${receiver}.${field}`;
      const entry = symbols.get(key) ?? { receiver, field, uses: [] };
      entry.uses.push({ member: text, path });
      symbols.set(key, entry);
    }
  }
  for (const { receiver, field, uses } of symbols.values()) {
    const members = [...new Set(uses.map((use) => use.member))];
    fields.get(receiver)!.set(field, { kind: 'enum', members });
    reportStrays(context, field, uses, members);
  }
}

/**
 * Reports symbols that are probably misspelled: if some of a field's symbols are used in comparisons, all of them
 * must be.
 */
function reportStrays(
  context: Context,
  field: string,
  uses: readonly { member: string; path: Path }[],
  members: readonly string[],
): void {
  const places = expressionsAbout(context.root, field);
  const compared = members.filter((member) => places.some((text) => hasWord(text, member)));
  if (compared.length === 0) return;
  for (const { member, path } of uses) {
    if (compared.includes(member)) continue;
    context.report(say.strayMember(context.span(path), member, field, nearest(member, compared)));
  }
}

/** All strings that read a field with this name, for example `m.kind == heartbeat`. */
function expressionsAbout(node: YamlNode, field: string): string[] {
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => expressionsAbout(value, field));
  if (node.kind === 'list') return node.items.flatMap((item) => expressionsAbout(item, field));
  return typeof node.value === 'string' && hasWord(node.value, `.${field}`) ? [node.value] : [];
}

function hasWord(text: string, word: string): boolean {
  return text.split(/(\.?\w+)/).some((part) => part === word || part === `.${word}`);
}

function isKnown(text: string, names: Names, step: Site['step']): boolean {
  const enums = [...names.state.values()].some((type) => type.kind === 'enum' && type.members.includes(text));
  return (
    enums ||
    text === step.receive?.as ||
    isChoice(text, step) ||
    names.state.has(text) ||
    names.constants.has(text) ||
    names.lets.has(text) ||
    processNamed(text, names) !== null
  );
}

/**
 * Does one round of type inference over all bodies and reports fields with conflicting types. Returns true if it
 * inferred a new type.
 *
 * @param literals true to include literals of maps and records
 */
function typeRound(
  context: Context,
  sites: readonly SendSite[],
  names: Names,
  fields: Map<string, Map<string, Type>>,
  literals: boolean,
): boolean {
  let progress = false;
  for (const site of sites) {
    const { receiver } = site;
    const types = fields.get(receiver)!;
    for (const field of Object.keys(site.raw.body ?? {})) {
      if (field === SENDER) continue;
      const path = [...site.path, 'body', field];
      const known = types.get(field);
      if (known?.kind === 'enum') continue;
      const isLiteral = context.text(path).startsWith('{');
      if (isLiteral && (!literals || known?.kind === 'record')) continue;
      const type = bodyType(context, path, site, { ...names, messages: fields });
      if (type === null || type.kind === 'any') continue;
      if (known === undefined) {
        types.set(field, type);
        progress = true;
      } else if (!sameType(known, type) && !widens(type, known)) {
        const clash = say.messageType(context.span(path), field, receiver, article(known), article(type));
        if (!context.diagnostics.some((d) => d.message === clash.message)) context.report(clash);
      }
    }
  }
  return progress;
}

function widens(from: Type, to: Type): boolean {
  return from.kind === 'int' && to.kind === 'double';
}

/** The type of one value in a body. Errors in it are reported when the step is checked. */
function bodyType(context: Context, path: Path, site: SendSite, names: Names): Type | null {
  const node = context.node(path);
  if (node.kind !== 'scalar') return null;
  if (typeof node.value === 'boolean') return { kind: 'bool' };
  if (typeof node.value === 'number')
    return { kind: Number.isInteger(node.value) && !/[.eE]/.test(node.raw) ? 'int' : 'double' };
  return checkCel(context.celText(path), scopeOf(context, site, names), ANY).expr?.type ?? null;
}

/** Checks a step's messages: receivers, bodies, and channels. */
export function checkSends(
  program: ProgramContext,
  raw: RawStep | RawBranch,
  path: Path,
  scope: Scope,
): Send[] {
  return sendsOf(raw, path).flatMap((send) => checkSend(program, send.raw, send.path, scope) ?? []);
}

function checkSend(program: ProgramContext, raw: RawSend, path: Path, scope: Scope): Send | null {
  const { context, names } = program;
  const queue = queueIn(program, raw, path);
  const to = queue === null ? context.expr([...path, 'to'], scope, ANY) : null;
  const via = queue === null ? channelOf(program, raw, path) : program.channels.indexOf(queue);
  if (queue === null && to === null) return null;
  const process = queue ?? receiverIn(to!);
  if (process === null && to!.type.kind === 'any') return null;
  if (process === null) {
    const span = context.span([...path, 'to']);
    return context.report(
      say.stepKeys(
        span,
        `the receiver must be an instance, a list or set of instances, or a process, not ${article(to!.type)}`,
      ),
    );
  }
  const types = names.messages.get(process) ?? new Map();
  const body = [...types].map(([field, type]): Expr | null => {
    if (field === SENDER || raw.body?.[field] === undefined) return null;
    if (isReported(context, context.span([...path, 'body', field]))) return null;
    return context.expr([...path, 'body', field], scope, type);
  });
  for (const field of Object.keys(raw.body ?? {})) {
    if (field === SENDER) {
      const at = context.keySpan([...path, 'body', field]);
      context.report(
        say.stepKeys(at, `\`${SENDER}\` is always the sender`, 'remove this field from the body'),
      );
    } else if (!types.has(field)) context.expr([...path, 'body', field], scope, ANY);
  }
  return {
    process,
    to: to?.type.kind === 'process' ? null : to,
    body,
    fields: Object.keys(raw.body ?? {}),
    via,
    span: context.span(path),
  };
}

/** The shared channel that a message is sent to, or null. */
function queueIn({ context, queues }: ProgramContext, raw: RawSend, path: Path): string | null {
  const name = raw.to.trim();
  if (queues.includes(name)) {
    if (raw.via !== undefined) context.report(sayOf.queueVia(context.span([...path, 'via']), name));
    return name;
  }
  return null;
}

/** True if a type conflict has already been reported for the field. */
function isReported(context: Context, span: Span): boolean {
  return context.diagnostics.some(
    (one) =>
      one.code === 'scenario/message-type' &&
      one.span.start.line === span.start.line &&
      one.span.start.column === span.start.column,
  );
}

function channelOf({ context, channels, queues }: ProgramContext, raw: RawSend, path: Path): number | null {
  if (raw.via === undefined) return null;
  const index = channels.indexOf(raw.via);
  const span = context.span([...path, 'via']);
  if (queues.includes(raw.via)) return context.report(sayOf.viaQueue(span, raw.via));
  if (index >= 0) return index;
  return context.report(say.unknownThing(span, raw.via, 'channel', nearest(raw.via, channels)));
}

function receiverIn(to: Expr): string | null {
  const { type } = to;
  if (type.kind === 'process' || type.kind === 'instance') return type.process;
  if ((type.kind === 'list' || type.kind === 'set') && type.of.kind === 'instance') return type.of.process;
  return null;
}
