import type { Basis, MarkResult, Micros, ObservedFact, Result, Run, TraceEvent } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { percent } from './number-format.ts';
import { eventBasis } from './provenance.ts';
import { type Precision, precisionOf } from './time-format.ts';

/** One line of the table of a run: whatever has a time, from the record, the trace, the marks and the impact. */
export interface Moment {
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

/** Facts of the record by id. */
export function factsById(result: Result): ReadonlyMap<string, ObservedFact> {
  return new Map(result.observed.map((fact) => [fact.id, fact]));
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

/** A residual in words: `12 s later`, `4 min earlier`, `to the second`. */
export function residualWords(residual: Micros): string {
  if (residual === 0) return 'no difference';
  return `${humanDuration(Math.abs(residual))} ${residual > 0 ? 'later' : 'earlier'}`;
}

/** A residual as a signed length: `+12 s`, `−4 min`. */
export function signedDuration(length: Micros): string {
  return length > 0 ? `+${humanDuration(length)}` : humanDuration(length);
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
