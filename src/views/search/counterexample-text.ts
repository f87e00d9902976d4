import type { Exploration, ExploredStep, Result, StaleRead } from '../../result.ts';
import {
  arrowText,
  broken,
  escapeMermaid,
  type Lanes,
  lanesOf,
  noteOver,
  participantLine,
} from '../sequence/mermaid.ts';
import type { SequenceOptions } from '../sequence/sequence.ts';
import { changeText, countOf, valuesText } from '../words/number-format.ts';
import { brokenProperty, explorationName, listed, outcomeClause, stepsText } from './exploration.ts';

interface Diagram {
  exploration: Exploration;
  lanes: Lanes;
}

/**
 * A counterexample as text of a mermaid sequence diagram: numbered steps, a note where a process reads what others then
 * change and one where it acts on it, and a red ground behind the step that breaks. Everything from an author is escaped.
 */
export function counterexampleText(
  result: Result,
  exploration: Exploration,
  options: SequenceOptions = {},
): string {
  const names = counterexampleLanes(result, exploration);
  const lanes = lanesOf(names.length === 0 ? ['nobody'] : names);
  const diagram: Diagram = { exploration, lanes };
  const { trace, loop } = exploration;
  const shown = drawnSteps(exploration);
  const lines: string[] = [];
  let last = -1;
  for (const index of shown) {
    if (index === loop) lines.push(`loop for ever: ${escapeMermaid(loopText(exploration))}`);
    if (index > last + 1) lines.push(noteOver(lanes, lanes.keys(), gapText(index - last - 1)));
    const own = stepLines(trace[index]!, index, diagram);
    lines.push(...(breaksAt(exploration, index) ? broken(own, options.breakColor) : own));
    last = index;
  }
  if (loop !== null && shown.includes(loop)) lines.push('end');
  if (trace.length === 0) lines.push(noteOver(lanes, lanes.keys(), `${outcomeClause(exploration)}.`));
  return `${[
    'sequenceDiagram',
    `accTitle: ${escapeMermaid(`${result.title}: counterexample, ${explorationName(exploration)}`)}`,
    `accDescr: ${escapeMermaid(`${outcomeClause(exploration)}. A table below has every step.`)}`,
    ...[...lanes].map(([name, id]) => participantLine(id, name)),
    ...lines,
  ].join('\n')}\n`;
}

/** A longer counterexample is drawn in part: its beginning, its end, and every step of a stale read. */
const MOST_STEPS = 60;

const FIRST_STEPS = 5;

const LAST_STEPS = 40;

/** Indices of the steps that are drawn, in order. */
export function drawnSteps({ trace, staleReads, loop }: Exploration): number[] {
  const all = [...trace.keys()];
  if (all.length <= MOST_STEPS) return all;
  const telling = new Set(staleReads.flatMap(({ check, use, changedBy }) => [check, use, ...changedBy]));
  return all.filter(
    (index) =>
      index < FIRST_STEPS || index >= all.length - LAST_STEPS || index === loop || telling.has(index),
  );
}

function gapText(steps: number): string {
  return `… ${countOf(steps, 'step')} left out, see the table …`;
}

function stepLines(step: ExploredStep, index: number, diagram: Diagram): string[] {
  const { exploration, lanes } = diagram;
  const isUse = exploration.staleReads.some(({ use }) => use === index);
  const breaks = breakTexts(exploration, index);
  return [
    ...exploration.staleReads.flatMap((read) =>
      read.use === index ? [noteOver(lanes, laneOf(step, lanes), actsText(read, exploration))] : [],
    ),
    ...moveLines(step, index, diagram),
    ...(isUse || breaks.length > 0 ? valueNotes(step, diagram) : []),
    ...exploration.staleReads.flatMap((read) =>
      read.check === index ? [noteOver(lanes, laneOf(step, lanes), readsText(read, exploration))] : [],
    ),
    ...breaks.map((text) => noteOver(lanes, lanes.keys(), text)),
  ];
}

function readsText({ check, use, variables }: StaleRead, { trace }: Exploration): string {
  const it = variables.length === 1 ? 'it' : 'them';
  return `has read ${listed(valuesText(trace, check, variables))}, and acts on ${it} at ${stepsText([use])}`;
}

function actsText({ check, use, variables }: StaleRead, { trace }: Exploration): string {
  const now = listed(valuesText(trace, use, variables));
  return `stale: still acts on what it read at ${stepsText([check])}; by now ${now}`;
}

/** Receivers of one step that get an arrow of their own, and changed values that a note names. */
const MOST_ARROWS = 3;

const ARROWS = {
  step: '->>',
  skip: '-->>',
  fail: '-x',
  lose: null,
  timer: null,
  start: null,
  end: null,
} as const;

/** Arrows of a step to whom it is addressed or to oneself; a note for what no process does, or one without a lane. */
function moveLines(step: ExploredStep, index: number, { exploration, lanes }: Diagram): string[] {
  const actor = lanes.get(step.actor);
  const arrow = ARROWS[step.kind];
  if (arrow === null || actor === undefined) {
    const who = actor === undefined && step.process !== null ? `${step.actor} ` : '';
    return [noteOver(lanes, laneOf(step, lanes), `${index + 1}. ${who}${step.say}`)];
  }
  const others = receiversOf(step, exploration.trace).filter((name) => lanes.has(name));
  const more = others.length - MOST_ARROWS;
  const text = `${index + 1}. ${step.say}${more > 0 ? ` (and to ${more} more)` : ''}`;
  const receivers = others.length === 0 ? [step.actor] : others.slice(0, MOST_ARROWS);
  const said = arrowText(lanes, step.actor, others[0] ?? null, text);
  return receivers.map(
    (name, i) => `${actor}${arrow}${lanes.get(name)!}: ${i === 0 ? said : `${index + 1}.`}`,
  );
}

const MOST_VALUES = 3;

/** Shared values that a step changed, beside whom it changed them for. */
function valueNotes(step: ExploredStep, { exploration, lanes }: Diagram): string[] {
  const shared = step.changes.filter((change) => !change.name.includes('.'));
  if (shared.length === 0) return [];
  const text = shared.slice(0, MOST_VALUES).map(changeText).join('; ');
  const beside = receiversOf(step, exploration.trace).find((name) => lanes.has(name));
  return [noteOver(lanes, beside === undefined ? laneOf(step, lanes) : [beside], text)];
}

/** Lane of whom a step is about: who moves, whose timer it is, or whom a fault hits; else all lanes. */
function laneOf(step: ExploredStep, lanes: Lanes): string[] {
  const owner = step.actor.split('.')[0]!;
  const own = [step.actor, owner].find((name) => lanes.has(name));
  if (own !== undefined) return [own];
  const hit = step.to.filter((name) => lanes.has(name));
  return hit.length > 0 ? hit : [...lanes.keys()];
}

/** More than this many participants make no readable diagram. */
const MOST_LANES = 12;

/**
 * Names of a counterexample's lanes from left to right: each instance that moves, and each record, service or process
 * that a step is addressed to. Those that the scenario names under `lanes` come first, in its order; then instances and
 * then records as they come. Of more than 12 the busiest are kept.
 */
export function counterexampleLanes(result: Result, { trace }: Exploration): string[] {
  const movers = distinct(trace.flatMap((step) => (step.process === null ? [] : [step.actor])));
  const addressed = distinct(trace.flatMap((step) => receiversOf(step, trace)));
  const all = distinct([...movers, ...addressed]);
  const processes = new Map(trace.map((step) => [step.actor, step.process]));
  const named = result.lanes.flatMap((name) => {
    return all.includes(name) ? [name] : movers.filter((actor) => processes.get(actor) === name);
  });
  const ordered = distinct([...named, ...all]);
  const weight = new Map(ordered.map((name) => [name, 0]));
  for (const step of trace) {
    for (const name of [step.actor, ...receiversOf(step, trace)]) {
      weight.set(name, (weight.get(name) ?? 0) + 1);
    }
  }
  const busiest = [...ordered].sort((a, b) => weight.get(b)! - weight.get(a)!).slice(0, MOST_LANES);
  return ordered.filter((name) => busiest.includes(name));
}

/**
 * Whom a step is addressed to, but for the one who takes it. A process with one other instance in the counterexample
 * stands for that instance.
 */
function receiversOf(step: ExploredStep, trace: readonly ExploredStep[]): string[] {
  const names = step.to.map((name) => {
    const members = distinct(trace.filter((one) => one.process === name).map((one) => one.actor));
    const others = members.filter((member) => member !== step.actor);
    return others.length === 1 ? others[0]! : name;
  });
  return distinct(names).filter((name) => name !== step.actor);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** True if a property is broken with the step of an index: by it, or because nothing can come behind it. */
export function breaksAt(exploration: Exploration, index: number): boolean {
  const { trace, loop } = exploration;
  if (trace[index]!.breaks.length > 0) return true;
  const ends = index === trace.length - 1 && loop === null && exploration.verdict === 'violated';
  return ends && brokenProperty(exploration)?.kind !== 'invariant';
}

/** What is broken with the step of an index, a sentence for each property. */
export function breakTexts(exploration: Exploration, index: number): string[] {
  const { trace, properties, property } = exploration;
  const breaks = trace[index]!.breaks.map((name) => {
    const is = properties.find((one) => one.name === name)?.is ?? '';
    return `${name} is broken${is === '' ? '' : `: no longer ${is}`}`;
  });
  if (breaks.length > 0 || !breaksAt(exploration, index)) return breaks;
  if (brokenProperty(exploration)?.kind === 'deadlock') return ['deadlock: nothing can move any more'];
  return [`it ends here, and ${property ?? ''} never comes true`];
}

/** `steps 4 to 6 repeat and x never comes true`, for a counterexample without an end. */
export function loopText({ trace, loop, property }: Exploration): string {
  const from = (loop ?? 0) + 1;
  const steps = from === trace.length ? `step ${from} repeats` : `steps ${from} to ${trace.length} repeat`;
  return `${steps} and ${property ?? ''} never comes true`;
}
