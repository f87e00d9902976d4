import { expect, test } from 'vitest';
import { resultOf } from '../tests/support/evaluate-text.ts';

const calling = (check: string): string => `
scenario: calls
state: { failed: false }
services: { web: { members: 3${check} } }
processes:
  p:
    steps:
      - { id: ask, call: { to: web }, fail_to: lost, then: end }
      - { id: lost, set: { failed: true } }
invariants: { answered: '!failed' }
explore: {}
`;

test.each([
  ['without a health check', '', 'holds'],
  ['with the last members in use', ', health_check: { every: 1s, timeout: 500ms, min_healthy: 1 }', 'holds'],
  [
    'if all members may be taken out',
    ', health_check: { every: 1s, timeout: 500ms, min_healthy: 0 }',
    'violated',
  ],
  ['if none has to be healthy', ', health_check: { every: 1s, timeout: 500ms, min_healthy: 0% }', 'violated'],
])('a call to a service with members fails only if no member takes requests: %s', (_what, check, verdict) => {
  expect(resultOf(calling(check)).explorations[0]!.verdict).toBe(verdict);
});
