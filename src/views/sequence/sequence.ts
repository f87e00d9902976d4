import type { Participant, Result, Run, TraceEvent } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import {
  type Column,
  dataTable,
  disclosure,
  figure,
  origin,
  runName,
  sentence,
  type ViewOptions,
} from '../markup/figure.ts';
import { attribute, type Html, html, raw } from '../markup/html.ts';
import { basisWord, eventBasis } from '../markup/provenance.ts';
import {
  againstObserved,
  eventSentence,
  signedDuration,
  timeColumn,
  timeColumnCell,
} from '../trace/moments.ts';
import { changeText, count, countOf } from '../words/number-format.ts';
import { propertyNamed } from '../words/property-name.ts';
import { labelPrecision, sayObserved, type Times, timesOf } from '../words/time-format.ts';
import { type Excerpt, type ExcerptItem, excerptOf } from './excerpt.ts';
import {
  arrowText,
  broken,
  escapeMermaid,
  type Lanes,
  lanesOf,
  noteOver,
  participantLine,
} from './mermaid.ts';

export interface SequenceOptions extends ViewOptions {
  /** Background for steps that violate an invariant, in a format that mermaid's `rect` accepts: `rgb(...)` or `rgba(...)`. */
  breakColor?: string;
}

/**
 * A run as a mermaid sequence diagram. It's a readable excerpt around the first violation, with notes wherever
 * events are folded or left out. Author text is escaped.
 */
export function sequenceText(result: Result, run: Run, options: SequenceOptions = {}): string {
  const excerpt = excerptOf(result, run);
  const diagram: Diagram = {
    result,
    run,
    times: timesOf(result),
    lanes: lanesOf(excerpt.lanes.map((lane) => lane.id)),
    color: options.breakColor,
  };
  const lines = [
    'sequenceDiagram',
    `accTitle: ${escapeMermaid(`${result.title}: sequence of events, ${runName(run)}`)}`,
    `accDescr: ${escapeMermaid(describe(excerpt, 'diagram'))}`,
    ...excerpt.lanes.map((lane, i) => participantLine(`p${i}`, laneName(lane))),
    ...excerpt.items.flatMap((item) => itemLines(item, diagram)),
  ];
  if (excerpt.lanes.length === 0) lines.push('participant p0 as run', 'Note over p0: no events');
  return `${lines.join('\n')}\n`;
}

/**
 * The rendered diagram with its caption and table.
 * @param svg trusted output of the diagram renderer for `sequenceText`
 */
export function sequenceFigure(result: Result, run: Run, svg: string): string {
  const excerpt = excerptOf(result, run);
  const title = `${result.title}: sequence of events`;
  const body = html`<div class="hc-scroll hc-sequence-scroll" tabindex="0" role="group" aria-label="${`${title}, ${runName(run)}`}">
${raw(svg)}
</div>
${disclosure(`Diagram events as a table (${runName(run)})`, raw(sequenceTable(result, run)))}
${origin(result, run)}`;
  return figure('sequence', title, captionOf(run, excerpt, true), body).toString();
}

/** The table without the diagram, for output without a renderer. */
export function sequenceTableFigure(result: Result, run: Run): string {
  const title = `${result.title}: sequence of events`;
  const body = html`${raw(sequenceTable(result, run))}
${origin(result, run)}`;
  return figure('sequence-table', title, captionOf(run, excerptOf(result, run), false), body).toString();
}

function captionOf(run: Run, excerpt: Excerpt, isDrawn: boolean): Html {
  const broken = run.trace.find((event) => event.breaks.length > 0);
  const what =
    broken === undefined
      ? `The ${runName(run)}, step by step.`
      : `How the ${runName(run)} violates ${broken.breaks.map((name) => propertyNamed(run.properties, name)).join(' and ')}. The violating step has a red background.`;
  return html`${sentence(what)}${sentence(describe(excerpt, isDrawn ? 'diagram' : 'table'))}`;
}

/** Describes what the excerpt shows and leaves out, for the caption and the text alternative. */
function describe(excerpt: Excerpt, place: 'diagram' | 'table'): string {
  const shown = excerpt.items.filter((item) => item.kind === 'event').length;
  const folded = excerpt.items.reduce(
    (sum, item) => sum + (item.kind === 'repeats' ? item.steps * item.times : 0),
    0,
  );
  const parts = [
    `The ${place} shows ${countOf(shown, 'event')} from ${countOf(excerpt.lanes.length, 'participant')}.`,
    folded > 0 && `${countOf(folded, 'repeated event')} ${areOrIs(folded)} folded into notes.`,
    excerpt.leftOut > 0 && `${countOf(excerpt.leftOut, 'event')} ${areOrIs(excerpt.leftOut)} left out.`,
    excerpt.elsewhere > 0 &&
      `${countOf(excerpt.elsewhere, 'event')} of participants without a lane ${areOrIs(excerpt.elsewhere)} left out.`,
  ];
  return parts.filter((part) => part !== false).join(' ');
}

function areOrIs(events: number): string {
  return events === 1 ? 'is' : 'are';
}

/** The diagram's events as a table, with the same rows in the same order. */
export function sequenceTable(result: Result, run: Run): string {
  const times = timesOf(result);
  const columns: Column[] = [
    timeColumn(times),
    { head: 'Who' },
    { head: 'To' },
    { head: 'What' },
    { head: 'Provenance' },
  ];
  const rows = excerptRows(excerptOf(result, run), times, run.properties);
  const label = `${result.title}: events of the sequence diagram, ${runName(run)}`;
  return dataTable(label, columns, rows, 'sequence').toString();
}

/** Rows in the diagram's table, one per event, mark and note. */
function excerptRows(excerpt: Excerpt, times: Times, properties: Run['properties']): Html[] {
  return excerpt.items.map((item) => itemRow(item, times, properties));
}

function itemRow(item: ExcerptItem, times: Times, properties: Run['properties']): Html {
  switch (item.kind) {
    case 'event': {
      const { event } = item;
      const { basis, word } = eventBasis(event);
      const turn =
        event.breaks.length > 0 ? 'hc-row-breaks' : event.restores.length > 0 ? 'hc-row-restores' : null;
      return html`<tr${attribute('class', turn)}>${timeColumnCell(times, event.t)}<td dir="auto">${event.actor}</td><td dir="auto">${event.to.join(', ')}</td><td class="hc-what" dir="auto">${eventSentence(event, properties)}</td><td>${basisWord(basis, word)}</td></tr>
`;
    }
    case 'mark': {
      const { mark } = item;
      return html`<tr>${timeColumnCell(times, item.at)}<td>mark</td><td></td><td class="hc-what" dir="auto">${mark.id}${againstObserved(mark)}</td><td>${basisWord('simulated')}</td></tr>
`;
    }
    case 'repeats': {
      const steps = item.steps === 1 ? 'The step above repeats' : `The ${item.steps} steps above repeat`;
      return html`<tr class="hc-row-note"><td colspan="5">${steps} ${countOf(item.times, 'more time')} until ${times.say(item.until)}${item.meanwhile ? '; meanwhile:' : '.'}</td></tr>
`;
    }
    case 'gap': {
      const later = item.length === null ? null : `${humanDuration(item.length)} later.`;
      const leftOut = item.leftOut === 0 ? null : `${countOf(item.leftOut, 'event')} left out.`;
      return html`<tr class="hc-row-note"><td colspan="5">${later} ${leftOut}</td></tr>
`;
    }
  }
}

interface Diagram {
  result: Result;
  run: Run;
  times: Times;
  lanes: Lanes;
  color: string | undefined;
}

function laneName(lane: Participant): string {
  return lane.kind === 'fleet' ? `${lane.id} (${count(lane.size)})` : lane.id;
}

function itemLines(item: ExcerptItem, diagram: Diagram): string[] {
  switch (item.kind) {
    case 'event':
      return eventLines(item, diagram);
    case 'repeats': {
      const until = diagram.times.say(item.until, labelPrecision(diagram.result));
      const steps = item.steps === 1 ? 'this step' : `these ${item.steps} steps`;
      const text = `${steps} repeat${item.steps === 1 ? 's' : ''} ${countOf(item.times, 'more time')} until ${until}${item.meanwhile ? '; meanwhile' : ''}`;
      return [noteOver(diagram.lanes, item.lanes, text)];
    }
    case 'mark': {
      const text = markText(item, diagram);
      return [noteOver(diagram.lanes, diagram.lanes.keys(), text)];
    }
    case 'gap':
      return [noteOver(diagram.lanes, diagram.lanes.keys(), gapText(item))];
  }
}

/** `… 6 min later, 5 events left out …` */
function gapText(gap: { length: number | null; leftOut: number }): string {
  const later = gap.length === null ? null : `${humanDuration(gap.length)} later`;
  const leftOut = gap.leftOut === 0 ? null : `${countOf(gap.leftOut, 'event')} left out`;
  return `… ${[later, leftOut].filter((part) => part !== null).join(', ')} …`;
}

function markText(
  { mark, at }: { mark: { id: string; observed: string | null; residual: number | null }; at: number },
  diagram: Diagram,
): string {
  const { times, result } = diagram;
  const fact = result.observed.find((candidate) => candidate.id === mark.observed);
  const simulated = `mark ${mark.id} at ${times.say(at, labelPrecision(result))}`;
  if (fact === undefined || mark.residual === null) return simulated;
  return `${simulated} (observed ${sayObserved(times, fact)}, ${signedDuration(mark.residual)})`;
}

/** Maximum number of receivers of an event that get an arrow. */
const MOST_ARROWS = 3;

/** Number of changed values listed in a note. */
const MOST_VALUES = 3;

const ARROWS = {
  step: '->>',
  skip: '-->>',
  deliver: '-->>',
  lose: '-x',
  fail: '-x',
  crash: null,
  restart: null,
  scale: null,
  start: null,
  end: null,
} as const;

function eventLines({ event, values }: { event: TraceEvent; values: boolean }, diagram: Diagram): string[] {
  const lines = [...messageLines(event, diagram), ...(values ? valueNotes(event, diagram) : [])];
  const { lanes } = diagram;
  for (const name of event.restores)
    lines.push(noteOver(lanes, lanes.keys(), `${propertyNamed(diagram.run.properties, name)} holds again`));
  if (event.breaks.length === 0) return lines;
  for (const name of event.breaks) {
    const is = diagram.run.properties.find((property) => property.name === name)?.is;
    const words = propertyNamed(diagram.run.properties, name);
    const text = `${words} is violated${is === undefined ? '' : `: ${is} is false`}`;
    lines.push(noteOver(lanes, lanes.keys(), text));
  }
  return broken(lines, diagram.color);
}

function messageLines(event: TraceEvent, diagram: Diagram): string[] {
  const { lanes } = diagram;
  const actor = lanes.get(event.actor)!;
  const others = event.to.filter((id) => id !== event.actor && lanes.has(id));
  const more = others.length - MOST_ARROWS;
  const time = diagram.times.label(event.t);
  const what = `${time} ${verb(event)}${event.say}${more > 0 ? ` (and to ${more} more)` : ''}`;
  const text = arrowText(lanes, event.actor, others[0] ?? null, what);
  const arrow = event.kind === 'step' && event.message !== null ? '-)' : ARROWS[event.kind];
  if (arrow === null) return [noteOver(lanes, [event.actor], what)];
  const receivers = others.length === 0 ? [actor] : others.slice(0, MOST_ARROWS).map((id) => lanes.get(id)!);
  return receivers.map(
    (receiver, i) => `${actor}${arrow}${receiver}: ${i === 0 ? text : escapeMermaid(time)}`,
  );
}

function verb(event: TraceEvent): string {
  const verbs = {
    step: '',
    skip: '',
    deliver: '',
    lose: 'lost: ',
    fail: 'fails: ',
    crash: '',
    restart: '',
    scale: '',
    start: 'fault: ',
    end: 'fault: ',
  } as const;
  return verbs[event.kind];
}

/** A note with the shared values that were changed by an event, over the first receiver that has a lane. */
function valueNotes(event: TraceEvent, diagram: Diagram): string[] {
  const shared = event.changes.filter((change) => !change.name.includes('.'));
  if (shared.length === 0) return [];
  const text = shared.slice(0, MOST_VALUES).map(changeText).join('; ');
  const beside = event.to.find((id) => diagram.lanes.has(id)) ?? event.actor;
  return [noteOver(diagram.lanes, [beside], text)];
}
