import { expect, test } from 'vitest';
import type { FixVerdict } from '../../result.ts';
import { listed } from '../../tests/support/listed.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import { headFacts, triedActions } from './head-facts.ts';

const figures = (front: Parameters<typeof listed>[1]) =>
  headFacts(listed('a', front)).map(({ id, figure, about }) => [id, figure, about]);

test('facts that aren’t known are left out', () => {
  expect(figures({})).toEqual([]);
});

test('the first of detection, cause and mitigation is the figure', () => {
  const times = {
    identified_at: '2026-03-01T10:20:00Z',
    mitigated_at: '2026-03-01T11:00:00Z',
    resolved_at: '2026-03-01T12:00:00Z',
  };
  expect(figures(times)).toEqual([
    ['duration', '2 h', ''],
    ['response', 'after 20 min', 'mitigated after 1 h'],
  ]);
});

test.each([
  [[{ service: 'api', value: 142, unit: 'services' }], ['142 services', 'api']],
  [[{ service: 'api', value: 5_000_000, unit: 'webhook events' }], ['5,000,000', 'webhook events (api)']],
  [
    [{ service: 'api' }, { who: 'Everybody' }],
    ['2 services or groups', ''],
  ],
  [[{ service: 'api' }], ['api', '']],
])('reach %j', (impact, shown) => {
  expect(figures({ impact })).toEqual([['reach', ...shown]]);
});

test('actions are announced, planned or partly done', () => {
  const action = (id: string, status: 'announced' | 'open' | 'done') => ({ id, title: id, status });
  const about = 'none tried in a model';
  expect(figures({ actions: [action('a', 'announced')] })).toEqual([['actions', '1 announced', about]]);
  expect(figures({ actions: [action('a', 'open')] })).toEqual([['actions', '1 planned', about]]);
  expect(figures({ actions: [action('a', 'open'), action('b', 'done')] })).toEqual([
    ['actions', '1 of 2 done', about],
  ]);
});

const NOTHING = { numbers: [], comparisons: [], probes: null, runs: 0, left: 0 };

test('an action whose fix couldn’t be tested isn’t counted as tried', () => {
  const result = awsResult();
  const [base, first] = result.runs;
  const fix = (variant: string, verdict: FixVerdict['verdict']): FixVerdict => {
    const draws = { counted: 20, better: 20, worse: 20, same: 0 };
    return { variant, kind: 'fix', by: 'runs', verdict, reason: 'For a test.', draws, made: 20, effects: [] };
  };
  const variants = [
    fix('a', 'helps'),
    fix('b', 'untested'),
    fix('c', 'harms'),
    fix('d', 'hardly any effect'),
  ];
  const write = listed('w', {
    actions: variants.map(({ variant }) => ({
      id: variant,
      title: variant,
      status: 'open',
      verified_by: `${result.scenario}#${variant}`,
    })),
  });
  const runs = [base!, ...variants.map(({ variant }) => ({ ...first!, variant }))];
  const tested = { ...result, runs, validation: { ...NOTHING, fixes: variants } };
  const scenarios = [{ id: result.scenario, title: '', text: '', result: tested }];
  expect(triedActions({ ...write, scenarios })).toEqual({ tried: 3, help: 1, worse: 1 });
});
