import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { headFacts } from './head-facts.ts';

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
