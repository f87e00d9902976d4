import { expect, test } from 'vitest';
import type { TraceEvent } from '../result.ts';
import { awsResult } from '../tests/support/results/run.ts';
import { hasTraces, summaryOf, tracesJson, withoutTraces } from './result-copies.ts';

test('the events and the rest make up the whole Result', () => {
  const result = awsResult();
  expect(hasTraces(result)).toBe(true);
  const { defaults, runs } = JSON.parse(tracesJson(result)) as {
    defaults: Partial<TraceEvent>;
    runs: { variant: string; trace: Partial<TraceEvent>[] }[];
  };
  const traces = runs.map(({ trace }) => trace.map((event) => ({ ...defaults, ...event })));
  const { runs: rest, ...other } = withoutTraces(result);
  expect({ ...other, runs: rest.map((run, i) => ({ ...run, trace: traces[i] })) }).toEqual(result);
  expect(JSON.stringify(runs).length).toBeLessThan(
    0.8 * JSON.stringify(result.runs.map(({ trace }) => trace)).length,
  );
});

test('a summary has all numbers of a run but no series', () => {
  const result = awsResult();
  const [run] = summaryOf(result).runs;
  const [whole] = result.runs;
  expect(run).not.toHaveProperty('trace');
  expect(run!.marks).toEqual(whole!.marks);
  expect(run!.services.length).toBe(whole!.services.length);
  for (const service of run!.services) {
    expect(service).not.toHaveProperty('series');
    expect(service).toHaveProperty('windows');
  }
});
