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
import { changeText, countOf, listed, valuesText } from '../words/number-format.ts';
import { propertyNamed } from '../words/property-name.ts';
import { brokenProperty, brokenWords, explorationName, outcomeClause, stepsText } from './exploration.ts';

interface Diagram {
  exploration: Exploration;
  lanes: Lanes;
}

/**
 * A counterexample as a mermaid sequence diagram: numbered steps, notes where a process reads a value that others then
 * change and where it acts on that value, and a red background on the violating step. Author text is escaped.
 */
export function counterexampleText(
  result: Result,
  exploration: Exploration,
  options: SequenceOptions = {},
): string {
  const names = counterexampleLanes(result, exploration);
  const lanes = lanesOf(names.length === 0 ? ['initial state'] : names);
  const diagram: Diagram = { exploration, lanes };
  const { trace, loop } = exploration;
  const shown = drawnSteps(exploration);
  const lines: string[] = [];
  let last = -1;
  for (const index of shown) {
    if (index === loop) lines.push(`loop ${escapeMermaid(loopText(exploration))}`);
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

/**
 * Maximum number of steps to draw. For longer counterexamples, only the first and last steps and every step of a stale
 * read are drawn.
 */
const MOST_STEPS = 60;

const FIRST_STEPS = 5;

const LAST_STEPS = 40;

/** Indices of the steps to draw, in order. */
export function drawnSteps({ trace, staleReads, loop }: Exploration): number[] {
  const all = [...trace.keys()];
  if (all.length <= MOST_STEPS) return all;
  const key = new Set(staleReads.flatMap(({ check, use, changedBy }) => [check, use, ...changedBy]));
  return all.filter(
    (index) => index < FIRST_STEPS || index >= all.length - LAST_STEPS || index === loop || key.has(index),
  );
}

function gapText(steps: number): string {
  return `… ${countOf(steps, 'step')} left out (see the table) …`;
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
  return `reads ${listed(valuesText(trace, check, variables))}; acts on ${it} at ${stepsText([use])}`;
}

function actsText({ check, use, variables }: StaleRead, { trace }: Exploration): string {
  const now = listed(valuesText(trace, use, variables));
  return `stale read from ${stepsText([check])}: by now, ${now}`;
}

/** Maximum number of receivers of a step that get an arrow. */
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

/**
 * Arrows from a step to its receivers or its actor. If the step isn't taken by a process or its actor has no lane, a
 * note instead.
 */
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
  const label = arrowText(lanes, step.actor, others[0] ?? null, text);
  return receivers.map(
    (name, i) => `${actor}${arrow}${lanes.get(name)!}: ${i === 0 ? label : `${index + 1}.`}`,
  );
}

const MOST_VALUES = 3;

/** A note with the shared values that were changed by a step, over the first receiver that has a lane. */
function valueNotes(step: ExploredStep, { exploration, lanes }: Diagram): string[] {
  const shared = step.changes.filter((change) => !change.name.includes('.'));
  if (shared.length === 0) return [];
  const text = shared.slice(0, MOST_VALUES).map(changeText).join('; ');
  const beside = receiversOf(step, exploration.trace).find((name) => lanes.has(name));
  return [noteOver(lanes, beside === undefined ? laneOf(step, lanes) : [beside], text)];
}

/**
 * The lanes for a step's note: its actor, the owner of its timer, or the targets of its fault; otherwise, all
 * lanes.
 */
function laneOf(step: ExploredStep, lanes: Lanes): string[] {
  const owner = step.actor.split('.')[0]!;
  const own = [step.actor, owner].find((name) => lanes.has(name));
  if (own !== undefined) return [own];
  const hit = step.to.filter((name) => lanes.has(name));
  return hit.length > 0 ? hit : [...lanes.keys()];
}

/** More participants than this would be unreadable. */
const MOST_LANES = 12;

/**
 * Names for the lanes of a counterexample, from left to right: instances that take steps, then records, services
 * and processes that steps are addressed to. Lanes listed under the scenario's `lanes` come first, in that order.
 * Only the 12 busiest are kept.
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
 * Receivers of a step, excluding its actor. A process with only one other instance in the counterexample is replaced by
 * that instance.
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

/** True if the step at an index violates a property or is the last one before a deadlock or an early end. */
export function breaksAt(exploration: Exploration, index: number): boolean {
  const { trace, loop } = exploration;
  if (trace[index]!.breaks.length > 0) return true;
  const ends = index === trace.length - 1 && loop === null && exploration.verdict === 'violated';
  const kind = brokenProperty(exploration)?.kind;
  return ends && kind !== 'invariant' && kind !== 'step invariant';
}

/** Violations at a step, with one clause per property. */
export function breakTexts(exploration: Exploration, index: number): string[] {
  const { trace, properties } = exploration;
  const breaks = trace[index]!.breaks.map((name) => {
    const is = properties.find((one) => one.name === name)?.is ?? '';
    return `${propertyNamed(properties, name)} is violated${is === '' ? '' : `: ${is} is false`}`;
  });
  if (breaks.length > 0 || !breaksAt(exploration, index)) return breaks;
  const broken = brokenProperty(exploration);
  if (broken?.kind === 'deadlock') return ['deadlock: no step is possible, and an instance is still waiting'];
  const words = brokenWords(exploration);
  return [
    broken?.kind === 'holds until'
      ? `${words} is violated: ${broken.is}`
      : `ends here, so ${words} is violated`,
  ];
}

/** `steps 4 to 6 repeat forever, so x is violated`. "Violated" works with any name, even one like `never_lost`. */
export function loopText(exploration: Exploration): string {
  return `${repeatText(exploration)}, so ${brokenWords(exploration)} is violated`;
}

/** `steps 4 to 6 repeat forever`, for a counterexample that ends in a loop. */
export function repeatText({ trace, loop }: Exploration): string {
  const from = (loop ?? 0) + 1;
  const steps = from === trace.length ? `step ${from} repeats` : `steps ${from} to ${trace.length} repeat`;
  return `${steps} forever`;
}
