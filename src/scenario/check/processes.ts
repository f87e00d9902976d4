import type { Span } from '../../diagnostic/diagnostic.ts';
import { parseDuration } from '../../time/duration.ts';
import { nearest } from '../../yaml/suggest.ts';
import { type Names, type ProcessEntry, RESERVED, type Scope } from '../ast/environment.ts';
import type { Value } from '../ast/expr.ts';
import type { InstanceConstant, Loop, Variable } from '../ast/scenario.ts';
import { ANY, type Type } from '../ast/types.ts';
import type { InstanceIds } from '../ast/value.ts';
import { article } from '../cel/check.ts';
import type { RawProcess, RawStep } from '../schema/processes.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { type Context, inferType } from './context.ts';
import { declareVariables } from './declarations.ts';
import * as say from './diagnostics.ts';
import { readValue } from './initial.ts';
import type { Lets } from './lets.ts';
import { type FlatStep, stepId } from './program.ts';

/** Limits on a run's state. */
const MAX_INSTANCES = 200_000;
const MAX_VARIABLES = 2_000_000;

/** All instance ids by process. A process without `instances` has one instance with the process's name. */
export function instanceIds(context: Context, raw: RawScenario): InstanceIds {
  const ids = new Map<string, readonly string[]>();
  const owner = new Map<string, string>();
  let total = 0;
  for (const [name, process] of Object.entries(raw.processes ?? {})) {
    const path = ['processes', name];
    const own = idsOf(name, process, MAX_INSTANCES - total);
    total += own.length;
    if (own.length === 0) {
      const span = context.keySpan([...path, 'instances']);
      context.report(
        say.tooMany(span, total + Number(process.instances), 'instances in total', MAX_INSTANCES),
      );
      own.push(name);
    }
    if (RESERVED.has(name)) context.report(say.reserved(context.keySpan(path), name));
    for (const [i, id] of isFleet(process) ? [] : own.entries()) {
      const span = instanceSpan(context, name, process, i);
      if (RESERVED.has(id) && id !== name) context.report(say.reserved(span, id));
      const other = owner.get(id);
      const what = other === undefined ? takenBy(raw, id, name) : `an instance of ${other}`;
      if (what !== null) context.report(say.duplicateName(span, id, what));
      owner.set(id, name);
    }
    ids.set(name, own);
  }
  return ids;
}

function instanceSpan(context: Context, name: string, { instances }: RawProcess, i: number): Span {
  const path = ['processes', name, 'instances'];
  if (Array.isArray(instances)) return context.span([...path, i]);
  if (typeof instances !== 'object') return context.keySpan(path.slice(0, -1));
  return context.keySpan([...path, Object.keys(instances)[i]!]);
}

/** What else has the same name as an instance, or null. Only the instance's own process may share the name. */
function takenBy(raw: RawScenario, id: string, process: string): string | null {
  const has = (section: object | undefined): boolean => section !== undefined && Object.hasOwn(section, id);
  if (id !== process && has(raw.processes)) return 'a process';
  if (id !== process && has(raw.state)) return 'a state variable';
  if (has(raw.let)) return 'a name under `let`';
  return id !== process && has(raw.const) ? 'a constant' : null;
}

/** A process's ids; empty if it has more than `limit` instances. */
function idsOf(name: string, { instances }: RawProcess, limit: number): string[] {
  if (instances === undefined) return [name];
  if (typeof instances === 'number' && instances > limit) return [];
  if (typeof instances === 'number') return Array.from({ length: instances }, (_, i) => `${name}[${i}]`);
  return Array.isArray(instances) ? instances : Object.keys(instances);
}

/** True if `instances` is a number, so the instances have no names. */
export function isFleet({ instances }: RawProcess): boolean {
  return typeof instances === 'number';
}

/** Declares a process: its locals, constants, instances and steps. */
export function processEntry(
  context: Context,
  name: string,
  raw: RawProcess,
  flat: readonly FlatStep[],
  scope: Scope,
  ids: InstanceIds,
  lets: Lets,
): { entry: ProcessEntry; locals: Variable[]; constants: InstanceConstant[] } {
  const path = ['processes', name, 'local'];
  const locals = declareVariables(context, path, raw.local ?? {}, scope, ids);
  for (const local of locals) {
    if (['id', 'index', 'step'].includes(local.name)) context.report(say.reserved(local.span, local.name));
  }
  const constants = instanceConstants(context, name, raw, ids);
  const entry: ProcessEntry = {
    name,
    instances: isFleet(raw) ? [] : ids.get(name)!,
    size: ids.get(name)!.length,
    locals: new Map(locals.map((local) => [local.name, local.type])),
    constants: new Map(constants.map((constant) => [constant.name, constant.type])),
    lets: lets.ofProcess(name, raw.let),
    steps: flat.map(stepId),
  };
  return { entry, locals, constants };
}

/** The instances' constants. All instances must have the same constants with the same types. */
function instanceConstants(
  context: Context,
  name: string,
  raw: RawProcess,
  ids: InstanceIds,
): InstanceConstant[] {
  const { instances } = raw;
  if (instances === undefined || typeof instances === 'number' || Array.isArray(instances)) return [];
  const keys = new Set(Object.values(instances).flatMap((constants) => Object.keys(constants)));
  return [...keys].map(
    (key) =>
      instanceConstant(context, name, Object.keys(instances), key, ids) ?? {
        name: key,
        type: ANY,
        values: [],
      },
  );
}

function instanceConstant(
  context: Context,
  process: string,
  instances: readonly string[],
  key: string,
  ids: InstanceIds,
): InstanceConstant | null {
  let type: Type | null = null;
  const values: Value[] = [];
  for (const id of instances) {
    const path = ['processes', process, 'instances', id, key];
    const node = context.node(path);
    if (node === context.node(path.slice(0, -1))) {
      const span = context.keySpan(path.slice(0, -1));
      return context.report(
        say.instanceConstant(span, `\`${id}\` has no constant named \`${key}\`, but another instance does`),
      );
    }
    type ??= constantType(node, ids);
    const value = type === null ? null : readValue(node, type, ids);
    if (type === null || value === null) {
      const wanted =
        type === null
          ? 'must be a plain value'
          : `must be ${article(type)}, because it's ${article(type)} in another instance`;
      return context.report(say.instanceConstant(context.span(path), `\`${key}\` ${wanted}`));
    }
    values.push(value);
  }
  return type === null ? null : { name: key, type, values };
}

function constantType(node: Parameters<typeof inferType>[0], ids: InstanceIds): Type | null {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    for (const [process, instances] of ids) {
      if (instances.includes(node.value)) return { kind: 'instance', process };
    }
  }
  return inferType(node);
}

/** Reports processes whose instances have too many locals in total. */
export function checkVariableCount(context: Context, entries: readonly ProcessEntry[]): void {
  let total = 0;
  for (const { name, size, locals } of entries) {
    total += size * (1 + locals.size);
    if (total <= MAX_VARIABLES) continue;
    const what = 'variables of instances in total';
    context.report(say.tooMany(context.keySpan(['processes', name]), total, what, MAX_VARIABLES));
    return;
  }
}

/** Checks a process's loop. */
export function checkLoop(context: Context, name: string, raw: RawProcess): Loop {
  if (raw.loop === undefined || raw.loop === false) return { kind: 'none' };
  if (raw.loop === true) return { kind: 'forever' };
  const period = parseDuration(raw.loop);
  if (period !== null && period > 0) return { kind: 'period', period };
  context.report(say.badDuration(context.span(['processes', name, 'loop']), raw.loop));
  return { kind: 'none' };
}

/** Reports mutually exclusive step keys, missing ids, and duplicate ids. */
export function checkShape(context: Context, name: string, raw: RawProcess, flat: readonly FlatStep[]): void {
  const seen = new Set<string>();
  const visit = (step: RawStep, path: (string | number)[]): void => {
    for (const problem of shapeProblems(step)) {
      const span = step.id === undefined ? context.span(path) : context.span([...path, 'id']);
      context.report(say.stepKeys(span, problem));
    }
    if (step.id !== undefined) {
      const span = context.span([...path, 'id']);
      if (seen.has(step.id)) context.report(say.duplicateStep(span, step.id, name));
      if (step.id === 'start' || step.id === 'end') context.report(say.reserved(span, step.id));
      seen.add(step.id);
    }
    for (const [i, branch] of (step.either ?? []).entries()) visit(branch, [...path, 'either', i]);
    for (const [i, inner] of (step.steps ?? []).entries()) visit(inner, [...path, 'steps', i]);
  };
  for (const [i, step] of raw.steps.entries()) visit(step, ['processes', name, 'steps', i]);
  if (flat.length === 0)
    context.report(say.stepKeys(context.keySpan(['processes', name]), 'a process needs at least one step'));
}

function shapeProblems(step: RawStep): string[] {
  const problems: string[] = [];
  const others = (...allowed: string[]): string[] =>
    Object.entries(step).flatMap(([key, value]) =>
      value === undefined || allowed.includes(key) ? [] : [`\`${key}\``],
    );
  if (step.either !== undefined) {
    const extra = others('id', 'either', 'while', 'may_wait');
    if (extra.length > 0)
      problems.push(`an \`either\` can't have ${extra.join(', ')}; move it into the alternatives`);
  } else if (step.steps !== undefined) {
    const extra = others('id', 'steps', 'while');
    if (step.while === undefined) problems.push('a block of `steps` needs a `while`');
    if (extra.length > 0) problems.push(`a block of \`steps\` can't have ${extra.join(', ')}`);
  } else if (step.id === undefined) problems.push('a step needs an `id`');
  if (step.delay !== undefined && step.at !== undefined)
    problems.push("a step can't have both `delay` and `at`");
  if (step.skip_to !== undefined && step.skip_if === undefined) problems.push('`skip_to` needs `skip_if`');
  if (step.fail_to !== undefined && step.call === undefined) problems.push('`fail_to` needs `call`');
  if (step.call !== undefined && step.receive !== undefined)
    problems.push("a step can't have both `call` and `receive`");
  return problems;
}

/**
 * The atomic group of each step that belongs to one. A group's steps must be consecutive, and only the first can take
 * time.
 */
export function atomicGroups(
  context: Context,
  name: string,
  raw: RawProcess,
  flat: readonly FlatStep[],
): Map<number, number> {
  const groups = new Map<number, number>();
  const ids = flat.map(stepId);
  (raw.atomic ?? []).forEach((members, group) => {
    const path = ['processes', name, 'atomic', group];
    const indices = members.map((member, i) => {
      const index = ids.indexOf(member);
      if (index < 0) {
        context.report(say.unknownStep(context.span([...path, i]), member, name, nearest(member, ids)));
      }
      return index;
    });
    if (indices.includes(-1)) return;
    const gap = indices.findIndex((index, i) => i > 0 && index !== indices[i - 1]! + 1);
    if (gap > 0) {
      const message = `\`${members[gap]}\` isn't the step right after \`${members[gap - 1]}\``;
      const hint = 'list only consecutive steps, in the same order as in `steps`';
      context.report(say.atomicGroup(context.span([...path, gap]), message, hint));
      return;
    }
    indices.forEach((index, i) => {
      const { raw: step } = flat[index]!;
      if (groups.has(index))
        context.report(
          say.atomicGroup(context.span([...path, i]), `\`${ids[index]}\` is in two atomic groups`),
        );
      if (i > 0 && takesTime(step)) {
        const message = `\`${ids[index]}\` takes time, but isn't the first step of its atomic group`;
        context.report(
          say.atomicGroup(
            context.span([...path, i]),
            message,
            'only the first step of a group can have `delay`, `at` or `call`',
          ),
        );
      }
      if (i > 0 && [step, ...(step.either ?? [])].some(({ fair }) => fair !== undefined)) {
        const message = `\`${ids[index]}\` has \`fair\`, but isn't the first step of its atomic group`;
        const hint = 'set `fair` on the first step, since the group happens as one step';
        context.report(say.atomicGroup(context.span([...path, i]), message, hint));
      }
      groups.set(index, group);
    });
  });
  return groups;
}

function takesTime(step: RawStep): boolean {
  return (
    step.delay !== undefined ||
    step.at !== undefined ||
    step.call !== undefined ||
    (step.either ?? []).some(
      (branch) => branch.delay !== undefined || branch.at !== undefined || branch.call !== undefined,
    )
  );
}

/** The scope for expressions outside processes. */
export function globalScope(names: Names): Scope {
  return { names, self: null, variables: new Map(), old: false };
}
