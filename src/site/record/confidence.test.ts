import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../incident/timeline.ts';
import { exploredResult } from '../../tests/support/results/exploration.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import { confidenceOf } from './confidence.ts';

function entry(fields: Partial<TimelineEntry>): TimelineEntry {
  return {
    id: 'x',
    at: '2025-10-19T23:48:00-07:00',
    epoch: 0,
    kind: 'impact',
    actor: null,
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

test('counts sources, constants and claims', () => {
  const result = awsResult();
  const confidence = confidenceOf({
    timeline: [entry({}), entry({ evidence: null }), entry({ basis: 'estimated' })],
    scenarios: [{ id: 'dns-race', title: result.title, text: '', result }],
  });
  expect(confidence.timeline).toEqual({ entries: 3, sourced: 2, estimated: 1 });
  expect(confidence.model).toEqual({ scenarios: 1, sourced: 1, fitted: 1, assumed: 3, assumptions: 2 });
  const claims = result.runs.flatMap((run) => run.expectations);
  expect(claims.length).toBeGreaterThan(0);
  expect(confidence.claims).toEqual({ stated: claims.length, met: claims.filter(({ met }) => met).length });
});

test('counts claims of both searches and runs', () => {
  const { explorations } = exploredResult();
  const result = { ...awsResult(), explorations };
  const { claims } = confidenceOf({
    timeline: [],
    scenarios: [{ id: 'dns-race', title: result.title, text: '', result }],
  });
  const runs = result.runs.flatMap((run) => run.expectations).length;
  expect(claims).toEqual({ stated: runs + 5, met: runs + 5 });
});

test('counts predictions of the base run only, and those within their tolerance', () => {
  const result = awsResult();
  const [base] = result.runs;
  const mark = base!.marks[0]!;
  const predicted = { ...mark, basis: 'prediction' as const, observed: 'x', residual: -3, within: 3 };
  const marks = [
    predicted,
    { ...predicted, residual: 4 },
    { ...predicted, within: null },
    { ...predicted, residual: null },
    { ...predicted, observed: null, residual: null },
    { ...predicted, basis: 'fit' as const },
    { ...predicted, basis: 'input' as const },
  ];
  const runs = [
    { ...base!, marks },
    { ...base!, variant: 'other', marks },
  ];
  const { predictions } = confidenceOf({
    timeline: [],
    scenarios: [{ id: 'dns-race', title: '', text: '', result: { ...result, runs } }],
  });
  expect(predictions).toEqual({ compared: 4, toleranced: 3, within: 1 });
});

test('counts nothing in an empty write-up', () => {
  expect(confidenceOf({ timeline: [], scenarios: [] })).toEqual({
    timeline: { entries: 0, sourced: 0, estimated: 0 },
    model: { scenarios: 0, sourced: 0, fitted: 0, assumed: 0, assumptions: 0 },
    predictions: { compared: 0, within: 0, toleranced: 0 },
    claims: { stated: 0, met: 0 },
  });
});
