/** Small models that use each kind of value, expression and step that can be exported. */
export const CONSTRUCTS: Readonly<Record<string, string>> = {
  'lists that grow, shrink and are compared': `scenario: lists
state:
  queue: { type: list<int>, init: [] }
  fixed: { type: list<int>, init: [2, 0, 1] }
  flags: { type: list<bool>, init: [false, true] }
  at: { type: int, init: 0, min: 0, max: 2 }
  found: false
processes:
  p:
    steps:
      - { id: add, set: { queue: 'queue + [at]' } }
      - { id: add_two, when: size(queue) < 3, set: { queue: 'queue + [at, 7]' } }
      - { id: front, set: { queue: '[9] + queue', flags: 'flags[1] ? [true, true] : flags' } }
      - { id: drop, set: { queue: 'queue - [7]' } }
      - { id: read, set: { at: 'fixed[at]', 'flags[at]': 'queue[0] == 9 || queue[1] == 0' } }
      - { id: write, set: { 'fixed[at]': 'fixed[0] + 1' } }
      - { id: same, set: { found: 'queue == fixed || queue == [9, 0] || queue != []' } }
      - { id: pick, set: { queue: 'found ? queue : fixed + queue', at: 'fixed[1]' } }
      - { id: done, when: '9 in queue && !(3 in queue)', set: { queue: '[]' } }
  walker:
    steps:
      - { id: next, when: at < 2, set: { at: at + 1 } }
invariants:
  positive: fixed.all(n, n >= 0)
  few: queue.exists_one(n, n == 9) || size(queue) < 4
  ordered: fixed.filter(n, n > 0).size() > 0
`,
  'sets of numbers, booleans, members and instances': `scenario: sets
state:
  small: { type: set<int>, init: [1, 4] }
  truths: { type: set<bool>, init: [] }
  color: { enum: [red, green, blue] }
  colors: { type: 'set<p>', init: [] }
  paints: { type: list<int>, init: [0, 3] }
processes:
  p:
    instances: [A, B]
    local:
      mine: { type: set<int>, init: [] }
    steps:
      - { id: join, set: { colors: 'colors + [self.id]', self.mine: 'self.mine + [self.index]' } }
      - { id: truth, set: { truths: 'truths + [color == red]', color: green } }
      - id: choose
        choose: { n: 'small - [4]', who: colors }
        set: { small: 'small + [n + 2] - self.mine', self.mine: 'set(paints)' }
      - { id: leave, when: 'self.id in colors', set: { colors: 'colors - [self.id]' } }
      - { id: mapped, set: { small: 'set(list(small).map(n, n > 2 ? 2 : n))', paints: '[size(small), sum(small)]' } }
invariants:
  some: small.exists(n, n in [1, 2, 3, 4, 5])
  one: small.exists_one(n, n == 1) || size(truths) == 0
  both: '!(true in truths && false in truths)'
  own: 'p.all(x, x.mine.all(n, n >= 0))'
reachable:
  full: size(colors) == 2
`,
  'maps by number, member, instance and boolean': `scenario: maps
state:
  counts: { type: 'map<int, int>', init: { 1: 2 } }
  by: { type: 'map<p, bool>', init: {} }
  on: { type: 'map<bool, int>', init: { true: 1 } }
  copy: { type: 'map<int, int>', init: {} }
  at: { type: int, init: 1, min: 0, max: 3 }
processes:
  p:
    instances: [A, B]
    steps:
      - { id: put, set: { 'by[self.id]': 'true', 'counts[1]': 'counts[1] + 1' } }
      - { id: new, when: 'at == 1 && counts[1] > 2', set: { 'counts[2]': '5', at: 2 } }
      - { id: whole, set: { copy: 'at > 1 ? counts : {at: 1, 0: 4}', 'on[at > 1]': '3' } }
      - { id: same, when: 'copy != counts || copy == {1: 2}', set: { copy: '{}' } }
invariants:
  small: counts.all(k, counts[k] < 7)
  known: by.exists(k, by[k]) || size(by) == 0
  two: '2 in counts || !(3 in counts)'
  values: 'size(on) <= 2 && on[true] > 0'
`,
  'records, also in lists and in records': `scenario: records
state:
  pair: { type: { left: int, right: { on: bool, n: int } } }
  points: { type: 'list<{x: int, y: int}>', init: [{ x: 1, y: 2 }] }
  grid: { type: 'map<int, {free: bool}>', init: { 0: { free: true } } }
processes:
  p:
    instances: [A, B]
    local: { own: { type: { a: int, b: bool } } }
    steps:
      - { id: part, set: { pair.right.on: 'true', self.own.a: pair.left + 1 } }
      - { id: whole, set: { pair: '{left: self.own.a, right: {on: self.own.b, n: 1}}' } }
      - { id: add, when: size(points) < 3, set: { points: 'points + [{x: pair.left, y: 0}]' } }
      - { id: choice, set: { pair: 'size(points) > 2 ? pair : {left: 1}', self.own: '{b: true}' } }
      - { id: cell, set: { 'grid[1]': '{free: self.own.b}' } }
invariants:
  start: 'points[0].x == 1 && pair != {left: 9}'
  free: grid.exists(k, grid[k].free)
  same: 'p.all(x, x.own == {a: 0} || x.own.b || x.own.a < 3)'
`,
  'strings and enums': `scenario: names
state:
  mode: idle
  last: ''
  color: { enum: [red, green] }
  ready: { type: list<string>, init: [] }
processes:
  p:
    instances: { A: { label: first, weight: 1 }, B: { label: second, weight: 3 } }
    steps:
      - { id: work, set: { mode: '"busy"', last: self.label } }
      - { id: note, when: 'mode == "busy"', set: { ready: 'ready + [last]', color: 'last == "first" ? green : red' } }
      - { id: rest, when: self.weight < 5, set: { mode: '"idle"' } }
invariants:
  known: 'last in ["", "first", "second"]'
  quiet: 'mode != "idle" || color in [red, green]'
`,
  arithmetic: `scenario: numbers
state:
  a: { type: int, init: 7, min: -40, max: 300 }
  b: { type: int, init: -3, min: -9, max: 40000 }
  wait: 30s
processes:
  p:
    steps:
      - { id: divide, set: { a: 'div(a, 2)', b: 'b * b' } }
      - { id: rest, set: { a: 'a % 2 + abs(b - 20)', b: '-b' } }
      - { id: extremes, set: { a: 'min(a, 4, b) + max([a, b])', b: 'max(1, b)' } }
      - { id: total, set: { b: 'sum([a, 2, 3].map(n, n * 10))', a: 'sum(range(1, 4))' } }
      - { id: large, set: { b: 'b + 33000', wait: 'wait + 10s' } }
invariants:
  bound: 'a <= 300 && b > -100 && wait < 1m'
  counted: 'range(3).all(n, n < 3) && size(range(0)) == 0'
`,
  'timers, several starts and atomic groups': `scenario: timers
init: { choose: { n: [1, 2, 3], items: [[], [4]] }, where: n < 3 }
state:
  n: 1
  items: { type: list<int>, init: [] }
  late: { type: timer, init: 5s }
processes:
  p:
    instances: [A, B]
    atomic: [[arm, use], [skip, last]]
    local: { own: { type: timer, init: 0s } }
    steps:
      - { id: arm, set: { self.own: 'n > 1 ? 3s : 0s' } }
      - { id: use, when: late.over, set: { late: '4s', items: 'items + [n]' } }
      - { id: skip, skip_if: n == 2, skip_to: last, set: { n: n + 1 } }
      - { id: last, when: self.own.over, set: { n: n - 1 } }
invariants:
  few: size(items) <= 3
  armed: 'p.exists(x, x.own.over) || n >= 0'
reachable:
  waits: '!late.over'
`,
  'messages with every kind of channel': `scenario: mail
state: { got: { type: list<int>, init: [] }, total: 0 }
processes:
  source:
    steps:
      - { id: direct, send: { to: A, body: { n: 1, tags: '[1]', sure: true } } }
      - { id: wide, send: { to: sink, via: net, body: { n: 2 } } }
      - { id: bag, send: { to: '[A]', via: any, body: { n: '3', tags: '[2]' } } }
  sink:
    instances: [A, B]
    may_wait: true
    loop: true
    steps:
      - { id: take, receive: { as: m, where: m.n > 0 }, set: { total: 'total + m.n > 9 ? 9 : total + m.n' } }
channels:
  net: { order: fifo, loss: 10% }
  any: { order: any, duplicate: 10% }
invariants: { bound: total <= 9 }
`,
  'faults that set values, end and take processes down': `scenario: faults
state:
  items: { type: list<int>, init: [1] }
  share: { type: 'map<int, bool>', init: { 0: true } }
  config: { type: { on: bool, n: int }, init: { on: true, n: 2 } }
  level: 1
processes:
  p:
    instances: [A, B]
    local: { held: { type: list<int>, init: [3] } }
    steps:
      - { id: raise, when: level < 3, set: { level: level + 1, self.held: '[]' } }
      - { id: tell, send: { to: B, body: { n: level } } }
  b:
    instances: [C]
    steps: [{ id: work, set: { items: 'items + [level]' } }]
faults:
  - { id: reset, when: level > 1, for: 1m, set: { level: 0, 'share[0]': 'false', config.on: 'false' }, down: p }
  - { id: wipe, at: 1m, for: 5m, set: { items: '[]' } }
  - { id: stop, at: 2m, down: b }
invariants: { on: 'config.n == 2 && size(items) < 4' }
`,
  'properties of steps that read arrays': `scenario: steps
state: { table: { type: list<int>, init: [0, 0] }, top: false }
processes:
  p:
    instances: [A, B]
    local: { n: { type: int, init: 0, min: 0, max: 2 } }
    loop: true
    steps:
      - { id: up, when: self.n < 2, set: { self.n: self.n + 1, 'table[self.index]': self.n, top: self.n == 1 } }
      - { id: down, set: { self.n: 'self.n > 1 ? 0 : self.n' } }
step_invariants:
  grows: 'A.n >= old.A.n || B.n < old.B.n || A.step != old.A.step'
  table: table[0] >= old.table[0]
  top: top || !old.top
invariants:
  where: 'p.at("up") + p.at("down") + p.at("end") == size(p)'
eventually_always: { stays: 'top ? table[0] > 0 : A.n > B.n' }
`,

  'constants in place of variables': `scenario: constants
state:
  n: { type: int, init: 0, min: 0, max: 2 }
  turn: { enum: [none, A, B] }
  flag: false
  wait: 5s
  late: { type: timer, init: 0s }
  ids: { type: set<int>, init: [1, 2] }
processes:
  p:
    instances: { A: { near: B, weight: 1 }, B: { near: A, weight: 2 } }
    loop: true
    local:
      mine: { type: set<int>, init: [] }
      clock: { type: timer, init: 0s }
      deep: { type: list<int>, init: [1, 2] }
    steps:
      - { id: first, when: 'turn != self.id && self.step == "first"', set: { n: '[2, 0, 1][n]', turn: A } }
      - { id: second, when: '1 in set([1, 2]) && !(3 in [1, 2])', set: { self.mine: 'ids.filter(i, i > 1)' } }
      - { id: third, when: 'self.mine.exists(i, i > 1) || flag == true', set: { flag: 'false == (n > 0)' } }
      - { id: fourth, when: 'p[self.near].weight + abs(-3) > 3', set: { late: wait, self.clock: 0s } }
      - { id: fifth, set: { ids: 'set([2]) + set([1])', n: '{0: 1, 1: 2, 2: 0}[n]', self.deep: 'self.deep - [9]' } }
      - { id: sixth, when: '(flag ? [3, 2] : self.deep)[1] == 2', set: { turn: none } }
invariants:
  sized: 'size(ids) == 2 && size(set([1, 1])) == 1 && size({1: true}) == 1'
  held: 'p.all(x, x.mine.all(i, i < 3)) && (A.step == "first" || true)'
reachable: { all_false: 'turn == B && false' }
`,
  'sets and maps of many elements': `scenario: wide
state:
  many: { type: 'set<w>', init: [] }
  ages: { type: 'map<w, int>', init: {} }
  few: { type: 'set<v>', init: [V3] }
  turns: { type: 'list<set<v>>', init: [[V1], []] }
processes:
  w:
    instances: [${Array.from({ length: 20 }, (_, i) => `W${i}`).join(', ')}]
    steps: [{ id: end_of_all, when: size(many) > 30 }]
  v:
    instances: [${Array.from({ length: 10 }, (_, i) => `V${i}`).join(', ')}]
    may_wait: true
    steps: [{ id: rest, when: size(few) > 11 }]
  p:
    steps:
      - { id: add, set: { many: 'many + [W3]', 'ages[W19]': '70000' } }
      - { id: more, set: { few: 'few + [V9]', 'turns[1]': few, 'ages[W1]': '-300' } }
      - { id: all, when: 'V9 in few && W3 in many', set: { few: 'turns[1] - few' } }
explore: { deadlock: allowed }
invariants: { fits: 'size(many) + size(ages) < 5' }
`,
  'channels with a capacity, senders of several processes': `scenario: senders
state: { from_a: 0, heard: false }
processes:
  a: { steps: [{ id: s, send: { to: Q, via: net, body: { n: 1 } } }, { id: t, send: { to: Q, body: { n: 2 } } }] }
  b: { instances: [B, C], steps: [{ id: s, send: { to: Q, via: net, body: { n: 3 } } }] }
  q:
    instances: [Q]
    loop: true
    may_wait: true
    steps:
      - { id: get, receive: { as: m, where: m.n != 2 || heard }, set: { from_a: 'm.from == a ? from_a + 1 : from_a', heard: true } }
channels: { net: { capacity: 1, order: fifo } }
faults: [{ id: outage, at: 1m, for: 1m, down: q }]
invariants: { few: from_a < 3 }
`,
  'faults that a step overrules': `scenario: overruled
state: { limit: 3, config: { type: list<int>, init: [1, 2] }, used: 0 }
processes:
  p:
    instances: [A, B]
    steps:
      - { id: fix, when: limit == 1, set: { limit: 2, config: '[5, 6]' } }
      - { id: use, set: { used: limit } }
faults:
  - { id: change, at: 1m, for: 5m, set: { limit: 1, 'config[1]': '9' } }
invariants: { known: 'limit in [1, 2, 3] && size(config) == 2' }
`,
  'atomic groups that change items of lists': `scenario: groups
state:
  n: { type: int, init: 0, min: 0, max: 1 }
  table: { type: list<int>, init: [0, 0, 3] }
  grid: { type: 'map<p, int>', init: { A: 0, B: 0 } }
processes:
  p:
    instances: [A, B]
    atomic: [[x, y, z], [u, v]]
    local: { at: { type: int, init: 1, min: 0, max: 2 } }
    steps:
      - { id: x, set: { 'table[n]': 'table[2] + 1', self.at: '2 - self.at' } }
      - { id: y, when: 'table[0] + table[1] > 0 && table[self.at] >= 0', set: { n: '1 - n' } }
      - { id: z, when: 'p.exists(q, q.at == 1)' }
      - { id: u, set: { 'grid[self.id]': 'grid[self.id] + 2', self.at: 0 } }
      - { id: v, when: 'grid[A] > 0 || grid[self.id] > 1', set: { 'table[self.at]': 'grid[B]' } }
invariants: { kept: 'table[2] == 3 && grid[A] < 3' }
`,
  'instances as members of an enum': `scenario: members
state: { turn: { enum: [nobody, A, B] }, last: { type: p, init: A } }
processes:
  p:
    instances: [A, B]
    steps:
      - { id: take, when: turn == nobody, set: { turn: self.id, last: self.id } }
      - { id: give, when: turn == self.id, set: { turn: 'self.id == A ? B : nobody' } }
      - { id: same, when: 'turn != last' }
invariants: { known: 'p.exists(x, x.id == last)' }
`,
  'steps, exits and faults that wait for a measure': `scenario: measures
until: 2m
state: { restarts: 0, calm: false }
services: { shop: { concurrency: 4, service_time: 20ms } }
load: [{ id: visitors, to: shop, arrivals: { dist: poisson, rate: 30/s }, timeout: 1s }]
measure: { goodput: { is: rate(shop.ok), window: 10s } }
processes:
  operator:
    steps: [{ id: look, delay: 30s, when: goodput < 10.0, set: { restarts: restarts + 1 } }]
  watcher:
    steps:
      - { id: see, delay: 40s, while: '!calm && goodput > 20.0', set: { calm: true } }
      - { id: rest, skip_if: goodput > 5.0, skip_to: end, set: { calm: false } }
faults: [{ id: outage, when: goodput > 1.0, for: 10s, set: { restarts: 0 } }]
reachable: { both: restarts == 1 && calm }
eventually: { quiet: calm }
`,
  'constants of named instances and comparisons with true': `scenario: named
state: { flag: false, n: { type: int, init: 0, min: 0, max: 9 }, m: { type: 'map<int, int>', init: {} } }
processes:
  p:
    instances: { A: { weight: 1 }, B: { weight: 2 } }
    local: { mine: { type: set<int>, init: [] }, at: { type: 'map<int, bool>', init: {} } }
    steps:
      - { id: a, when: 'true == (flag == false)', set: { n: 'A.weight + B.index + p[self.id].weight', self.at: '{n: true}' } }
      - { id: b, set: { flag: '(n > 3) == flag', self.mine: 'flag ? self.mine + [n] : set([n, 1])' } }
      - { id: c, when: 'self.mine.all(i, i < 9)', set: { m: 'self.index == 0 ? {n: 1} : m', n: 'div(-7, 2) + 7' } }
      - { id: d, set: { 'self.at[2]': 'A.step == "d" || false', n: 'sum([n, 1]) - max(1, 2, 0)' } }
invariants:
  held: 'p.all(x, x.mine.exists(i, i > 0) || x.step != "d") && p.exists(x, x.at == {} || true)'
  small: 'm.all(k, m[k] == 1) && A.mine != set([7])'
`,
};
