import { describe, expect, test } from 'vitest';
import { resultOf } from '../support/evaluate-text.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { scenariosIn } from './reference/read-model.ts';

/** Two consumers share a queue of records. */
const QUEUE = (search: string) => `
scenario: queue
${search}
state:
  jobs: { type: 'list<{ id: int, tries: int }>', init: [{ id: 1 }, { id: 2 }, { id: 3, tries: 1 }] }
  forwarded: false
  done: { type: 'set<{ id: int, by: { first: bool } }>' }
processes:
  consumer:
    instances: [A, B]
    loop: true
    local: { job: { type: { id: int, tries: int } } }
    steps:
      - id: take
        when: size(jobs) > 0
        set: { self.job: 'jobs[0]', jobs: 'jobs - [jobs[0]]' }
      - { id: work, delay: 1s, set: { self.job.tries: self.job.tries + 1 } }
      - id: finish
        set: { done: 'done + [{id: self.job.id, by: {first: self.job.tries == 1}}]' }
        say: finishes <self.job>, the first has <old.self.job.tries>
  inspector:
    steps:
      - { id: ask, send: { to: auditor, body: { job: '{id: 9}', n: 1 } } }
      - { id: forward, delay: 1s, send: { to: auditor, body: { job: 'jobs.exists(j, j.id == 3) ? A.job : {id: 3}' } } }
      - { id: type, when: false, may_wait: true, send: { to: auditor, body: { job: A.job } } }
  auditor:
    loop: true
    local: { got: { type: { id: int, tries: int } } }
    steps:
      - { id: listen, receive: { as: m, where: m.job.id > 0 }, set: { self.got: m.job, forwarded: 'm.job == {id: 3}' } }
invariants:
  each_once: 'A.job.id != B.job.id || A.job == {}'
  known: 'done.all(d, d.by == {first: d.id < 3})'
reachable:
  all_done: 'size(done) == 3 && forwarded'
`;

test('records have the same meaning in all searches', () => {
  const scenario = scenariosIn(QUEUE('explore: {}')).get('base')!;
  const reference = referenceOf(scenario);
  expect(disagreements(scenario, reference)).toEqual([]);
  expect([[...reference.violated.keys()], [...reference.reached]]).toEqual([[], ['all_done']]);
  expect(reference.states).toBeGreaterThan(100);
});

describe('a run with records', () => {
  const [run] = resultOf(QUEUE('until: 1m'), { only: 'run' }).runs;

  test('shows them by field', () => {
    expect(run!.final['done']).toEqual([
      { id: 1, by: { first: true } },
      { id: 2, by: { first: true } },
      { id: 3, by: { first: false } },
    ]);
    const said = run!.trace.filter(({ step }) => step === 'finish').map(({ say }) => say);
    expect(said[0]).toBe('finishes {id: 1, tries: 1}, the first has 1');
  });

  test('keeps the fields that a step does not set', () => {
    const changes = run!.trace.flatMap((event) => event.changes).filter(({ name }) => name === 'A.job');
    expect(changes.slice(0, 2)).toMatchObject([
      { from: { id: 0, tries: 0 }, to: { id: 1, tries: 0 } },
      { from: { id: 1, tries: 0 }, to: { id: 1, tries: 1 } },
    ]);
  });

  test('checks properties that compare them', () => {
    expect(run!.properties.map(({ verdict }) => verdict)).toEqual(['held', 'held', 'reached']);
  });
});
