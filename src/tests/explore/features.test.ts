import { expect, test } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { countOrbits } from './reference/orbits.ts';
import { scenariosIn } from './reference/read-model.ts';

/** A model, with the number of its states and the processes whose instances are interchangeable. */
type Feature = [name: string, states: number, text: string, symmetric?: readonly string[]];

/** Models of features that random models rarely combine. */
const MODELS: readonly Feature[] = [
  [
    'interchangeable instances in lists, sets, maps and messages',
    21,
    `
state:
  owners: { type: 'list<worker>' }
  seen: { type: 'set<worker>' }
  rank: { type: 'map<worker, int>' }
  last: { type: 'map<int, worker>' }
processes:
  worker:
    instances: [w1, w2]
    steps:
      - { id: ask, send: { to: boss, body: { who: self.id, all: '[self.id]' } }, set: { owners: 'owners + [self.id]' } }
      - { id: learn, receive: { as: m }, set: { 'rank[self.id]': m.rank } }
  boss:
    loop: true
    steps:
      - id: answer
        receive: { as: q }
        set: { seen: 'seen + q.all', 'last[size(seen)]': q.who }
        send: { to: q.from, body: { rank: size(seen) } }
invariants: { few: size(owners) < 3, ranked: 'worker.all(w, !(w in rank) || rank[w] < 3)' }
`,
    ['worker'],
  ],
  [
    'numbers far apart',
    9,
    `
state: { n: 0, m: 5, up: false }
processes:
  p:
    steps:
      - { id: below, set: { n: -3, m: 70000 } }
      - { id: above, set: { n: 40000000, m: -70000 } }
      - { id: far, set: { n: -5000000000, m: 6000000000 } }
      - { id: back, set: { n: 1, m: n } }
  q: { steps: [{ id: see, when: n < 0 }] }
invariants: { small: n < 1000 }
`,
  ],
  [
    'steps that keep what they read',
    12,
    `
state: { n: 0, done: false, other: 0 }
processes:
  p: { steps: [{ id: one, set: { n: 1 } }, { id: two, set: { done: true } }, { id: three, set: { n: 0 } }] }
  q: { loop: true, steps: [{ id: turn, set: { other: (other + 1) % 3 } }] }
step_invariants:
  always: 'true'
  grows: n >= old.n && (done || n == old.n || n == 1)
  chosen: 'done ? n >= old.n : n == n'
  kept: '!done || done'
  never: n < old.n
`,
  ],
  [
    'messages to nobody, to oneself and through full channels',
    42,
    `
state: { got: 0 }
channels: { narrow: { capacity: 1 }, shut: { capacity: 1 } }
processes:
  alone:
    steps: [{ id: call, send: { to: alone, body: { n: 1 }, via: shut } }, { id: hear, receive: { as: m } }]
  sender:
    instances: [s1, s2]
    steps: [{ id: give, send: { to: taker, body: { n: 1, from_where: self.id }, via: narrow } }, { id: rest }]
  taker:
    loop: true
    steps: [{ id: take, receive: { as: m, where: m.n == 1 }, set: { got: got + m.n } }]
invariants: { two: got < 2 }
`,
  ],
  [
    'faults with conditions that overlap',
    111,
    `
state: { up: true, mode: 0, asked: 0 }
processes:
  client:
    loop: true
    steps: [{ id: ask, when: asked < 2, set: { asked: asked + 1 }, send: { to: server, body: { n: asked } } }]
  server:
    loop: true
    steps: [{ id: serve, receive: { as: m }, set: { mode: m.n } }]
  idle: { steps: [{ id: rest, when: up }] }
faults:
  - { id: one, when: asked > 0, for: 5s, set: { up: false }, down: [server] }
  - { id: two, when: asked > 1, for: 5s, set: { up: false, mode: 3 } }
  - { id: three, at: 10s, down: [idle] }
invariants: { ok: 'up || mode < 3' }
`,
  ],
];

test.each<Feature>(MODELS)('all searches agree on %s', (_, states, text, symmetric = []) => {
  const scenario = scenariosIn(`scenario: feature\n${text}`).get('base')!;
  const reference = referenceOf(scenario);
  expect(disagreements(scenario, reference, symmetric)).toEqual([]);
  expect(reference.states).toBe(states);
});

test.each([
  ['nothing refers to an instance', 'type: "map<string, int>"', 'counts["a"]: n', true],
  ['a list of numbers', 'type: "list<int>", init: [0]', 'counts[0]: n', true],
  ['a map with instances as keys', 'type: "map<worker, int>"', 'counts[self.id]: n', false],
  ['a map of instances', 'type: "map<int, worker>"', 'counts[n]: self.id', false],
  ['a set of instances', 'type: "set<worker>"', 'counts: counts + [self.id]', false],
])('numbered instances are interchangeable unless something refers to one: %s', (_, type, set, expected) => {
  const [key, value] = set.split(': ') as [string, string];
  const scenario = scenariosIn(`
scenario: numbered
state: { n: { type: int, init: 0, min: 0, max: 3 }, counts: { ${type} } }
processes:
  worker:
    instances: 3
    local: { done: false }
    steps:
      - { id: add, when: 'n < 3 && worker.exists(w, !w.done)', set: { n: n + 1, self.done: true } }
      - { id: note, set: { '${key}': '${value}' } }
invariants: { counted: 'worker.filter(w, w.done).size() <= n' }
`).get('base')!;
  const { states, all } = referenceOf(scenario);
  const orbits = countOrbits(scenario, all, ['worker']);
  const found = explore(compile(scenario), { ...EXPLORE_DEFAULTS, keepGoing: true, reduction: false });
  expect(orbits).toBeLessThan(states);
  expect(found.states).toBe(expected ? orbits : states);
  expect(found.verdict).toBe('holds');
});
