import { describe, expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { scenariosIn } from './reference/read-model.ts';

describe('partial-order reduction', () => {
  it('does not treat a step as local if it starts a new round, which resets locals that others read', () => {
    const scenario = scenariosIn(`
scenario: reset
state:
  seen: false
  rounds: { type: int, init: 0, min: 0, max: 2 }
processes:
  p:
    loop: true
    local: { up: false }
    steps:
      - { id: raise, when: rounds < 2, set: { self.up: true, rounds: rounds + 1 } }
      - { id: rest }
  q:
    loop: true
    steps:
      - id: look
        when: p.exists(x, x.up)
        set: { seen: true }
invariants:
  never_seen: '!seen'
`).get('base')!;
    expect(referenceOf(scenario).violated.get('never_seen')).toBe(2);
    expect(disagreements(scenario, referenceOf(scenario))).toEqual([]);
  });

  it('still reports a shortest counterexample without unnecessary local steps', () => {
    const scenario = scenariosIn(`
scenario: detour
state: { done: false }
processes:
  p:
    local: { n: { type: int, init: 0, min: 0, max: 3 } }
    steps:
      - id: count
        while: self.n < 3
        set: { self.n: self.n + 1 }
  q:
    steps:
      - { id: finish, set: { done: true } }
invariants:
  never_done: '!done'
`).get('base')!;
    const { violation } = explore(compile(scenario));
    expect(violation?.moves.length).toBe(1);
    const { states } = explore(compile(scenario), { ...EXPLORE_DEFAULTS, keepGoing: true });
    expect(states).toBeLessThan(referenceOf(scenario).states);
    expect(disagreements(scenario, referenceOf(scenario))).toEqual([]);
  });
});
