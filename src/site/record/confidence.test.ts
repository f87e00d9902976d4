import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Comparison, Label, NumberUsed, Result } from '../../result.ts';
import { exploredResult } from '../../tests/support/results/exploration.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import { confidenceOf } from './confidence.ts';
import type { WriteUp } from './write-up.ts';

function entry(fields: Partial<TimelineEntry>): TimelineEntry {
  return {
    id: 'x',
    at: '2025-10-19T23:48:00-07:00',
    epoch: 0,
    kind: 'impact',
    actor: null,
    moment: null,
    text: 'The name is gone.',
    evidence: { url: 'https://aws.amazon.com/message/101925/', title: null },
    within: null,
    latest: null,
    to: null,
    observed: null,
    basis: 'observed',
    announces: [],
    ...fields,
  };
}

function labeled(result: Result, ...labels: Label[]): WriteUp['scenarios'][number] {
  const comparison = (label: Label, i: number): Comparison => ({
    id: `mark${i}`,
    kind: 'mark',
    label,
    support: null,
    reason: 'Because.',
    tags: [],
    restsOn: [],
    observed: 0,
    until: null,
    latest: null,
    within: null,
  });
  const number: NumberUsed = {
    id: 'const.a',
    label: 'a',
    written: '5m',
    kind: 'duration',
    basis: 'assumed',
    source: null,
    range: null,
    factors: null,
    isThreshold: false,
    inVariant: false,
  };
  const numbers = [number, { ...number, basis: 'sourced' as const }, { ...number, inVariant: true }];
  const validation = {
    numbers,
    comparisons: labels.map(comparison),
    fixes: [],
    probes: null,
    runs: 9,
    left: 0,
  };
  return { id: result.scenario, title: result.title, text: '', result: { ...result, validation } };
}

test('counts sources, labels and numbers, never claims', () => {
  const confidence = confidenceOf({
    timeline: [entry({}), entry({ evidence: null }), entry({ basis: 'estimated' })],
    scenarios: [
      labeled(awsResult(), 'holds up', 'missed', 'given', 'given'),
      labeled({ ...exploredResult(), runs: [] }, 'set by numbers'),
    ],
  });
  expect(confidence.timeline).toEqual({ entries: 3, sourced: 2, estimated: 1 });
  expect(confidence.model).toMatchObject({ scenarios: 2, runs: 3, assumptions: 2 });
  expect(confidence.labels).toMatchObject({
    compared: 5,
    holds_up: 1,
    missed: 1,
    given: 2,
    set_by_numbers: 1,
    numbers: 4,
    unsourced: 2,
  });
});

test('lists timeline entries that no run is compared with', () => {
  const scenarios = [labeled(awsResult())];
  const timeline = [entry({ id: 'dns_fails' }), entry({ id: 'other' })];
  expect(confidenceOf({ timeline, scenarios }).unmodeled.map(({ id }) => id)).toEqual(['other']);
  expect(confidenceOf({ timeline, scenarios: [] }).unmodeled).toEqual([]);
});

test('has no counts while labels are being determined', () => {
  const result = awsResult();
  const scenario = { id: 'dns-race', title: result.title, text: '', result };
  expect(confidenceOf({ timeline: [], scenarios: [scenario] }).labels).toBeNull();
});

test('counts nothing in an empty write-up', () => {
  expect(confidenceOf({ timeline: [], scenarios: [] })).toEqual({
    timeline: { entries: 0, sourced: 0, estimated: 0 },
    model: { scenarios: 0, runs: 0, searches: 0, states: 0, assumptions: 0 },
    labels: {
      compared: 0,
      holds_up: 0,
      set_by_numbers: 0,
      given: 0,
      repeats: 0,
      says_little: 0,
      cannot_fail: 0,
      missed: 0,
      numbers: 0,
      unsourced: 0,
    },
    unmodeled: [],
  });
});
