import { expect, test } from 'vitest';
import { resultOf } from '../tests/support/evaluate-text.ts';

/** Two users call a service and record the response. */
const searched = ({ service = '', cache = '', set = '' }) =>
  resultOf(
    `
scenario: searched
state: { done: 0 }
services:
  web: { ${service} }
processes:
  user:
    instances: 2
    steps:
      - { id: ask, call: { to: web, cache: { ttl: 1m${cache} } } }
      - { id: note, set: { done: done + 1${set} } }
invariants:
  few: done < 2
`,
    { only: 'explore' },
  ).explorations[0]!;

test('a search ignores autoscalers and what caches contain', () => {
  const plain = searched({});
  const scaled = searched({
    service: 'members: 4, autoscale: { metric: done, target: 2, every: 1m, max: 8 }',
    cache: ', keys: { count: 5, popularity: zipf(1), size: 2 }',
    set: ', web.cache: 0',
  });
  expect(plain.properties.find(({ name }) => name === 'few')!.verdict).toBe('violated');
  for (const key of ['states', 'transitions', 'depth'] as const) expect(scaled[key]).toBe(plain[key]);
  expect(scaled.properties.map(({ verdict }) => verdict)).toEqual(
    plain.properties.map(({ verdict }) => verdict),
  );
});
