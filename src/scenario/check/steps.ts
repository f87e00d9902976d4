import type { Span } from '../../diagnostic/diagnostic.ts';
import { misspelled, nearest } from '../../yaml/suggest.ts';
import { type Scope, withVariable } from '../ast/environment.ts';
import type { Branch, Choice, ConditionPart, Exit, NumberDraw, Step, Target } from '../ast/scenario.ts';
import { ANY, BOOL, DOUBLE } from '../ast/types.ts';
import { checkCel } from '../cel/check.ts';
import type { RawBranch, RawStep } from '../schema/processes.ts';
import { checkAssignments, emptied } from './assignments.ts';
import { checkChances, hasChances, mayPass } from './chance.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import { branchesOf, checkSends } from './messages.ts';
import {
  checkDelay,
  checkDistribution,
  checkMoment,
  checkShare,
  checkTemplate,
  chosenType,
} from './parts.ts';
import { type FlatStep, type ProgramContext, stepId } from './program.ts';
import { checkEdge } from './services.ts';
import * as sayOf from './value-diagnostics.ts';

/** Checks all steps in a process. */
export function checkSteps(program: ProgramContext): Step[] {
  return program.flat.map((flat, index) => {
    const id = stepId(flat, index);
    const branches = branchesOf(flat).map(({ raw, path }) => checkBranch(program, flat, raw, path));
    const span = program.context.span(flat.raw.id === undefined ? flat.path : [...flat.path, 'id']);
    const rolls = hasChances(flat.raw);
    if (rolls) checkChances(program, flat, branches);
    const pass = rolls && mayPass(branches) ? [passingBranch(program, flat, id, span)] : [];
    return {
      id,
      index,
      branches: [...branches, ...pass],
      rolls,
      mayWait: flat.raw.may_wait ?? program.mayWait,
      group: program.groups.get(index) ?? null,
      span,
    };
  });
}

/** The branch that is taken if a draw selects none of the alternatives. It changes nothing. */
function passingBranch(program: ProgramContext, flat: FlatStep, id: string, span: Span): Branch {
  const { names, process } = program;
  const scope: Scope = { names, self: process, variables: new Map(), old: false };
  return {
    id: `${id}_otherwise`,
    exits: checkExits(program, flat, {}, flat.path, scope),
    when: null,
    whenParts: [],
    receive: null,
    delay: null,
    at: null,
    choose: [],
    draw: [],
    set: [],
    clears: [],
    empties: [],
    send: [],
    call: null,
    next: place(program, flat.next),
    fair: null,
    weight: null,
    chance: null,
    to: [],
    say: [`skips ${id.replaceAll('_', ' ')}`],
    span,
  };
}

function checkBranch(program: ProgramContext, flat: FlatStep, raw: RawStep | RawBranch, path: Path): Branch {
  const { context, names, process } = program;
  const later = new Set([
    ...(raw.receive === undefined ? [] : [raw.receive.as]),
    ...Object.keys(raw.choose ?? {}),
    ...Object.keys(raw.draw ?? {}),
  ]);
  const scope: Scope = { names, self: process, variables: new Map(), old: false, later };
  const received = receiveScope(program, raw, path, scope);
  const { choices, chosen: withChoices } = checkChoices(context, raw, path, received);
  const { draws, drawn: chosen } = checkDraws(context, raw, path, scope, withChoices);
  const at =
    raw.at === undefined ? null : checkMoment(context, [...path, 'at'], raw.at, program.observations);
  return {
    id: raw.id ?? stepId(flat, program.flat.indexOf(flat)),
    exits: checkExits(program, flat, raw, path, scope),
    ...checkWhen(context, raw, path, scope),
    receive:
      raw.receive === undefined
        ? null
        : {
            as: raw.receive.as,
            from: raw.receive.from ?? null,
            head: raw.receive.head ?? false,
            where:
              raw.receive.where === undefined
                ? null
                : context.expr([...path, 'receive', 'where'], received, BOOL),
          },
    delay: raw.delay === undefined ? null : checkDelay(context, [...path, 'delay'], raw.delay, scope),
    at,
    choose: choices,
    draw: draws,
    set: checkAssignments(context, [...path, 'set'], raw.set, chosen),
    clears: emptied(context, [...path, 'set'], raw.set, chosen, 'cache'),
    empties: emptied(context, [...path, 'set'], raw.set, chosen, 'queue').map(({ service }) => service),
    send: checkSends(program, raw, path, chosen),
    call: checkCallOf(program, flat, raw, path, scope),
    next: raw.then === undefined ? place(program, flat.next) : target(program, [...path, 'then'], raw.then),
    fair: raw.fair ?? null,
    weight: 'weight' in raw ? (raw.weight ?? null) : null,
    chance:
      'chance' in raw && raw.chance !== undefined ? checkShare(context, [...path, 'chance'], scope) : null,
    to: checkTargets(program, raw, path),
    say: raw.say === undefined ? null : checkTemplate(context, [...path, 'say'], chosen),
    span: context.span(raw.id === undefined ? path : [...path, 'id']),
  };
}

/**
 * The targets of a step's arrow. Any name is allowed, but a name that differs from a participant's name by one
 * letter is reported.
 */
function checkTargets(
  { context, names, services, drawn }: ProgramContext,
  raw: RawStep | RawBranch,
  path: Path,
): string[] {
  const targets = raw.to === undefined ? [] : [raw.to].flat();
  const instances = [...names.processes.values()].flatMap((process) => process.instances);
  const known = new Set([...names.processes.keys(), ...instances, ...services, ...drawn]);
  for (const [i, name] of targets.entries()) {
    const near = known.has(name) ? null : misspelled(name, known);
    const place = Array.isArray(raw.to) ? [...path, 'to', i] : [...path, 'to'];
    if (near !== null) context.report(say.misspelledTarget(context.span(place), name, near));
  }
  return targets;
}

function receiveScope(program: ProgramContext, raw: RawStep | RawBranch, path: Path, scope: Scope): Scope {
  if (raw.receive === undefined) return scope;
  const { context, names, process } = program;
  const at = [...path, 'receive', 'as'];
  if (isTaken(raw.receive.as, scope))
    context.report(say.duplicateName(context.span(at), raw.receive.as, 'defined'));
  const { from } = raw.receive;
  if (from !== undefined && !program.queues.includes(from)) {
    const span = context.span([...path, 'receive', 'from']);
    context.report(
      sayOf.notAQueue(span, from, program.channels.includes(from), nearest(from, program.queues)),
    );
    return withVariable(scope, raw.receive.as, ANY);
  }
  const source = from ?? process.name;
  if (!names.messages.has(source)) context.report(say.neverSent(context.span(at), source));
  return withVariable(scope, raw.receive.as, { kind: 'message', process: source });
}

function checkChoices(
  context: Context,
  raw: RawStep | RawBranch,
  path: Path,
  scope: Scope,
): { choices: Choice[]; chosen: Scope } {
  const choices: Choice[] = [];
  let chosen = scope;
  for (const name of Object.keys(raw.choose ?? {})) {
    const at = [...path, 'choose', name];
    if (isTaken(name, chosen)) context.report(say.duplicateName(context.keySpan(at), name, 'defined'));
    const from = context.expr(at, chosen, ANY);
    const type = from === null ? ANY : chosenType(from.type);
    if (from !== null && type !== null) choices.push({ name, from, type });
    if (type === null)
      context.report(say.stepKeys(context.span(at), '`choose` needs a list, a set or a process'));
    // An invalid choice still declares its name, so one error doesn't cause others.
    chosen = withVariable(chosen, name, type ?? ANY);
  }
  return { choices, chosen };
}

/** @param before the scope for parameters, which are read before anything is received or chosen */
function checkDraws(
  context: Context,
  raw: RawStep | RawBranch,
  path: Path,
  before: Scope,
  scope: Scope,
): { draws: NumberDraw[]; drawn: Scope } {
  const draws: NumberDraw[] = [];
  let drawn = scope;
  for (const [name, distribution] of Object.entries(raw.draw ?? {})) {
    const at = [...path, 'draw', name];
    if (isTaken(name, drawn)) context.report(say.duplicateName(context.keySpan(at), name, 'defined'));
    const from = checkDistribution(context, at, distribution, before, DOUBLE);
    if (from !== null) draws.push({ name, from: from as NumberDraw['from'], span: context.keySpan(at) });
    drawn = withVariable(drawn, name, DOUBLE);
  }
  return { draws, drawn };
}

function isTaken(name: string, scope: Scope): boolean {
  const { names } = scope;
  return (
    scope.variables.has(name) ||
    names.state.has(name) ||
    names.constants.has(name) ||
    names.lets.has(name) ||
    names.processes.has(name) ||
    name === 'self' ||
    name === 'old'
  );
}

function checkExits(
  program: ProgramContext,
  flat: FlatStep,
  raw: RawStep | RawBranch,
  path: Path,
  scope: Scope,
): Exit[] {
  const { context } = program;
  const exits: Exit[] = [];
  for (const exit of flat.exits) {
    const test = context.expr(exit.path, scope, BOOL);
    if (test !== null) {
      const not = { op: 'not', arg: test, type: BOOL, span: test.span } as const;
      exits.push({ kind: 'while', test: not, to: place(program, exit.to) });
    }
  }
  if (raw.skip_if !== undefined) {
    const test = context.expr([...path, 'skip_if'], scope, BOOL);
    const to = target(program, [...path, 'skip_to'], raw.skip_to ?? 'start');
    if (test !== null) exits.push({ kind: 'skip', test, to });
  }
  return exits;
}

function checkCallOf(
  program: ProgramContext,
  flat: FlatStep,
  raw: RawStep | RawBranch,
  path: Path,
  scope: Scope,
): Branch['call'] {
  if (raw.call === undefined) return null;
  const { context, services } = program;
  const at = [...path, 'call', 'to'];
  if (!services.includes(raw.call.to)) {
    return context.report(
      say.unknownThing(context.span(at), raw.call.to, 'service', nearest(raw.call.to, services)),
    );
  }
  const ends = { to: raw.call.to, span: context.span(at) };
  const edge = checkEdge(context, [...path, 'call'], raw.call, scope, ends);
  return {
    service: raw.call.to,
    timeout: edge.timeout,
    edge,
    failTo:
      raw.fail_to === undefined
        ? program.flat.indexOf(flat)
        : target(program, [...path, 'fail_to'], raw.fail_to),
  };
}

/** A step by index. An index past the last step means the next round of a loop, or the end of the process. */
function place(program: ProgramContext, index: number): Target {
  if (index < program.flat.length) return index;
  return program.loops ? 'restart' : 'end';
}

function target(program: ProgramContext, path: Path, id: string): Target {
  if (id === 'end') return 'end';
  if (id === 'start') return program.loops ? 'restart' : 0;
  const ids = program.flat.map(stepId);
  const index = ids.indexOf(id);
  if (index >= 0) return index;
  const { context, process } = program;
  const hint = 'use a step id, `start` or `end`';
  context.report(say.unknownStep(context.span(path), id, process.name, nearest(id, ids), hint));
  return 'end';
}

/** Checks `when`, and splits it into the parts between `&&`, so that a report can say which part is false. */
function checkWhen(
  context: Context,
  raw: { readonly when?: unknown },
  path: Path,
  scope: Scope,
): Pick<Branch, 'when' | 'whenParts'> {
  if (raw.when === undefined) return { when: null, whenParts: [] };
  const at = [...path, 'when'];
  const when = context.expr(at, scope, BOOL);
  if (when === null) return { when, whenParts: [] };
  const whole = context.text(at);
  const pieces = splitAtAnd(whole);
  if (pieces.length === 1) return { when, whenParts: [{ is: when, text: whole }] };
  const whenParts = pieces.flatMap(([from, to]): ConditionPart[] => {
    const text = whole.slice(from, to).trim();
    const { expr } = checkCel(context.celPart(at, from, to), scope, BOOL);
    return expr === null ? [] : [{ is: expr, text }];
  });
  return { when, whenParts: whenParts.length === pieces.length ? whenParts : [{ is: when, text: whole }] };
}

const TOKENS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[([{]|[)\]}]|&&|\|\||\?/g;

/**
 * Offsets of the parts of an expression between `&&`. If there is a `||` or `?:`, which bind less tightly, the whole
 * expression is one part.
 */
function splitAtAnd(text: string): [from: number, to: number][] {
  const cuts: number[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) depth--;
    else if (depth === 0 && token === '&&') cuts.push(index);
    else if (depth === 0 && (token === '||' || token === '?')) return [[0, text.length]];
  }
  return [...cuts, text.length].map((to, i) => [i === 0 ? 0 : cuts[i - 1]! + 2, to]);
}
