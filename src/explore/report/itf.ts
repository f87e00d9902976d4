import type { Model } from '../../model/model.ts';
import { startedAt } from '../../model/starts.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { MAX_INSTANCES } from '../space/mail.ts';
import { contextOf, type Move, type SearchContext } from '../space/search-state.ts';
import { narrate } from './narrate.ts';

/** A value in the Informal Trace Format. Integers are strings, since many JSON parsers limit their size. */
type ItfValue =
  | boolean
  | string
  | readonly ItfValue[]
  | { readonly '#bigint': string }
  | { readonly '#set': readonly ItfValue[] }
  | { readonly '#map': readonly (readonly [ItfValue, ItfValue])[] }
  | { readonly '#unserializable': string }
  | { readonly [field: string]: ItfValue };

/** An execution in the Informal Trace Format: https://apalache-mc.org/docs/adr/015adr-trace.html */
export interface ItfTrace {
  readonly '#meta': {
    readonly format: 'ITF';
    readonly 'format-description': string;
    readonly source: string;
    readonly description: string;
    /** Name of the violated property, or `deadlock`. */
    readonly property: string;
  };
  readonly vars: readonly string[];
  readonly states: readonly ItfState[];
  /** Index of the state that follows the last one. Absent if the execution ends. */
  readonly loop?: number;
}

type ItfState = { readonly '#meta': ItfStep } & { readonly [name: string]: ItfValue | ItfStep };

/** A state's index, and the step that leads to the state. */
interface ItfStep {
  readonly index: number;
  readonly actor?: string;
  readonly says?: string;
}

/**
 * A counterexample in the Informal Trace Format. Shared variables keep their names. Each process is a variable that maps
 * its instances to records of the next step and the locals. `fault_phases` has the phase of each fault, and `mailboxes`
 * has the messages that each instance can receive.
 *
 * @param start values of the chosen variables in the initial state
 * @param loop index of the move where the repetition starts, or null
 */
export function itfTrace(
  model: Model,
  start: readonly Value[],
  moves: readonly Move[],
  { source, property, loop }: { source: string; property: string; loop: number | null },
): ItfTrace {
  const started = startedAt(model, start);
  const context = contextOf(started);
  const states = [context.searchLayout.initial, ...moves.map(({ state }) => state)];
  const steps = narrate(started, moves);
  const all = states.map((state, index): ItfState => {
    const step = steps[index - 1];
    const meta = { index, ...(step === undefined ? {} : { actor: step.actor, says: step.say }) };
    return { '#meta': meta, ...variablesOf(context, state) };
  });
  // The last state of a loop is the one that the loop starts with.
  const shown = loop === null ? all : all.slice(0, -1);
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source,
      description: 'Created by Hindcast',
      property,
    },
    vars: Object.keys(shown[0]!).filter((name) => name !== '#meta'),
    states: shown,
    ...(loop === null ? {} : { loop }),
  };
}

function variablesOf({ model, searchLayout }: SearchContext, s: readonly Value[]): Record<string, ItfValue> {
  const { scenario, layout } = model;
  const variables: [string, ItfValue][] = layout.slots.flatMap(({ name, type, process }, slot) =>
    process < 0 ? [[name, itfValue(model, s[slot]!, type)]] : [],
  );
  for (const { name, instances, locals, index } of scenario.processes) {
    const { base, stride } = layout.blockOf.get(name)!;
    const records = instances.map((id, i): [ItfValue, ItfValue] => {
      const at = base + i * stride;
      const own = locals.map((local, j): [string, ItfValue] => [
        local.name,
        itfValue(model, s[at + 1 + j]!, layout.slots[at + 1 + j]!.type),
      ]);
      // A local may also be named `step`.
      const step = locals.some((local) => local.name === 'step') ? 'next_step' : 'step';
      return [id, { [step]: itfValue(model, s[at]!, layout.slots[at]!.type), ...Object.fromEntries(own) }];
    });
    variables.push([scenario.processes[index]!.name, { '#map': records }]);
  }
  const taken = new Set(variables.map(([name]) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  if (scenario.faults.length > 0) {
    const phases = scenario.faults.map(({ id }, i): [ItfValue, ItfValue] => {
      const phase = s[searchLayout.faults[i]!] as number;
      return [id, ['before', 'on', 'over'][phase]!];
    });
    variables.push([free('fault_phases'), { '#map': phases }]);
  }
  if (searchLayout.receivers.size > 0) {
    const mailboxes = [...searchLayout.receivers].map(
      ([slot, { process, instance }]): [ItfValue, ItfValue] => [
        scenario.processes[process]!.instances[instance]!,
        (s[slot] as readonly Value[]).map((message) => itfMessage(model, process, message)),
      ],
    );
    variables.push([free('mailboxes'), { '#map': mailboxes }]);
  }
  return Object.fromEntries(variables);
}

/** A message as a record of its channel, its sender, and its fields under `body`. */
function itfMessage(model: Model, receiver: number, message: Value): ItfValue {
  const { scenario } = model;
  const [via, sender, values] = message as readonly [number, number, readonly Value[]];
  const from = scenario.processes[Math.floor(sender / MAX_INSTANCES)]?.instances[sender % MAX_INSTANCES];
  const fields = scenario.names.messages.get(scenario.processes[receiver]!.name)!;
  const body = [...fields].map(([name, type], i): [string, ItfValue] => [
    name,
    itfValue(model, values[i]!, type),
  ]);
  return {
    channel: via < 0 ? '' : scenario.channels[via]!.name,
    sender: from ?? '',
    body: Object.fromEntries(body),
  };
}

/** A value in the format, which has no doubles. In a search, a timer is either running or expired. */
function itfValue({ scenario }: Pick<Model, 'scenario'>, value: Value, type: Type): ItfValue {
  const of = (inner: Value, innerType: Type): ItfValue => itfValue({ scenario }, inner, innerType);
  switch (type.kind) {
    case 'bool':
      return value as boolean;
    case 'string':
      return value as string;
    case 'int':
    case 'duration':
      return { '#bigint': String(value) };
    case 'timer':
      return value === 0 ? 'over' : 'running';
    case 'enum':
      return type.members[value as number] ?? '';
    case 'instance':
      return scenario.processes.find(({ name }) => name === type.process)?.instances[value as number] ?? '';
    case 'list':
      return (value as readonly Value[]).map((item) => of(item, type.of));
    case 'set':
      return { '#set': (value as readonly Value[]).map((item) => of(item, type.of)) };
    case 'map': {
      const pairs = value as readonly (readonly [Value, Value])[];
      return { '#map': pairs.map(([k, v]) => [of(k, type.key), of(v, type.of)]) };
    }
    case 'record':
      return Object.fromEntries(
        type.fields.map((field, i) => [field.name, of((value as readonly Value[])[i]!, field.type)]),
      );
    default:
      return { '#unserializable': String(value) };
  }
}
