import { describe, expect, test } from 'vitest';
import { evaluateText, resultOf } from '../tests/support/evaluate-text.ts';

const WATCHER = (more: { process?: string; step?: string; rest?: string } = {}) => `
scenario: watcher
until: 1m
state: { alarm: false }
processes:
  watcher:
    ${more.process ?? ''}
    steps:
      - { id: act, when: alarm${more.step ?? ''} }
  worker:
    steps:
      - { id: work, delay: 1s }
invariants: { calm: '!alarm' }
${more.rest ?? ''}
`;

const deadlockIn = (text: string) => {
  const [found] = resultOf(text, { only: 'explore' }).explorations;
  return found!.properties.find(({ kind }) => kind === 'deadlock')?.verdict;
};

describe('a search', () => {
  const search = 'explore: {}';

  test('counts a state in which an instance waits forever as a deadlock, unless it may wait', () => {
    expect(deadlockIn(WATCHER({ rest: search }))).toBe('violated');
    expect(deadlockIn(WATCHER({ rest: search, step: ', may_wait: true' }))).toBe('holds');
    expect(deadlockIn(WATCHER({ rest: search, process: 'may_wait: true' }))).toBe('holds');
    expect(deadlockIn(WATCHER({ rest: search, process: 'may_wait: true', step: ', may_wait: false' }))).toBe(
      'violated',
    );
  });

  test('does not look for deadlocks if they are allowed', () => {
    expect(deadlockIn(WATCHER({ rest: 'explore: { deadlock: allowed }' }))).toBeUndefined();
  });
});

test('a claim about deadlocks that are allowed is an error', () => {
  const allowed = 'explore: { deadlock: allowed }\nexpect: { base: { explore: ';
  const codes = (claim: string) =>
    evaluateText(WATCHER({ rest: `${allowed}${claim} } }` })).diagnostics.map(({ code }) => code);
  expect(codes('{ deadlock: false }')).toEqual(['scenario/deadlock-allowed']);
  expect(codes('{ violates: deadlock }')).toEqual(['scenario/unknown-property']);
  expect(codes('{ holds: all }')).toEqual([]);
});

test('a run that ends while an instance waits names it, unless it may wait', () => {
  const end = (text: string) => {
    const { ended, notes } = resultOf(text, { only: 'run' }).runs[0]!;
    return [ended.because, ...notes];
  };
  expect(end(WATCHER())).toEqual(['waiting', 'Nothing more could happen. Still waiting: watcher at "act".']);
  expect(end(WATCHER({ step: ', may_wait: true' }))).toEqual(['idle']);
});
