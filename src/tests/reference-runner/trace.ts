import type { Change, Json, Participant, TraceEvent } from '../../result.ts';
import { measuresOf } from '../../scenario/ast/expr.ts';
import type { Branch, Process, Scenario, Step } from '../../scenario/ast/scenario.ts';
import { jsonOf, textOf } from '../../scenario/ast/value.ts';
import { formatDuration } from '../../time/duration.ts';
import { evaluate, idsOf, type PlainScope, type PlainState, read, same } from './expressions.ts';
import { type Letter, variablesOf } from './state.ts';

/** For longer lists, only added and removed items are shown. */
const MAX_ITEMS = 12;

/** Variables whose value changed, in the given order. */
export function changesBetween(
  scenario: Scenario,
  before: PlainState,
  after: PlainState,
  names: readonly string[],
): Change[] {
  const variables = variablesOf(scenario);
  return [...new Set(names)].flatMap((name): Change[] => {
    const { type, read } = variables.find((one) => one.name === name)!;
    const [was, is] = [read(before), read(after)];
    if (same(was, is)) return [];
    const ids = idsOf(scenario);
    const change = changeOf(name, jsonOf(was, type, ids), jsonOf(is, type, ids));
    if (type.kind === 'duration') return [{ ...change, unit: 'length' }];
    return [type.kind === 'timer' ? { ...change, unit: 'over at' } : change];
  });
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
  const shown = changes.map(({ name, to, unit, added, removed }) => {
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
