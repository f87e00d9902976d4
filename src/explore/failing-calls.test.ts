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

const chained = (db: string, call: string, fault: string): string => `
scenario: chained
state: { failed: false }
services: { web: { calls: [{ to: db${call} }] }, db: ${db} }
processes:
  p:
    steps:
      - { id: ask, call: { to: web }, fail_to: lost, then: end }
      - { id: lost, set: { failed: true } }
${fault}invariants: { answered: '!failed' }
explore: {}
`;
const CRASH = 'faults: [{ id: crash, at: 1m, for: 1m, down: [db] }]\n';

test.each([
  ['nothing fails', '{}', '', '', 'holds'],
  ['it crashes', '{}', '', CRASH, 'violated'],
  ['it crashes, but the call is optional', '{}', ', required: false', CRASH, 'holds'],
  ['it is sometimes unavailable', '{ available: 99% }', '', '', 'violated'],
  [
    'some of its members fail',
    '{ members: 3 }',
    '',
    CRASH.replace('down: [db]', 'down: [db], members: 1'),
    'violated',
  ],
])('a call fails if a required call of its service can fail: %s', (_what, db, call, fault, verdict) => {
  expect(resultOf(chained(db, call, fault)).explorations[0]!.verdict).toBe(verdict);
});
