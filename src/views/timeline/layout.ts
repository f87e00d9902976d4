import type { Micros, Participant, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { affectedText, conditionTitle } from '../drawing/condition-words.ts';
import { type LabelArea, type LabelRequest, type PlacedLabel, placeLabels } from '../drawing/text-fit.ts';
import { type Segment, type Tick, type TimeScale, ticks, timeScale } from '../drawing/time-scale.ts';
import { eventSentence } from '../trace/moments.ts';
import { type Notability, notableEvents, notableMoments } from '../trace/routine.ts';
import { count, countOf, percent } from '../words/number-format.ts';
import { propertyNamed } from '../words/property-name.ts';
import { type Times, timesOf } from '../words/time-format.ts';
import { type Marker, markersOf, markerTitle } from './markers.ts';
import { layoutTracks, type Tracks } from './tracks.ts';

/** Sizes in pixels used for both layout and drawing. */
export const SIZE = {
  gutter: 150,
  margin: 18,
  /** Space on the right for the last item's label: in timelines with facts and marks, and in other timelines. */
  rightMargin: 112,
  plainRightMargin: 30,
  font: 12,
  row: 16,
  /** Height of a row of facts: two lines of text. */
  factRow: 32,
  /** Height of an axis, and of the break labels above the upper one. */
  axis: 44,
  breakRows: 30,
  /** Space between the observed track and the marks. */
  bridge: 46,
  rateBar: 30,
  bar: 14,
} as const;

/** Everything that the drawing code needs, in pixels. */
export interface TimelineLayout {
  width: number;
  height: number;
  times: Times;
  scale: TimeScale;
  breaks: { segment: Segment; routine: number }[];
  /** Y position of the upper axis line. */
  axisY: number;
  zoneTicks: Tick[];
  utcTicks: Tick[];
  tracks: Tracks;
  factsY: number | null;
  marksY: number | null;
  lanes: PlacedLane[];
  lanesTop: number;
  lanesBottom: number;
  links: Link[];
  /** Pixel positions of the start and end of the run. Observed facts may be outside. */
  run: { x0: number; x1: number };
  /** Pixel positions where an invariant is violated. */
  breaksAt: number[];
}

/** A lane with its position. */
export interface PlacedLane {
  lane: Lane;
  top: number;
  /** Y position of the center of the lane's markers. */
  y: number;
  bottom: number;
  /** Bottom of the row of labels next to the line. */
  labelBase: number;
  markers: Marker[];
  labels: PlacedLabel[];
}

/** A link from an event to a participant that it's addressed to. */
export interface Link {
  x: number;
  from: number;
  to: number;
  /** True for routine events. For these, only the end of the link is drawn, without the line. */
  plain: boolean;
}

/** Lays out a run within `width` pixels, excluding the gutter, without drawing it. */
export function layoutTimeline(result: Result, run: Run, width: number): TimelineLayout {
  const times = timesOf(result);
  const notable = notableEvents(run.trace);
  const named = result.observed.length > 0 || run.marks.length > 0;
  const inner = width - SIZE.margin - (named ? SIZE.rightMargin : SIZE.plainRightMargin);
  const scale = timeScale(notableMoments(result, run, notable), inner, SIZE.margin);
  const area = labelAreaOf(scale, width);
  const tracks = layoutTracks(result, run, scale, times, area);
  const breaks = breaksOf(run, scale);
  const axisY = SIZE.axis - 4 + (breaks.length > 0 ? SIZE.breakRows : 0);
  const placed = placeTracks(result, run, tracks, axisY + 8);
  const filled = lanesOf(run).map((lane) => fillLane(lane, run, scale, times, notable, area));
  let y = placed.bottom;
  const lanes = filled.map((lane) => {
    const placedLane = placeLane(lane, y);
    y = placedLane.bottom;
    return placedLane;
  });
  const face = times.faces.includes('zone') ? 'zone' : 'utc';
  return {
    width,
    height: y + (times.faces.length === 2 ? SIZE.axis : 8),
    times,
    scale,
    breaks,
    axisY,
    zoneTicks: ticks(scale, times, face),
    utcTicks: times.faces.length === 2 ? ticks(scale, times, 'utc') : [],
    tracks,
    factsY: placed.factsY,
    marksY: placed.marksY,
    lanes,
    lanesTop: placed.bottom,
    lanesBottom: y,
    links: linksOf(run, lanes, notable),
    run: { x0: scale.x(0), x1: scale.x(run.ended.at) },
    breaksAt: [...new Set(run.trace.flatMap((e) => (e.breaks.length > 0 ? [scale.x(e.t)] : [])))],
  };
}

function labelAreaOf(scale: TimeScale, width: number): LabelArea {
  return {
    left: 2,
    right: width - 2,
    levels: 2,
    blocked: scale.segments.filter((segment) => segment.compressed),
    blockedCost: 2,
    anchors: ['start', 'end'],
    size: SIZE.font,
    widths: [260, 130],
    lines: 1,
  };
}

/** Axis breaks, each with the number of events hidden in it. */
function breaksOf(run: Run, scale: TimeScale): TimelineLayout['breaks'] {
  return scale.segments
    .filter((segment) => segment.compressed)
    .map((segment) => ({
      segment,
      routine: run.trace.filter((event) => segment.from < event.t && event.t < segment.to).length,
    }));
}

function placeTracks(
  result: Result,
  run: Run,
  tracks: Tracks,
  top: number,
): { factsY: number | null; marksY: number | null; bottom: number } {
  const hasFacts = result.observed.length > 0;
  const hasMarks = run.marks.length > 0;
  const factsY = hasFacts ? top + rows(tracks.factLabels) * SIZE.factRow + 14 : null;
  const marksY = hasMarks ? (factsY === null ? top + 10 : factsY + SIZE.bridge) : null;
  const marksBottom = marksY === null ? 0 : marksY + rows(tracks.markLabels) * SIZE.row + 18;
  return { factsY, marksY, bottom: Math.max(top, (factsY ?? 0) + 16, marksBottom) };
}

function rows(labels: readonly PlacedLabel[]): number {
  return labels.reduce((most, label) => Math.max(most, label.level + 1), 0);
}

interface FilledLane {
  lane: Lane;
  markers: Marker[];
  labels: PlacedLabel[];
}

function fillLane(
  lane: Lane,
  run: Run,
  scale: TimeScale,
  times: Times,
  notable: ReadonlyMap<number, Notability>,
  area: LabelArea,
): FilledLane {
  const hidden = scale.segments.filter((segment) => segment.compressed);
  const shown = lane.events.filter((i) => {
    const t = run.trace[i]!.t;
    return notable.has(i) || !hidden.some((segment) => segment.from < t && t < segment.to);
  });
  const bare = markersOf(shown, run.trace, (event) => scale.x(event.t));
  const markers = bare.map((marker) => ({ ...marker, title: markerTitle(marker.events, run, times) }));
  const requests = [
    ...lane.bars.map((bar) => barLabel(bar, scale)),
    ...emptyLabel(lane, scale),
    ...markers.flatMap((marker) => markerLabel(marker, run, notable)),
  ];
  return { lane, markers, labels: placeLabels(requests, { ...area, levels: lane.bars.length > 0 ? 3 : 2 }) };
}

function barLabel(bar: Bar, scale: TimeScale): LabelRequest {
  const x = scale.x(Math.max(bar.from, scale.from)) - 5;
  return { x, text: bar.text, weight: 200, must: true, over: true };
}

/** Explains why a lane is empty, so that no one mistakes it for missing data. */
function emptyLabel(lane: Lane, scale: TimeScale): LabelRequest[] {
  const calm = lane.rates !== null && lane.bars.length === 0;
  const untraced = lane.kind === 'fleet' && lane.events.length === 0;
  if (!calm && !untraced) return [];
  const text = calm ? 'no impact' : 'members aren’t traced';
  return [{ x: scale.x(scale.from) - 5, text, weight: 200, must: true, over: true }];
}

/** The text for a marker's most severe event, if it's important enough for a label. */
function markerLabel(marker: Marker, run: Run, notable: ReadonlyMap<number, Notability>): LabelRequest[] {
  const best = marker.events
    .map((i) => ({ i, weight: weightOf(run, i, notable.get(i)) }))
    .sort((a, b) => b.weight - a.weight || a.i - b.i)[0]!;
  if (best.weight === 0) return [];
  const must = best.weight >= 80;
  return [{ x: marker.x, text: run.trace[best.i]!.say, weight: best.weight, must, over: must }];
}

function weightOf(run: Run, index: number, notable: Notability | undefined): number {
  const event = run.trace[index]!;
  if (event.breaks.length > 0) return 100;
  if (event.restores.length > 0) return 90;
  if (event.observed !== null) return 80;
  if (event.kind === 'crash' || event.kind === 'restart') return 60;
  if (event.kind === 'lose' || event.kind === 'fail') return 40;
  return notable === undefined ? 0 : { pivotal: 30, pause: 20, first: 10, early: 0 }[notable];
}

function placeLane(filled: FilledLane, top: number): PlacedLane {
  const labelBase = top + 8 + rows(filled.labels) * SIZE.row;
  const { lane } = filled;
  if (hasRates(lane)) {
    return {
      ...filled,
      top,
      labelBase,
      y: labelBase + SIZE.rateBar + 2,
      bottom: labelBase + SIZE.rateBar + 12,
    };
  }
  if (lane.kind === 'fault' || lane.kind === 'invariant') {
    return { ...filled, top, labelBase, y: labelBase + SIZE.bar / 2 + 2, bottom: labelBase + SIZE.bar + 10 };
  }
  return { ...filled, top, labelBase, y: labelBase + 11, bottom: Math.max(labelBase + 24, top + 38) };
}

/** True if a service's lane has to be as high as a chart because some requests failed. */
function hasRates({ rates }: Lane): boolean {
  return rates?.values.some((rate) => rate !== null && rate > 0) ?? false;
}

/** Links between lanes, one per marker and receiver. Routine links have only an end, without a line. */
function linksOf(run: Run, lanes: readonly PlacedLane[], notable: ReadonlyMap<number, Notability>): Link[] {
  const links: Link[] = [];
  const bare = lanes.map(({ lane }) => lane);
  for (const from of lanes) {
    for (const marker of from.markers) {
      const plain = !marker.events.some((i) => notable.has(i));
      const receivers = new Set(marker.events.flatMap((i) => run.trace[i]!.to));
      for (const receiver of receivers) {
        const lane = laneFor(bare, run, receiver);
        const to = lanes.find((candidate) => candidate.lane === lane);
        if (to !== undefined && to !== from) links.push({ x: marker.x, from: from.y, to: to.y, plain });
      }
    }
  }
  return links;
}

/** The lane for a participant's events, if any. */
function laneFor(lanes: readonly Lane[], run: Run, id: string): Lane | undefined {
  const own = lanes.find((lane) => lane.id === id && lane.kind !== 'invariant');
  if (own !== undefined) return own;
  const process = run.participants.find((participant) => participant.id === id)?.process;
  return lanes.find((lane) => lane.id === `process ${process}`);
}

/** A lane that hasn't been positioned yet: its participant and its content. */
interface Lane {
  id: string;
  name: string;
  /** The kind of participant, in a word or two. */
  role: string;
  kind: Participant['kind'] | 'invariant' | 'condition';
  /** Indices of the lane's events in the trace. */
  events: number[];
  bars: Bar[];
  /** For services, the error rate per window of length `every`. */
  rates: { values: readonly (number | null)[]; every: Micros } | null;
}

/** An interval on a lane: impact, a fault, or the violation of an invariant. */
export interface Bar {
  kind: 'impact' | 'fault' | 'broken';
  from: Micros;
  /** Null if the interval hasn't ended by the end of the run. */
  to: Micros | null;
  /** Where the drawn bar ends: at `to` or the end of the run. */
  end: Micros;
  text: string;
  title: string;
}

/** If a process has more instances than this, they share a lane. */
const MOST_INSTANCES = 6;

const ORDER: readonly Lane['kind'][] = [
  'service',
  'condition',
  'invariant',
  'fault',
  'instance',
  'fleet',
  'record',
];

/**
 * A run's lanes: first outcomes (services, conditions for impact, and violated invariants), then faults, processes, and other targets of
 * arrows.
 */
function lanesOf(run: Run): Lane[] {
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
  const all = [...lanes.values(), ...conditionLanes(run), ...invariantLanes(run)];
  for (const lane of all) for (const bar of lane.bars) bar.end = bar.to ?? bar.end;
  return ORDER.flatMap((kind) => all.filter((lane) => lane.kind === kind));
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
      const peak = `peak error rate ${percent(window.worstErrorRate)}`;
      const length = window.to === null ? 'ongoing at end' : humanDuration(window.to - window.from);
      const title = `${lane.name}: impact, ${length}, ${peak}, ${countOf(window.failed, 'failed request')}`;
      return {
        kind: 'impact',
        from: window.from,
        to: window.to,
        end: run.ended.at,
        text: `${peak} · ${length}`,
        title,
      };
    });
  }
  if (lane.kind === 'fault') lane.bars = faultBars(lane, run);
}

function faultBars(lane: Lane, { trace, ended, properties }: Run): Bar[] {
  const bars: Bar[] = [];
  for (const i of lane.events) {
    const event = trace[i]!;
    const open = bars.at(-1);
    if (event.kind === 'start') {
      const title = `${lane.name}: ${eventSentence(event, properties)}`;
      bars.push({ kind: 'fault', from: event.t, to: null, end: ended.at, text: event.say, title });
    } else if (event.kind === 'end' && open !== undefined && open.to === null) {
      open.to = event.t;
    }
  }
  return bars;
}

/** One lane per condition that counts as impact, with a bar for each period in which it held. */
function conditionLanes(run: Run): Lane[] {
  return run.conditions.map((condition) => ({
    ...emptyLane(`condition ${condition.name}`, 'condition', condition.service ?? 'impact'),
    name: conditionTitle(condition),
    bars: condition.windows.map(({ from, to, affected }): Bar => {
      const length = to === null ? 'ongoing at end' : humanDuration(to - from);
      const text = affected === null ? length : `${affectedText(affected, condition.unit)} · ${length}`;
      return {
        kind: 'impact',
        from,
        to,
        end: run.ended.at,
        text,
        title: `${conditionTitle(condition)}: ${text}`,
      };
    }),
  }));
}

/** One lane per violated invariant, with a bar for each violation. */
function invariantLanes(run: Run): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const event of run.trace) {
    for (const name of event.breaks) {
      const lane = lanes.get(name) ?? emptyLane(`invariant ${name}`, 'invariant', 'invariant');
      lane.name = propertyNamed(run.properties, name);
      const property = run.properties.find((one) => one.name === name);
      // A step invariant is kept or violated by each step separately, so the violation ends immediately.
      const to = property?.kind === 'step invariant' ? event.t : null;
      lane.bars.push({ kind: 'broken', from: event.t, to, end: run.ended.at, text: '', title: '' });
      lanes.set(name, lane);
    }
    for (const name of event.restores) {
      const open = lanes.get(name)?.bars.at(-1);
      if (open !== undefined && open.to === null) open.to = event.t;
    }
  }
  for (const lane of lanes.values()) for (const bar of lane.bars) describeViolation(lane, bar);
  return [...lanes.values()];
}

function describeViolation(lane: Lane, bar: Bar): void {
  bar.text =
    bar.to === null
      ? 'violated until end of run'
      : bar.to === bar.from
        ? 'violated'
        : `violated for ${humanDuration(bar.to - bar.from)}`;
  bar.title = `${lane.name}: ${bar.text}`;
}
