import type { Result } from '../../../result.ts';
import { HOUR, MINUTE, SECOND } from '../../../time/duration.ts';
import { awsResult, emptyRun } from './run.ts';
import { event } from './trace.ts';

/* Test data: unusual results that views must handle. */

/** A result in which nothing happened: no participants, events, marks, facts or services. */
export function emptyResult(): Result {
  return {
    ...awsResult(),
    scenario: 'empty',
    title: 'Nothing happens',
    summary: null,
    assumes: [],
    constants: [],
    observed: [],
    runs: [emptyRun()],
    unobservedImpact: null,
    lanes: [],
  };
}

/** Two processes without a clock that violate mutual exclusion after 250 ms. */
export function noClockResult(): Result {
  const trace = [
    event(0, 'P0', { process: 'p', step: 'raise', say: 'raises its flag' }),
    event(40_000, 'P1', { process: 'p', step: 'raise', say: 'raises its flag' }),
    event(120_500, 'P0', { process: 'p', step: 'enter', say: 'enters', to: ['P1'] }),
    event(250_000, 'P1', { process: 'p', step: 'enter', say: 'enters too', breaks: ['mutual_exclusion'] }),
  ];
  const run = {
    ...emptyRun(),
    ended: { at: 400_000, because: 'waiting' as const },
    participants: ['P0', 'P1'].map((id) => ({ id, kind: 'instance' as const, process: 'p', size: 1 })),
    trace,
    properties: [
      {
        name: 'mutual_exclusion',
        kind: 'invariant' as const,
        is: 'p.at("critical") <= 1',
        verdict: 'violated' as const,
        at: 250_000,
      },
    ],
  };
  return {
    ...emptyResult(),
    scenario: 'peterson',
    title: 'Two at once',
    clock: null,
    until: SECOND,
    runs: [run],
  };
}

/** 2,000 events from 40 instances over 14 hours, with a truncated trace. */
export function manyEventsResult(): Result {
  const trace = Array.from({ length: 2000 }, (_, i) =>
    event(i * 25 * SECOND, `w${i % 40}`, {
      process: 'worker',
      step: i % 7 === 0 ? 'renew' : 'hold',
      kind: i % 211 === 0 ? 'crash' : i % 97 === 0 ? 'fail' : 'step',
      say: `handles item ${i}`,
      to: i % 7 === 0 ? ['store'] : [],
      breaks: i === 1200 ? ['no_loss'] : [],
    }),
  );
  const workers = Array.from({ length: 40 }, (_, i) => ({
    id: `w${i}`,
    kind: 'instance' as const,
    process: 'worker',
    size: 1,
  }));
  const observed = Array.from({ length: 24 }, (_, i) => ({
    id: `fact_${i}`,
    at: '2025-10-20T00:00:00-07:00',
    t: i * 30 * MINUTE,
    text: `The status page posts update number ${i + 1} on the incident`,
    source: 'https://example.com/status',
    latest: null,
    within: null,
    shows: null,
    until: null,
  }));
  const run = {
    ...emptyRun(),
    ended: { at: 14 * HOUR, because: 'until' as const },
    participants: [...workers, { id: 'store', kind: 'record' as const, process: null, size: 1 }],
    trace,
    traceDropped: 1234,
    properties: [
      {
        name: 'no_loss',
        kind: 'invariant' as const,
        is: 'lost == 0',
        verdict: 'violated' as const,
        at: 1200 * 25 * SECOND,
      },
    ],
  };
  return {
    ...emptyResult(),
    scenario: 'many',
    title: 'Many events',
    until: 14 * HOUR,
    observed,
    runs: [run],
  };
}

/** Strings that try to escape from every context in which a view uses them. */
export const HOSTILE: readonly string[] = [
  '</script><script>alert(1)</script>',
  `"><img src=x onerror='alert(2)'>`,
  '</title></svg><script>alert(3)</script>',
  'a; participant X\nend\nrect red',
  '#lt;b#gt; #35; %%{init: {"theme":"dark"}}%% `x` $$y$$',
  '👩‍👩‍👧‍👦🏽 e\u0301 \u0000\ud800 emoji',
  'שלום עולם \u202eabc',
  'end',
];

/** The race, with hostile strings in place of all text from authors. */
export function hostileResult(): Result {
  const base = awsResult();
  const bad = (i: number) => HOSTILE[i % HOSTILE.length]!;
  const runs = base.runs.map((run) => ({
    ...run,
    variant: run.variant === 'base' ? 'base' : bad(0),
    patches: run.patches.map(() => ({ path: bad(1), value: bad(2) })),
    participants: run.participants.map((p, i) => ({ ...p, process: p.process === null ? null : bad(i + 1) })),
    trace: run.trace.map((e, i) => ({
      ...e,
      say: bad(i),
      breaks: e.breaks.map(() => bad(1)),
      restores: e.restores.map(() => bad(1)),
      changes: e.changes.map((c) => ({ ...c, name: bad(i), to: bad(i + 1) })),
    })),
    marks: run.marks.map((m, i) => ({ ...m, is: bad(i) })),
    services: run.services.map((s) => ({ ...s, service: s.service === 'dynamodb' ? bad(0) : s.service })),
    properties: run.properties.map((p) => ({ ...p, name: bad(1), is: bad(3) })),
    expectations: run.expectations.map((e, i) => ({ ...e, claim: bad(i), found: bad(i + 1) })),
    notes: [...HOSTILE],
    final: Object.fromEntries(HOSTILE.map((text) => [text, text])),
  }));
  return {
    ...base,
    scenario: 'hostile',
    title: bad(2),
    summary: bad(0),
    assumes: [...HOSTILE],
    constants: base.constants.map((c, i) => ({
      ...c,
      name: bad(i),
      value: bad(i),
      source: 'javascript:alert(4)',
    })),
    observed: base.observed.map((o, i) => ({
      ...o,
      text: bad(i),
      source: i % 2 === 0 ? 'javascript:alert(5)' : bad(i),
    })),
    runs,
    engine: bad(1),
  };
}
