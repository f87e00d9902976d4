import type {
  Basis,
  MarkResult,
  Micros,
  ObservedFact,
  Result,
  Run,
  ServiceResult,
  TraceEvent,
} from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { type Column, dataTable, note } from '../markup/figure.ts';
import { attribute, type Html, html } from '../markup/html.ts';
import { basisWord, eventBasis, sourceLink } from '../markup/provenance.ts';
import { plainName } from '../words/names.ts';
import { countOf, exactPercent, percent } from '../words/number-format.ts';
import { propertyNamed } from '../words/property-name.ts';
import { type Precision, precisionOf, sayObserved, type Times, timesOf } from '../words/time-format.ts';
import { type Notability, notableEvents, signature } from './routine.ts';
import { type ValueAt, ValuesOverTime } from './values-over-time.ts';

/**
 * A row in a run's table: anything that has a time, whether it comes from the observed timeline, the trace, the
 * marks, or the impact.
 */
interface Moment {
  t: Micros;
  who: string;
  what: string;
  basis: Basis;
  /** A more specific description of the basis: `observed (input)`. */
  word: string;
  source: string | null;
  /** Default: the precision of the run's times. */
  precision?: Precision;
  /** Whether an invariant was violated or restored; null if neither happened. */
  turn: 'breaks' | 'restores' | null;
  /** Absent if the row isn't about an event in the trace. */
  event?: TraceEvent;
}

/** Order of rows at the same instant: observed facts, then events, then their consequences. */
const RANK = { fact: 0, event: 1, mark: 2, impact: 3, end: 4 } as const;

/** Everything in a run that has a time, in chronological order. */
export function momentsOf(result: Result, run: Run): Moment[] {
  const facts = factsById(result);
  const ranked: { rank: number; moment: Moment }[] = [
    ...result.observed.map((fact) => ({ rank: RANK.fact, moment: factMoment(fact, timesOf(result)) })),
    ...run.trace.map((event) => ({ rank: RANK.event, moment: eventMoment(event, facts, run.properties) })),
    ...run.marks.flatMap((mark) =>
      mark.at === null ? [] : [{ rank: RANK.mark, moment: markMoment(mark, mark.at, facts) }],
    ),
    ...impactMoments(run).map((moment) => ({ rank: RANK.impact, moment })),
    { rank: RANK.end, moment: endMoment(run) },
  ];
  ranked.sort((a, b) => a.moment.t - b.moment.t || a.rank - b.rank);
  return ranked.map(({ moment }) => moment);
}

function factMoment(fact: ObservedFact, times: Times): Moment {
  return {
    t: fact.t,
    who: 'fact',
    what: fact.latest === null ? fact.text : `${fact.text} (${sayObserved(times, fact)})`,
    basis: 'observed',
    word: 'observed',
    source: fact.source,
    precision: precisionOf(fact.at),
    turn: null,
  };
}

function eventMoment(
  event: TraceEvent,
  facts: ReadonlyMap<string, ObservedFact>,
  properties: Run['properties'],
): Moment {
  return {
    t: event.t,
    who: event.actor,
    what: eventSentence(event, properties),
    ...eventBasis(event),
    source: event.observed === null ? null : (facts.get(event.observed)?.source ?? null),
    turn: event.breaks.length > 0 ? 'breaks' : event.restores.length > 0 ? 'restores' : null,
    event,
  };
}

function markMoment(mark: MarkResult, at: Micros, facts: ReadonlyMap<string, ObservedFact>): Moment {
  const against = mark.observed === null ? undefined : facts.get(mark.observed);
  return {
    t: at,
    who: 'mark',
    what: `${plainName(mark.id)}${againstObserved(mark)}`,
    basis: mark.basis === 'fit' ? 'estimated' : 'simulated',
    word: { computed: 'simulated', input: 'simulated (follows from an input)', fit: 'estimated (fitted)' }[
      mark.basis
    ],
    source: against?.source ?? null,
    turn: null,
  };
}

function impactMoments(run: Run): Moment[] {
  const shared = {
    basis: 'simulated',
    word: 'simulated',
    source: null,
    turn: null,
  } as const;
  const harm = run.conditions.flatMap((condition) =>
    condition.windows.flatMap(({ from, to }) => {
      const who = condition.says ?? condition.name;
      const begins: Moment = { ...shared, t: from, who, what: `impact starts (${condition.while})` };
      return to === null ? [begins] : [begins, { ...shared, t: to, who, what: 'impact ends' }];
    }),
  );
  const services = run.services.flatMap((service) =>
    service.windows.flatMap((window) => {
      const who = service.service;
      const begins: Moment = {
        ...shared,
        t: window.from,
        who,
        what: `impact starts (${service.while ?? `error rate of at least ${exactPercent(service.threshold)}`}; error rate ${percent(window.worstErrorRate)} at its peak)`,
      };
      if (window.to === null) return [begins];
      return [begins, { ...shared, t: window.to, who, what: 'impact ends' }];
    }),
  );
  return [...services, ...harm];
}

function endMoment(run: Run): Moment {
  const why = {
    until: 'ends at its time limit',
    idle: 'ends early: no events are left',
    waiting: 'ends early: nothing more can happen, and instances are still waiting',
  }[run.ended.because];
  return {
    t: run.ended.at,
    who: 'run',
    what: why,
    basis: 'simulated',
    word: 'simulated',
    source: null,
    turn: null,
  };
}

/** Maximum number of events. With more, a table is hard to read. */
const MOST_EVENTS = 150;

const ORDER: readonly Notability[] = ['pivotal', 'first', 'pause', 'early'];

/**
 * A run's facts, events, marks and changes in impact as a table, in chronological order. Loops and long traces are
 * reduced to notable events.
 *
 * @param x pixel position of a time in the drawing above the table
 */
export function momentsTable(result: Result, run: Run, label: string, x: (t: Micros) => number): Html {
  const times = timesOf(result);
  const columns: Column[] = [
    timeColumn(times),
    { head: 'Who' },
    { head: 'What' },
    { head: 'Provenance' },
    { head: 'Source' },
  ];
  const listed = notableTrace(run.trace);
  const state = new ValuesOverTime(run);
  const start = state.names.length > 0 && startRow(state.initial());
  const rows = momentsOf(result, { ...run, trace: listed }).map((moment) => {
    const now = nowText(state.until(moment.event ?? null, moment.who === 'fact' ? moment.t - 1 : moment.t));
    return momentRow(moment, times, html` data-x="${x(moment.t)}"`, now);
  });
  const left = run.trace.length - listed.length;
  const dropped =
    run.traceDropped > 0
      ? note(
          `The trace is truncated: ${countOf(run.traceDropped, 'later event')} ${run.traceDropped === 1 ? 'is' : 'are'} missing here.`,
        )
      : null;
  const routine =
    left === 0
      ? null
      : note(
          `${countOf(left, 'routine event')} ${left === 1 ? 'is' : 'are'} left out. The JSON result has every event.`,
        );
  const hidden =
    state.all > state.names.length
      ? note(`Values are listed for ${state.names.length} of ${state.all} variables.`)
      : null;
  return html`${dataTable(`${label}, ${left === 0 ? 'all events' : 'notable events'}`, columns, [start, ...rows], 'moments')}${routine}${hidden}${dropped}`;
}

/**
 * A timeline’s markup with an id for each event, so that links can lead to events: `#event-7`. Only for pages with one
 * timeline.
 */
export function withEventIds(markup: string): string {
  let number = 0;
  return markup.replace(/(<tr[^>]*) data-x=/g, (_, row: string) => {
    number += 1;
    return `${row} id="event-${number}" data-x=`;
  });
}

/** Variables with their values; nothing if there are none. */
function nowText(values: readonly ValueAt[]): Html | null {
  if (values.length === 0) return null;
  const items = values.map(
    ({ name, value }, i) => html`${i > 0 && ', '}<code>${name}</code> <span>${value}</span>`,
  );
  return html` <span class="hc-sub hc-now">${items}</span>`;
}

function startRow(values: readonly ValueAt[]): Html {
  return html`<tr class="hc-row-note"><td></td><td></td><td class="hc-what">Initial state${nowText(values)}</td><td></td><td></td></tr>
`;
}

/** An event that happens more often than this is part of a loop, such as polling. */
const MOST_REPEATS = 10;

/**
 * The events in a table, in order. If an event keeps repeating, only its notable occurrences are listed. If there
 * are still more than `MOST_EVENTS`, only the most notable ones are listed.
 */
function notableTrace(trace: readonly TraceEvent[]): TraceEvent[] {
  const notable = notableEvents(trace);
  const occurrences = new Map<string, number>();
  for (const event of trace) {
    const key = signature(event);
    occurrences.set(key, (occurrences.get(key) ?? 0) + 1);
  }
  const unrepeated = trace.filter(
    (event, i) => notable.has(i) || occurrences.get(signature(event))! <= MOST_REPEATS,
  );
  if (unrepeated.length <= MOST_EVENTS) return unrepeated;
  const ranked = [...notable].sort(([i, a], [j, b]) => ORDER.indexOf(a) - ORDER.indexOf(b) || i - j);
  const kept = new Set(ranked.slice(0, MOST_EVENTS).map(([i]) => i));
  return trace.filter((_, i) => kept.has(i));
}

function momentRow(moment: Moment, times: Times, data: Html, now: Html | null): Html {
  const turn = moment.turn === null ? null : `hc-row-${moment.turn}`;
  return html`<tr${attribute('class', turn)}${data}>${timeColumnCell(times, moment.t, moment.precision)}<td dir="auto">${moment.who}</td><td class="hc-what" dir="auto">${moment.what}${now}</td><td>${basisWord(moment.basis, moment.word)}</td><td>${moment.source !== null && sourceLink(moment.source)}</td></tr>
`;
}

/** Header of the time column: the page's zone, UTC, or simulated time. `datetime` always contains UTC. */
export function timeColumn(times: Times): Column {
  if (times.faces.length === 0) return { head: 'Simulated time' };
  return { head: `Time (${times.zone ?? 'UTC'})` };
}

/** Cell for the column from `timeColumn`. */
export function timeColumnCell(times: Times, t: number, precision?: Precision): Html {
  return html`<td class="hc-time">${times.element(t, times.zone === null ? 'utc' : 'zone', precision)}</td>`;
}

/**
 * How a mark agrees with the observed timeline. `missing`: it wasn't reached; `given`: it's an input or a fit, not
 * a prediction; `open`: there's no observed fact or no tolerance to compare it with.
 */
export type Agreement = 'within' | 'outside' | 'open' | 'given' | 'missing';

/** Determines whether a mark agrees with the observed timeline. All views use this function. */
export function agreementOf(mark: MarkResult): Agreement {
  if (mark.at === null) return 'missing';
  if (mark.basis !== 'computed') return 'given';
  if (mark.within === null || mark.residual === null) return 'open';
  return Math.abs(mark.residual) <= mark.within ? 'within' : 'outside';
}

/** Why a mark has no time: either it wasn't reached before the run ended, or no events were left (`never`). */
export function absenceWords(mark: Pick<MarkResult, 'status'>): string {
  return mark.status === 'never' ? 'never' : 'not by end of run';
}

/**
 * A residual as text: `12 s later`, `4 min earlier`, `no difference`.
 *
 * @param isRange true if the observed time is a range
 */
export function residualWords(residual: Micros, isRange = false): string {
  if (residual === 0) return isRange ? 'in the observed range' : 'no difference';
  return `${humanDuration(Math.abs(residual))} ${residual > 0 ? 'later' : 'earlier'}`;
}

/** `, 12 s later than observed` or `, as observed`; empty if there is no observed time. */
export function againstObserved({ residual }: Pick<MarkResult, 'residual'>): string {
  if (residual === null) return '';
  return residual === 0 ? ', as observed' : `, ${residualWords(residual)} than observed`;
}

/** A signed duration: `+12 s`, `−4 min`. */
export function signedDuration(length: Micros): string {
  return length > 0 ? `+${humanDuration(length)}` : humanDuration(length);
}

/** What an event did, including the properties that it violated or restored. */
export function eventSentence(event: TraceEvent, properties: Run['properties']): string {
  const named = (names: readonly string[]): string =>
    names.map((name) => propertyNamed(properties, name)).join(', ');
  const clause = {
    step: event.say,
    skip: event.say,
    deliver: event.say,
    lose: `message lost: ${event.say}`,
    crash: event.say,
    restart: event.say,
    scale: event.say,
    start: `fault: ${event.say}`,
    end: `fault: ${event.say}`,
    fail: `call fails: ${event.say}`,
  }[event.kind].replace(/: $/, '');
  const violated = event.breaks.length === 0 ? '' : `. Violates ${named(event.breaks)}`;
  const holding = event.restores.length === 1 ? 'holds' : 'hold';
  const restored = event.restores.length === 0 ? '' : `. ${named(event.restores)} ${holding} again`;
  return `${clause}${violated}${restored}`;
}

/** A sentence about whether and when the run returned to its steady state. */
export function recoveryWords(run: Run, times: Times): string {
  const { recovery } = run;
  if (recovery === null) return 'The scenario defines no steady state.';
  if (recovery.trigger === null) {
    if (recovery.triggers === undefined) return 'The scenario has no fault to recover from.';
    return `The trigger never happened: ${recovery.triggers.map(({ name }) => name).join(', ')}.`;
  }
  if (recovery.metastable) {
    return `The trigger ends at ${times.say(recovery.trigger.to ?? run.ended.at)}, but the steady state doesn’t return before the run ends: the failure is metastable.`;
  }
  if (recovery.recoveredAt === null) return 'The steady state doesn’t return before the run ends.';
  if (recovery.recoveredAfter === 0) {
    return `The steady state holds from ${recovery.steadyBefore ? 'before the trigger' : 'the start of the trigger'} until the run ends.`;
  }
  const after =
    recovery.recoveredAfter === null
      ? ''
      : `, ${humanDuration(recovery.recoveredAfter)} after the trigger started`;
  return `The steady state returns at ${times.say(recovery.recoveredAt)}${after}, and lasts until the run ends.`;
}

/** Observed facts by id. */
export function factsById(result: Result): ReadonlyMap<string, ObservedFact> {
  return new Map(result.observed.map((fact) => [fact.id, fact]));
}

/** Total duration of the impact on a service. A period that hasn't ended counts until the end of the run. */
export function impactTime(service: ServiceResult, end: Micros): Micros {
  return service.windows.reduce((sum, window) => sum + (window.to ?? end) - window.from, 0);
}
