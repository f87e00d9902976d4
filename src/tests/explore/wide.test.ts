import { describe, expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { scenariosIn } from './reference/read-model.ts';

/** A model with many instances, of which only a few move. A state has many words, but most of them never change. */
const wide = (instances: number): string => `scenario: wide
state:
  total: 0
  reported: { type: list<int>, init: [0, 0, 0] }
channels:
  net: { capacity: 2 }
processes:
  p:
    instances: [${Array.from({ length: instances }, (_, i) => `P${i}`).join(', ')}]
    local:
      n: 0
      list: { type: list<int>, init: [1, 2] }
      on: false
    atomic: [[second, third]]
    steps:
      - id: first
        when: self.index < 3
        choose: { k: range(2) }
        set:
          self.n: k + 1
          self.on: true
      - id: second
        set:
          total: total + self.n
          reported[self.index]: self.n
      - id: third
        set:
          self.list: self.list + [total]
        send: { to: q, body: { n: self.n }, via: net }
  q:
    loop: true
    steps:
      - id: hear
        receive: { as: m, where: m.n == 1 }
        set: { total: total + 10 }
      - id: rest
        set: { total: 'max(total - 10, 0)' }
invariants:
  small: total < 6
  reports: reported.all(r, r <= 2)
reachable:
  all: p.filter(x, x.on).size() == 3
`;

describe('a state with many words', () => {
  it('has the same search results in both engines and the reference search', () => {
    const scenario = scenariosIn(wide(40)).get('base')!;
    expect(disagreements(scenario, referenceOf(scenario))).toEqual([]);
  });

  it('is left to the plain engine if there are too many instances for generated code', () => {
    const [some, many] = [40, 600].map((size) =>
      explore(compile(scenariosIn(wide(size)).get('base')!), { ...EXPLORE_DEFAULTS, keepGoing: true }),
    );
    expect(many!.states).toBe(some!.states);
    expect(many!.alsoViolated).toEqual(some!.alsoViolated);
  });
});
