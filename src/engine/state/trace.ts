import type { BranchModel, Model } from '../../model/model.ts';
import type { Change, Json, Participant, TraceEvent } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { type InstanceIds, jsonOf, textOf } from '../../scenario/ast/value.ts';
import { formatDuration } from '../../time/duration.ts';
import type { Actor } from './actor.ts';
import { NamedValues } from './named-values.ts';

/** For collections larger than this, only added and removed items are recorded. */
const MAX_ITEMS = 12;

/** Records trace events up to a limit and counts the rest. */
export class Recorder {
  readonly events: TraceEvent[] = [];
  dropped = 0;
  private readonly model: Model;
  private readonly maxEvents: number;
  private readonly ids: InstanceIds;
  private readonly named: NamedValues;
  private charactersLeft: number;

  /**
   * @param maxEvents maximum number of events to keep
   * @param maxCharacters approximate size of the kept events
   */
  constructor(model: Model, maxEvents: number, maxCharacters = Number.POSITIVE_INFINITY) {
    this.model = model;
    this.maxEvents = maxEvents;
    this.charactersLeft = maxCharacters;
    this.named = new NamedValues(model);
    this.ids = new Map(model.scenario.processes.map((process) => [process.name, process.instances]));
  }

  /** True once the limit is reached, so there's no need to compute the content of later events. */
  get full(): boolean {
    return this.events.length >= this.maxEvents || this.charactersLeft <= 0;
  }

  record(draft: EventDraft): void {
    if (!this.full) this.charactersLeft -= sizeOf(draft);
    if (this.full) {
      this.dropped++;
      return;
    }
    this.events.push({
      process: null,
      step: null,
      to: [],
      said: false,
      changes: [],
      message: null,
      input: false,
      observed: null,
      breaks: [],
      restores: [],
      ...draft,
    });
  }

  /**
   * Changed variables as JSON, followed by the named expressions that changed with them. Program counters are left out,
   * since an event already names its step.
   */
  changes(changed: readonly { slot: number; was: Value }[], s: readonly Value[]): Change[] {
    return [...this.variableChanges(changed, s), ...this.letChanges(changed, s)];
  }

  private letChanges(changed: readonly { slot: number; was: Value }[], s: readonly Value[]): Change[] {
    return this.named.changes(changed, s).map(({ name, let: { type }, from, to }): Change => {
      const change = changeOf(name, jsonOf(from, type, this.ids), jsonOf(to, type, this.ids));
      return { ...change, ...(type.kind === 'duration' ? { unit: 'length' } : {}), derived: true };
    });
  }

  private variableChanges(changed: readonly { slot: number; was: Value }[], s: readonly Value[]): Change[] {
    return changed.flatMap(({ slot, was }): Change[] => {
      const { name, type, process } = this.model.layout.slots[slot]!;
      if (process >= 0 && this.isCounter(slot, process)) return [];
      const change = changeOf(name, jsonOf(was, type, this.ids), jsonOf(s[slot]!, type, this.ids));
      if (type.kind === 'duration') return [{ ...change, unit: 'length' }];
      return [type.kind === 'timer' ? { ...change, unit: 'over at' } : change];
    });
  }

  private isCounter(slot: number, process: number): boolean {
    const { base, stride } = this.model.layout.blocks[process]!;
    return (slot - base) % stride === 0;
  }

  /** A step's sentence: its `say` with values filled in, or a sentence generated from its changes. */
  sentence(
    actor: Actor,
    step: number,
    branch: BranchModel,
    now: number,
    v: readonly Value[],
    s: readonly Value[],
    old: readonly Value[],
    changes: readonly Change[],
  ): string {
    if (branch.say !== null) {
      return branch.say
        .map((part) =>
          typeof part === 'string' ? part : textOf(part.value(s, actor.b, now, v, old), part.type, this.ids),
        )
        .join('');
    }
    const name = actor.process.process.steps[step]!.id.replaceAll('_', ' ');
    const shown = changes.flatMap(({ name: variable, to, unit, added, removed, derived }) => {
      if (derived) return [];
      if (unit !== undefined && typeof to === 'number') return `${variable} = ${timeText(to, unit)}`;
      if (to !== null) return `${variable} = ${valueText(to)}`;
      return `${variable} gains ${added.length} and loses ${removed.length}`;
    });
    return shown.length === 0 ? name : `${name}: ${shown.join(', ')}`;
  }

  /** The message fields that the sender set, as JSON. */
  message(process: number, values: readonly Value[], named: readonly string[]): { [field: string]: Json } {
    const { scenario } = this.model;
    const fields = scenario.names.messages.get(scenario.processes[process]!.name)!;
    const entries = [...fields].flatMap(([field, type], i): [string, Json][] =>
      named.includes(field) ? [[field, jsonOf(values[i]!, type, this.ids)]] : [],
    );
    return Object.fromEntries(entries);
  }

  /** Shared state and the scenario's named expressions as JSON. */
  shared(s: readonly Value[], now: number): { [name: string]: Json } {
    const { layout, scenario } = this.model;
    const variables = [...scenario.state, ...scenario.fields].map(({ name, type }) => [
      name,
      jsonOf(s[layout.state.get(name)!]!, type, this.ids),
    ]);
    const named = this.named
      .at(s, now)
      .map(({ let: { name, type }, value }) => [name, jsonOf(value, type, this.ids)]);
    return Object.fromEntries([...variables, ...named]);
  }

  /** The chosen initial values, by variable. */
  start(values: readonly Value[]): { name: string; value: Json; text: string }[] {
    const { scenario, layout } = this.model;
    return (scenario.init?.choose ?? []).map(({ name }, i) => {
      const { type } = layout.slots[layout.state.get(name)!]!;
      const value = values[i]!;
      return { name, value: jsonOf(value, type, this.ids), text: textOf(value, type, this.ids) };
    });
  }

  /** Participants in lane order: processes, services, other targets of arrows, faults. */
  participants(): Participant[] {
    const { scenario } = this.model;
    const lanes: Participant[] = scenario.processes.flatMap((process): Participant[] =>
      process.fleet
        ? [{ id: process.name, kind: 'fleet', process: process.name, size: process.instances.length }]
        : process.instances.map((id) => ({ id, kind: 'instance', process: process.name, size: 1 })),
    );
    const add = (id: string, kind: 'service' | 'record' | 'fault'): void => {
      if (!lanes.some((lane) => lane.id === id)) lanes.push({ id, kind, process: null, size: 1 });
    };
    for (const { name } of scenario.services) add(name, 'service');
    for (const event of this.events) for (const id of event.to) add(id, 'record');
    for (const { id } of scenario.faults) add(id, 'fault');
    return lanes;
  }
}

/** An event whose fields with defaults are optional. */
export type EventDraft = Pick<TraceEvent, 't' | 'transition' | 'kind' | 'actor' | 'say'> &
  Partial<TraceEvent>;

/** Approximate number of characters in an event's JSON. */
function sizeOf({ say, changes = [] }: EventDraft): number {
  const texts = (value: Json): number => (typeof value === 'string' ? value.length : 10);
  const size = ({ from, to, added, removed }: Change): number =>
    50 + [from, to, ...added, ...removed].reduce<number>((sum, value) => sum + texts(value), 0);
  return 300 + say.length + changes.reduce((sum, change) => sum + size(change), 0);
}

function changeOf(name: string, from: Json, to: Json): Change {
  if (!Array.isArray(from) || !Array.isArray(to)) return { name, from, to, added: [], removed: [] };
  const [before, after] = [new Set(from.map(keyOf)), new Set(to.map(keyOf))];
  const added = to.filter((item) => !before.has(keyOf(item)));
  const removed = from.filter((item) => !after.has(keyOf(item)));
  const long = from.length > MAX_ITEMS || to.length > MAX_ITEMS;
  return { name, from: long ? null : from, to: long ? null : to, added, removed };
}

function keyOf(value: Json): string {
  return JSON.stringify(value);
}

/** A duration or timer as text. Example: `12s left`. */
function timeText(value: number, unit: NonNullable<Change['unit']>): string {
  if (unit === 'length') return formatDuration(value);
  if (unit === 'over at') return `expires at ${formatDuration(value)}`;
  return value === 0 ? 'expired' : `${formatDuration(value)} left`;
}

function valueText(value: Json): string {
  if (Array.isArray(value)) return `{${value.map(valueText).join(', ')}}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
