import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json, Result, Run, TraceEvent } from '../../result.ts';
import { formatDuration } from '../../time/duration.ts';
import { goldenResults } from '../support/golden-results.ts';

/** Number of trace events to keep from the beginning and the end of a trace in a golden file. */
const EVENTS = { first: 60, last: 10 };

// If these numbers change, the engine has changed. Increment ENGINE_VERSION, run with UPDATE_GOLDENS=1, and review the
// changed files.
describe.each(Object.entries(goldenResults()))('the results of %s', (name, result) => {
  it('are unchanged', () => {
    const file = new URL(`golden/${name}.json`, import.meta.url);
    const found = summary(result);
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});

/** The reviewable parts of a Result: no time series, and only the beginning and end of a trace. */
function summary(result: Result): Json {
  const runs = result.runs.map((run) => ({
    variant: run.variant,
    ended: `${run.ended.because} at ${formatDuration(run.ended.at)}`,
    transitions: run.transitions,
    events: run.trace.length + run.traceDropped,
    trace: run.trace.slice(0, EVENTS.first).map(eventLine),
    end: run.trace.slice(EVENTS.first).slice(-EVENTS.last).map(eventLine),
    marks: run.marks.map(markLine),
    services: run.services.map(serviceSummary),
    measures: run.measures.map(({ name, last, least, greatest }) => ({ name, last, least, greatest })),
    recovery: run.recovery,
    faults: run.faults,
    facts: run.facts,
    properties: run.properties.map(({ name: property, verdict, at }) => ({ name: property, verdict, at })),
    expectations: run.expectations,
    notes: run.notes,
    final: run.final,
  }));
  const explorations = result.explorations.map(({ variant, verdict, property, steps, states }) => ({
    variant,
    verdict,
    property,
    steps,
    states,
  }));
  const sweeps = result.sweeps.map(({ variant, kind, marks }) => ({ variant, kind, marks }));
  return JSON.parse(JSON.stringify({ engine: result.engine, runs, explorations, sweeps })) as Json;
}

function eventLine({ t, kind, actor, step, to, say, input }: TraceEvent): string {
  const receivers = to.length === 0 ? '' : ` -> ${to.join(', ')}`;
  return `${formatDuration(t)} ${actor} ${kind}${step === null ? '' : ` ${step}`}${receivers}: ${say}${input ? ' (input)' : ''}`;
}

function markLine({ id, at, status, basis, residual }: Run['marks'][number]): string {
  const off = residual === null ? '' : `, off by ${formatDuration(residual)}`;
  return `${id} ${at === null ? status : `at ${formatDuration(at)}`} (${basis}${off})`;
}

function serviceSummary({
  service,
  requests,
  failed,
  windows,
  worstErrorRate,
  budget,
  usersAffected,
}: Run['services'][number]): object {
  const impact = windows.map(({ from, to, failed: lost }) => {
    const end = to === null ? 'the end' : formatDuration(to);
    return `${formatDuration(from)} to ${end}, ${lost} failed`;
  });
  return { service, requests, failed, impact, worstErrorRate, budget, usersAffected };
}
