import type { Micros, Participant, Run } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { eventSentence } from './moments.ts';
import { count, percent } from './number-format.ts';

/** A stretch of time on a lane: an impact window, a fault, or the time for which an invariant is broken. */
export interface Bar {
  kind: 'impact' | 'fault' | 'broken';
  from: Micros;
  /** Null if the run ends in it. */
  to: Micros | null;
  /** Where it is drawn to: its end or the run's. */
  end: Micros;
  text: string;
  title: string;
}

/** A lane before it has a place: who it is for, and what stands on it. */
export interface Lane {
  id: string;
  name: string;
  /** What kind of participant it is, in a word or two. */
  role: string;
  kind: Participant['kind'] | 'invariant';
  /** Indices of the lane's events in the trace. */
  events: number[];
  bars: Bar[];
  /** Error rate per window of `every`, for services. */
  rates: { values: readonly (number | null)[]; every: Micros } | null;
}

/** More instances of a process than this share a lane. */
const MOST_INSTANCES = 6;

const ORDER: readonly Lane['kind'][] = ['service', 'invariant', 'fault', 'instance', 'fleet', 'record'];

/** Lanes of a run: outcomes first (services, broken invariants), then faults, processes and shared records. */
export function lanesOf(run: Run): Lane[] {
  const lanes = new Map<string, Lane>();
  const laneOfParticipant = new Map<string, string>();
  const crowded = crowdedProcesses(run);
  for (const participant of run.participants) {
    const shared = participant.process !== null && crowded.has(participant.process);
    const id = shared ? `process ${participant.process}` : participant.id;
    laneOfParticipant.set(participant.id, id);
    const known = lanes.get(id);
    if (known === undefined)
      lanes.set(id, shared ? sharedLane(id, participant, crowded) : ownLane(participant));
  }
  for (const service of run.services) {
    if (!lanes.has(service.service))
      lanes.set(service.service, emptyLane(service.service, 'service', 'service'));
  }
  run.trace.forEach((event, i) => {
    const id = laneOfParticipant.get(event.actor) ?? event.actor;
    if (!lanes.has(id)) lanes.set(id, emptyLane(id, 'instance', 'process'));
    lanes.get(id)!.events.push(i);
  });
  for (const lane of lanes.values()) addBars(lane, run);
  const all = [...lanes.values(), ...invariantLanes(run)];
  for (const lane of all) for (const bar of lane.bars) bar.end = bar.to ?? bar.end;
  return ORDER.flatMap((kind) => all.filter((lane) => lane.kind === kind));
}

/** The lane on which a participant's events stand, if it has one. */
export function laneFor(lanes: readonly Lane[], run: Run, id: string): Lane | undefined {
  const own = lanes.find((lane) => lane.id === id && lane.kind !== 'invariant');
  if (own !== undefined) return own;
  const process = run.participants.find((participant) => participant.id === id)?.process;
  return lanes.find((lane) => lane.id === `process ${process}`);
}

function crowdedProcesses(run: Run): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { kind, process } of run.participants) {
    if (kind === 'instance' && process !== null) sizes.set(process, (sizes.get(process) ?? 0) + 1);
  }
  return new Map([...sizes].filter(([, size]) => size > MOST_INSTANCES));
}

function emptyLane(id: string, kind: Lane['kind'], role: string): Lane {
  return { id, name: id, role, kind, events: [], bars: [], rates: null };
}

function ownLane(participant: Participant): Lane {
  const { id, kind, process, size } = participant;
  const role = {
    instance: process === null || process === id ? 'process' : process,
    fleet: `fleet of ${count(size)}`,
    service: 'service',
    record: 'shared record',
    fault: 'fault',
  }[kind];
  return emptyLane(id, kind, role);
}

function sharedLane(id: string, participant: Participant, crowded: ReadonlyMap<string, number>): Lane {
  const process = participant.process!;
  return { ...emptyLane(id, 'instance', `${count(crowded.get(process)!)} instances`), name: process };
}

function addBars(lane: Lane, run: Run): void {
  const service = run.services.find((candidate) => candidate.service === lane.id);
  if (lane.kind === 'service' && service !== undefined) {
    lane.rates = { values: service.errorRate, every: service.every };
    lane.bars = service.windows.map((window) => {
      const worst = `up to ${percent(window.worstErrorRate)} fail`;
      const length = window.to === null ? 'not over by the end' : humanDuration(window.to - window.from);
      const title = `${lane.name}: impact, ${worst}, ${length}, ${count(window.failed)} failed requests`;
      return {
        kind: 'impact',
        from: window.from,
        to: window.to,
        end: run.ended.at,
        text: `${worst} · ${length}`,
        title,
      };
    });
  }
  if (lane.kind === 'fault') lane.bars = faultBars(lane, run);
}

function faultBars(lane: Lane, { trace, ended }: Run): Bar[] {
  const bars: Bar[] = [];
  for (const i of lane.events) {
    const event = trace[i]!;
    const open = bars.at(-1);
    if (event.kind === 'start') {
      const title = `${lane.name}: ${eventSentence(event)}`;
      bars.push({ kind: 'fault', from: event.t, to: null, end: ended.at, text: event.say, title });
    } else if (event.kind === 'end' && open !== undefined && open.to === null) {
      open.to = event.t;
    }
  }
  return bars;
}

/** One lane for each invariant that breaks in the run, with a bar for as long as it is broken. */
function invariantLanes(run: Run): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const event of run.trace) {
    for (const name of event.breaks) {
      const lane = lanes.get(name) ?? emptyLane(`invariant ${name}`, 'invariant', 'invariant');
      lane.name = name;
      lane.bars.push({ kind: 'broken', from: event.t, to: null, end: run.ended.at, text: '', title: '' });
      lanes.set(name, lane);
    }
    for (const name of event.mends) {
      const open = lanes.get(name)?.bars.at(-1);
      if (open !== undefined && open.to === null) open.to = event.t;
    }
  }
  for (const lane of lanes.values()) for (const bar of lane.bars) nameBroken(lane, bar);
  return [...lanes.values()];
}

function nameBroken(lane: Lane, bar: Bar): void {
  bar.text = bar.to === null ? 'broken to the end' : `broken for ${humanDuration(bar.to - bar.from)}`;
  bar.title = `${lane.name}: ${bar.text}`;
}
