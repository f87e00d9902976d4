import type { Change, Json, Participant, TraceEvent } from '../../result.ts';
import { type Expr, measuresOf, type Value, walk } from '../../scenario/ast/expr.ts';
import type { Branch, Process, Scenario, Step } from '../../scenario/ast/scenario.ts';
import { jsonOf, textOf } from '../../scenario/ast/value.ts';
import { formatDuration } from '../../time/duration.ts';
import {
  evaluate,
  idsOf,
  PlainFailure,
  type PlainScope,
  type PlainState,
  read,
  same,
} from './expressions.ts';
import { type Letter, variablesOf } from './state.ts';

/** For longer lists, only added and removed items are shown. */
const MAX_ITEMS = 12;

/** Named expressions whose value changed, if they depend only on variables. Fleets aren't traced. */
function letsBetween(scenario: Scenario, before: PlainState, after: PlainState): Change[] {
  return scenario.lets.flatMap(({ name, process, is }): Change[] => {
    if (!dependsOnVariables(is)) return [];
    const owner = scenario.processes.find((one) => one.name === process);
    const owners = owner === undefined ? [null] : owner.fleet ? [] : owner.instances;
    return owners.flatMap((id, instance): Change[] => {
      const self = id === null ? null : { process: process!, instance };
      const valueIn = (state: PlainState) => valueOrNull(is, { ...NOWHERE, scenario, state, self });
      const [was, now] = [valueIn(before), valueIn(after)];
      if (was === null || now === null || same(was, now)) return [];
      const ids = idsOf(scenario);
      const shown = id === null ? name : `${id}.${name}`;
      return [{ ...changeOf(shown, jsonOf(was, is.type, ids), jsonOf(now, is.type, ids)), derived: true }];
    });
  });
}

const NOWHERE = { now: 0, measures: {}, variables: {} };

function dependsOnVariables(expr: Expr): boolean {
  let only = true;
  walk(expr, (part) => {
    if (part.op === 'measure' || part.op === 'has-measure' || part.op === 'at-step') only = false;
    if (part.op === 'self' && part.field === 'step') only = false;
    if (part.op === 'record' && part.field.kind === 'step') only = false;
    if (part.op === 'call' && (part.fn === 'timer-over' || part.fn === 'timer-left')) only = false;
  });
  return only;
}

/** The value of an expression, or null if it has none in this state. */
export function valueOrNull(expr: Expr, scope: PlainScope): Value | null {
  try {
    return read(expr, scope);
  } catch (error) {
    if (error instanceof PlainFailure) return null;
    throw error;
  }
}

/** Variables whose value changed, in the given order, and the named expressions that changed with them. */
export function changesBetween(
  scenario: Scenario,
  before: PlainState,
  after: PlainState,
  names: readonly string[],
): Change[] {
  const variables = variablesOf(scenario);
  const changed = [...new Set(names)].flatMap((name): Change[] => {
    const { type, read } = variables.find((one) => one.name === name)!;
    const [was, is] = [read(before), read(after)];
    if (same(was, is)) return [];
    const ids = idsOf(scenario);
    const change = changeOf(name, jsonOf(was, type, ids), jsonOf(is, type, ids));
    if (type.kind === 'duration') return [{ ...change, unit: 'length' }];
    return [type.kind === 'timer' ? { ...change, unit: 'over at' } : change];
  });
  return [...changed, ...letsBetween(scenario, before, after)];
}

export function sentence(
  scenario: Scenario,
  step: Step,
  branch: Branch,
  scope: PlainScope,
  changes: readonly Change[],
): string {
  const ids = idsOf(scenario);
  if (branch.say !== null) {
    return branch.say
      .map((part) => {
        if (typeof part === 'string') return part;
        const value =
          measuresOf(part).length > 0 ? evaluate(part, { ...scope, allowsNaN: true }) : read(part, scope);
        return textOf(value, part.type, ids);
      })
      .join('');
  }
  const variables = changes.filter(({ derived }) => derived !== true);
  const shown = variables.map(({ name, to, unit, added, removed }) => {
    if (unit === 'length') return `${name} = ${formatDuration(to as number)}`;
    if (unit === 'over at') return `${name} = expires at ${formatDuration(to as number)}`;
    return to === null
      ? `${name} gains ${added.length} and loses ${removed.length}`
      : `${name} = ${shownValue(to)}`;
  });
  const name = step.id.replaceAll('_', ' ');
  return shown.length === 0 ? name : `${name}: ${shown.join(', ')}`;
}

export function messageJson(
  scenario: Scenario,
  { name }: Process,
  { values, fields }: Pick<Letter, 'values' | 'fields'>,
): { [field: string]: Json } {
  const all = [...scenario.names.messages.get(name)!];
  return Object.fromEntries(
    all.flatMap(([field, type], i) =>
      fields.includes(field) ? [[field, jsonOf(values[i]!, type, idsOf(scenario))]] : [],
    ),
  );
}

export function participants(scenario: Scenario, trace: readonly TraceEvent[]): Participant[] {
  const { processes, services, faults } = scenario;
  const lanes: Participant[] = processes.flatMap(({ name, fleet, instances }): Participant[] =>
    fleet
      ? [{ id: name, kind: 'fleet', process: name, size: instances.length }]
      : instances.map((id) => ({ id, kind: 'instance', process: name, size: 1 })),
  );
  const others = [
    ...services.map(({ name }) => ({ id: name, kind: 'service' as const })),
    ...trace.flatMap(({ to }) => to.map((id) => ({ id, kind: 'record' as const }))),
    ...faults.map(({ id }) => ({ id, kind: 'fault' as const })),
  ];
  for (const { id, kind } of others) {
    if (!lanes.some((lane) => lane.id === id)) lanes.push({ id, kind, process: null, size: 1 });
  }
  return lanes;
}

function changeOf(name: string, from: Json, to: Json): Change {
  if (!Array.isArray(from) || !Array.isArray(to)) return { name, from, to, added: [], removed: [] };
  const has = (items: Json[], item: Json): boolean =>
    items.some((other) => JSON.stringify(other) === JSON.stringify(item));
  const long = from.length > MAX_ITEMS || to.length > MAX_ITEMS;
  return {
    name,
    from: long ? null : from,
    to: long ? null : to,
    added: to.filter((item) => !has(from, item)),
    removed: from.filter((item) => !has(to, item)),
  };
}

function shownValue(value: Json): string {
  if (Array.isArray(value)) return `{${value.map(shownValue).join(', ')}}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
