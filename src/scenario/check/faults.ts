import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Channel, Fault, Process, Trigger } from '../ast/scenario.ts';
import { BOOL } from '../ast/types.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { checkAssignments, emptied } from './assignments.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import { checkPartialFault } from './members.ts';
import type { Observations } from './observed.ts';
import { checkDelay, checkMoment, checkShare } from './parts.ts';
import * as sayOf from './value-diagnostics.ts';

export function checkChannels(context: Context, raw: RawScenario, scope: Scope): Channel[] {
  return Object.entries(raw.channels ?? {}).map(([name, channel]) => {
    const path: Path = ['channels', name];
    const share = (key: 'loss' | 'duplicate') =>
      channel[key] === undefined ? null : checkShare(context, [...path, key], scope);
    const { shared = false, capacity = null } = channel;
    if (shared) checkQueueName(context, raw, name);
    else if (capacity === 0) context.report(sayOf.noHandover(context.span([...path, 'capacity'])));
    return {
      name,
      shared,
      latency:
        channel.latency === undefined
          ? null
          : checkDelay(context, [...path, 'latency'], channel.latency, scope),
      loss: share('loss'),
      duplicate: share('duplicate'),
      order: channel.order ?? 'fifo',
      capacity,
    };
  });
}

/** A shared channel is addressed like a process, so the two can't have the same name. */
function checkQueueName(context: Context, raw: RawScenario, name: string): void {
  const span = context.keySpan(['channels', name]);
  const has = (section: object | undefined): boolean => section !== undefined && Object.hasOwn(section, name);
  if (has(raw.processes)) context.report(say.duplicateName(span, name, 'a process'));
  else if (has(raw.state)) context.report(say.duplicateName(span, name, 'a state variable'));
  else if (has(raw.const)) context.report(say.duplicateName(span, name, 'a constant'));
  else if (has(raw.let)) context.report(say.duplicateName(span, name, 'a name under `let`'));
  else if (has(raw.services)) context.report(say.duplicateName(span, name, 'a service'));
  else if (instancesOf(raw).includes(name)) context.report(say.duplicateName(span, name, 'an instance'));
}

function instancesOf({ processes = {} }: RawScenario): string[] {
  return Object.values(processes).flatMap(({ instances }) =>
    typeof instances === 'object' ? (Array.isArray(instances) ? instances : Object.keys(instances)) : [],
  );
}

/** Names of the shared channels. */
export function queueNames({ channels = {} }: RawScenario): string[] {
  return Object.keys(channels).filter((name) => channels[name]!.shared === true);
}

/**
 * The queue of a shared channel, as a process without steps, so both engines deliver to it like to any other process.
 */
export function queueProcess(context: Context, name: string, index: number): Process {
  return {
    name,
    index,
    instances: [name],
    fleet: false,
    sizedBy: null,
    isQueue: true,
    locals: [],
    constants: [],
    loop: { kind: 'none' },
    fair: 'none',
    steps: [],
    span: context.keySpan(['channels', name]),
  };
}

export function checkFaults(context: Context, raw: RawScenario, scope: Scope, record: Observations): Fault[] {
  const seen = new Set<string>();
  return (raw.faults ?? []).map((fault, i): Fault => {
    const path: Path = ['faults', i];
    const span = context.span([...path, 'id']);
    if (seen.has(fault.id)) context.report(say.duplicateName(span, fault.id, 'a fault'));
    seen.add(fault.id);
    if ((fault.at === undefined) === (fault.when === undefined)) {
      const both = fault.at !== undefined;
      context.report(
        both
          ? say.faultShape(span, 'this fault has both `at` and `when`', 'remove one of them')
          : say.faultShape(span, 'this fault never starts', 'add `at` or `when`'),
      );
    }
    if (fault.for !== undefined && fault.until !== undefined) {
      context.report(say.faultShape(span, 'this fault has both `for` and `until`', 'remove one of them'));
    }
    const down = fault.down === undefined ? [] : [fault.down].flat();
    if (down.length === 0 && Object.keys(fault.set ?? {}).length === 0) {
      context.report(say.faultShape(span, 'this fault does nothing', 'add `set` or `down`'));
    }
    const isPartial = fault.members !== undefined;
    const known = [...Object.keys(raw.processes ?? {}), ...Object.keys(raw.services ?? {})];
    for (const name of down) {
      if (isPartial || known.includes(name)) continue;
      context.report(
        say.unknownThing(context.span([...path, 'down']), name, 'process or service', nearest(name, known)),
      );
    }
    const at = fault.at === undefined ? null : checkMoment(context, [...path, 'at'], fault.at, record);
    const until =
      fault.until === undefined ? null : checkMoment(context, [...path, 'until'], fault.until, record);
    if (at !== null && until !== null && until.t <= at.t) {
      context.report(
        say.faultShape(
          context.span([...path, 'until']),
          'this fault ends before it starts',
          'make `until` later than `at`',
        ),
      );
    }
    return {
      id: fault.id,
      at,
      when: fault.when === undefined ? null : context.expr([...path, 'when'], scope, BOOL),
      until,
      lasts: fault.for === undefined ? null : context.duration([...path, 'for'], fault.for),
      set: isPartial ? [] : checkAssignments(context, [...path, 'set'], fault.set, scope),
      clears: isPartial ? [] : emptied(context, [...path, 'set'], fault.set, scope, 'cache'),
      empties: isPartial
        ? []
        : emptied(context, [...path, 'set'], fault.set, scope, 'queue').map(({ service }) => service),
      down: isPartial ? [] : down,
      partial: isPartial ? checkPartialFault(context, path, fault, raw, scope) : null,
      span,
    };
  });
}

const OBSERVED_ENTRY = 'observed.';

/** Checks `trigger`: faults, steps (`process.step`) and observed entries (`observed.id`). */
export function checkTriggers(
  context: Context,
  raw: RawScenario,
  processes: readonly Process[],
  record: Observations,
): Trigger[] {
  const { trigger } = raw;
  if (trigger === undefined) return [];
  if (raw.steady_state === undefined)
    context.report(say.needsSteady(context.keySpan(['trigger']), 'trigger'));
  const faults = (raw.faults ?? []).map(({ id }) => id);
  const steps = processes.flatMap(({ name, steps: all }) =>
    all.flatMap(({ id, branches }) =>
      [...new Set([id, ...branches.map((branch) => branch.id)])].map((step) => ({
        name: `${name}.${step}`,
        process: name,
        step,
      })),
    ),
  );
  return [trigger].flat().flatMap((name, i): Trigger[] => {
    const span = context.span(Array.isArray(trigger) ? ['trigger', i] : ['trigger']);
    if (faults.includes(name)) return [{ kind: 'fault', name }];
    const step = steps.find((one) => one.name === name);
    if (step !== undefined) return [{ kind: 'step', ...step }];
    const id = name.startsWith(OBSERVED_ENTRY) ? name.slice(OBSERVED_ENTRY.length) : null;
    const fact = id === null ? undefined : record.facts.get(id);
    if (fact !== undefined) return [{ kind: 'observed', name, t: fact.t }];
    if (id !== null && record.broken.has(id)) return [];
    if (id !== null && record.unplaced.has(id)) {
      context.reportOnce(say.needsClock(span));
      return [];
    }
    const known = [
      ...faults,
      ...steps.map((one) => one.name),
      ...[...record.facts.keys()].map((key) => `${OBSERVED_ENTRY}${key}`),
    ];
    context.report(say.unknownTrigger(span, name, nearest(name, known)));
    return [];
  });
}
