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
import { badge, eventBasis, sourceLink } from '../markup/provenance.ts';
import { countOf, percent } from '../words/number-format.ts';
import { type Precision, precisionOf, type Times, timesOf } from '../words/time-format.ts';
import { type Notability, notableEvents } from './routine.ts';

/** One line of the table of a run: whatever has a time, from the record, the trace, the marks and the impact. */
interface Moment {
  t: Micros;
  who: string;
  what: string;
  basis: Basis;
  /** The basis in closer words, such as `observed (input)`. */
  word: string;
  source: string | null;
  precision: Precision;
  /** Set where the line tells of something that broke or held again. */
  turn: 'breaks' | 'mends' | null;
}

/** Order of lines at one instant: the record first, then what happened, then what it amounts to. */
const RANK = { fact: 0, event: 1, mark: 2, impact: 3, end: 4 } as const;

/** Everything of a run that has a time, in order. */
export function momentsOf(result: Result, run: Run): Moment[] {
  const facts = factsById(result);
  const ranked: { rank: number; moment: Moment }[] = [
    ...result.observed.map((fact) => ({ rank: RANK.fact, moment: factMoment(fact) })),
    ...run.trace.map((event) => ({ rank: RANK.event, moment: eventMoment(event, facts) })),
    ...run.marks.flatMap((mark) =>
      mark.at === null ? [] : [{ rank: RANK.mark, moment: markMoment(mark, mark.at, facts) }],
    ),
    ...impactMoments(run).map((moment) => ({ rank: RANK.impact, moment })),
    { rank: RANK.end, moment: endMoment(run) },
  ];
  ranked.sort((a, b) => a.moment.t - b.moment.t || a.rank - b.rank);
  return ranked.map(({ moment }) => moment);
}

function factMoment(fact: ObservedFact): Moment {
  return {
    t: fact.t,
    who: 'record',
    what: fact.text,
    basis: 'observed',
    word: 'observed',
    source: fact.source,
    precision: precisionOf(fact.at),
    turn: null,
  };
}

function eventMoment(event: TraceEvent, facts: ReadonlyMap<string, ObservedFact>): Moment {
  return {
    t: event.t,
    who: event.actor,
    what: eventSentence(event),
    ...eventBasis(event),
    source: event.observed === null ? null : (facts.get(event.observed)?.source ?? null),
    precision: 'exact',
    turn: event.breaks.length > 0 ? 'breaks' : event.mends.length > 0 ? 'mends' : null,
  };
}

function markMoment(mark: MarkResult, at: Micros, facts: ReadonlyMap<string, ObservedFact>): Moment {
  const against = mark.observed === null ? undefined : facts.get(mark.observed);
  const residual =
    mark.residual === null || mark.residual === 0 ? '' : `, ${residualWords(mark.residual)} than observed`;
  return {
    t: at,
    who: 'mark',
    what: `${mark.id}${residual}`,
    basis: mark.basis === 'fit' ? 'estimated' : 'simulated',
    word: { prediction: 'simulated', input: 'simulated (follows an input)', fit: 'estimated (fitted)' }[
      mark.basis
    ],
    source: against?.source ?? null,
    precision: 'exact',
    turn: null,
  };
}

function impactMoments(run: Run): Moment[] {
  const shared = {
    basis: 'simulated',
    word: 'simulated',
    source: null,
    precision: 'exact',
    turn: null,
  } as const;
  return run.services.flatMap((service) =>
    service.windows.flatMap((window) => {
      const who = service.service;
      const begins: Moment = {
        ...shared,
        t: window.from,
        who,
        what: `impact begins (${percent(service.threshold)} of requests fail; at the worst ${percent(window.worstErrorRate)})`,
      };
      if (window.to === null) return [begins];
      return [begins, { ...shared, t: window.to, who, what: 'impact ends' }];
    }),
  );
}

function endMoment(run: Run): Moment {
  const why = {
    until: 'the run stops at its set end',
    idle: 'the run ends: nothing can happen any more',
    deadlock: 'the run ends in a deadlock',
  }[run.ended.because];
  return {
    t: run.ended.at,
    who: 'run',
    what: why,
    basis: 'simulated',
    word: 'simulated',
    source: null,
    precision: 'exact',
    turn: null,
  };
}

/** Events of a table: more than this and nobody reads it. */
const MOST_EVENTS = 150;

const ORDER: readonly Notability[] = ['pivotal', 'first', 'pause', 'early'];

/** Every fact, event, mark and turn of impact of a run as rows, in order. */
export function momentsTable(result: Result, run: Run, label: string): Html {
  const times = timesOf(result);
  const columns: Column[] = [
    ...timeColumns(times),
    { head: 'Who' },
    { head: 'What' },
    { head: 'Provenance' },
    { head: 'Source' },
  ];
  const told = tracedShort(run.trace);
  const rows = momentsOf(result, { ...run, trace: told }).map((moment) => momentRow(moment, times));
  const left = run.trace.length - told.length;
  const dropped =
    run.traceDropped > 0
      ? note(
          `${countOf(run.traceDropped, 'later event')} of this run are not in the trace and not in this table.`,
        )
      : null;
  const routine =
    left === 0
      ? null
      : note(
          `${countOf(left, 'event')} that only repeat these are left out here; the JSON copy of the page has them.`,
        );
  return html`${dataTable(`${label}, ${left === 0 ? 'every event' : 'what is news'}`, columns, rows, 'moments')}${routine}${dropped}`;
}

/** The events of a long trace that are news, the weightiest kinds first, in their order. */
function tracedShort(trace: readonly TraceEvent[]): TraceEvent[] {
  if (trace.length <= MOST_EVENTS) return [...trace];
  const news = [...notableEvents(trace)].sort(
    ([i, a], [j, b]) => ORDER.indexOf(a) - ORDER.indexOf(b) || i - j,
  );
  const kept = new Set(news.slice(0, MOST_EVENTS).map(([i]) => i));
  return trace.filter((_, i) => kept.has(i));
}

function momentRow(moment: Moment, times: Times): Html {
  const turn = moment.turn === null ? null : `hc-row-${moment.turn}`;
  return html`<tr${attribute('class', turn)}>${timeCells(times, moment.t, moment.precision)}<td dir="auto">${moment.who}</td><td class="hc-what" dir="auto">${moment.what}</td><td>${badge(moment.basis, moment.word)}</td><td>${moment.source !== null && sourceLink(moment.source)}</td></tr>
`;
}

/** Heads of the columns that give a time: UTC and the zone, UTC alone, or simulated time. */
export function timeColumns(times: Times): Column[] {
  if (times.faces.length === 0) return [{ head: 'Simulated time' }];
  return times.faces.map((face) => ({ head: face === 'utc' ? 'Time (UTC)' : `Time (${times.zone})` }));
}

/** Cells for the columns of `timeColumns`. */
export function timeCells(times: Times, t: number, precision?: Precision): Html[] {
  const faces = times.faces.length === 0 ? (['utc'] as const) : times.faces;
  return faces.map((face) => html`<td class="hc-time">${times.element(t, face, precision)}</td>`);
}

/**
 * How a mark agrees with the record. `missing`: it did not happen; `given`: it is an input or a fit and predicts nothing;
 * `open`: the record has no such fact, or states no tolerance.
 */
export type Agreement = 'within' | 'outside' | 'open' | 'given' | 'missing';

/** Agreement of a mark with the record, as every view judges it. */
export function agreementOf(mark: MarkResult): Agreement {
  if (mark.at === null) return 'missing';
  if (mark.basis !== 'prediction') return 'given';
  if (mark.within === null || mark.residual === null) return 'open';
  return Math.abs(mark.residual) <= mark.within ? 'within' : 'outside';
}

/** Why a mark has no time: `not by the end` of the run, or `never`, since nothing could happen any more. */
export function absenceWords(mark: Pick<MarkResult, 'status'>): string {
  return mark.status === 'never' ? 'never' : 'not by the end';
}

/** A residual in words: `12 s later`, `4 min earlier`, `to the second`. */
export function residualWords(residual: Micros): string {
  if (residual === 0) return 'no difference';
  return `${humanDuration(Math.abs(residual))} ${residual > 0 ? 'later' : 'earlier'}`;
}

/** A residual as a signed length: `+12 s`, `−4 min`. */
export function signedDuration(length: Micros): string {
  return length > 0 ? `+${humanDuration(length)}` : humanDuration(length);
}

/** What an event did, with the invariants that it broke or mended. */
export function eventSentence(event: TraceEvent): string {
  const said = {
    step: event.say,
    skip: event.say,
    deliver: event.say,
    lose: `message lost: ${event.say}`,
    crash: `crashes: ${event.say}`,
    restart: `restarts: ${event.say}`,
    start: `fault begins: ${event.say}`,
    end: `fault ends: ${event.say}`,
    fail: `call fails: ${event.say}`,
  }[event.kind].replace(/: $/, '');
  const breaks = event.breaks.length === 0 ? '' : `. Breaks ${event.breaks.join(', ')}`;
  const mends = event.mends.length === 0 ? '' : `. ${event.mends.join(', ')} holds again`;
  return `${said}${breaks}${mends}`;
}

/** How the run came back, or did not: one sentence. */
export function recoveryWords(run: Run, times: Times, precision: Precision): string {
  const { recovery } = run;
  if (recovery === null) return 'The scenario names no steady state.';
  if (recovery.trigger === null) return 'There is no fault, so there is nothing to recover from.';
  if (recovery.metastable) {
    return `The trigger is over at ${times.say(recovery.trigger.to ?? run.ended.at, precision)}, and the steady state does not come back by the end of the run: metastable.`;
  }
  if (recovery.recoveredAt === null) return 'The steady state is not reached again by the end of the run.';
  const after =
    recovery.recoveredAfter === null
      ? ''
      : `, ${humanDuration(recovery.recoveredAfter)} after the trigger began`;
  return `The steady state holds for good from ${times.say(recovery.recoveredAt, precision)} on${after}.`;
}

/** Facts of the record by id. */
export function factsById(result: Result): ReadonlyMap<string, ObservedFact> {
  return new Map(result.observed.map((fact) => [fact.id, fact]));
}

/** Time in impact, windows added up; a window that is still open counts to the run's end. */
export function impactTime(service: ServiceResult, end: Micros): Micros {
  return service.windows.reduce((sum, window) => sum + (window.to ?? end) - window.from, 0);
}
