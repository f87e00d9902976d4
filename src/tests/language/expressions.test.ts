import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';

/** Two workers and a planner. `out` has the given type, and the planner sets it once. */
const scenario = (type: string, expression: string): string => `scenario: expressions
until: 1s
const: { limit: 3 }
state:
  n: 3
  half: 0.5
  lag: { type: duration, init: 90s }
  word: abc
  up: true
  role: { enum: [follower, leader] }
  turn: { enum: [w1, w2] }
  none: { type: "list<int>", init: [] }
  tags: { type: "list<string>", init: [a, b] }
  halves: { type: "list<double>", init: [0.5, 1.5] }
  ids: { type: "set<int>", init: [3, 1] }
  stock: { type: "map<string, int>", init: { a: 1, b: 2 } }
  place: { type: { plan: int, zone: string }, init: { plan: 1, zone: east } }
  places: { type: "list<{ plan: int, zone: string }>", init: [] }
  out: { type: "${type}" }
let:
  doubled: n * 2
processes:
  worker:
    instances: { w1: { rank: 1 }, w2: { rank: 2 } }
    local: { seen: 1 }
    let: { ahead: self.seen + self.rank }
    steps: [{ id: work, set: { self.seen: self.seen + 1 } }, { id: rest }]
  planner:
    steps:
      - { id: plan, delay: 500ms }
      - id: write
        set: { out: ${JSON.stringify(expression)} }
`;

/** Line number of the expression in the scenario. */
const LINE = 32;

const evaluated = (type: string, expression: string) =>
  evaluate(fileSource('a.yaml', scenario(type, expression)));

const lineOf = ({ code, message, hint }: Diagnostic): string =>
  `${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;

describe('an expression', () => {
  test.each([
    // Sizes, least and greatest values, sums.
    ['int', 'size(worker)', 2],
    ['int', 'min(ids)', 1],
    ['double', 'max(n, half)', 3],
    ['double', 'min(half, limit)', 0.5],
    ['int', 'sum(ids)', 4],
    ['int', 'sum([])', 0],
    ['double', 'sum(halves)', 2],
    // Conversions.
    ['set<int>', 'set([2, 1, 2])', [1, 2]],
    ['list<int>', 'list(ids)', [1, 3]],
    ['list<string>', 'list(stock)', ['a', 'b']],
    ['set<string>', 'set(stock)', ['a', 'b']],
    ['set<int>', 'range(2)', [0, 1]],
    ['set<int>', '[]', []],
    ['double', 'double(half)', 0.5],
    ['double', 'double(n)', 3],
    ['int', 'int(n)', 3],
    ['double', 'abs(0.0 - half)', 0.5],
    ['list<double>', '[1, 2]', [1, 2]],
    ['list<double>', '[1, 0.5, n]', [1, 0.5, 3]],
    // Collections.
    ['set<int>', 'ids.filter(i, i > 1)', [3]],
    ['list<int>', 'none + [1] - [1]', []],
    ['list<int>', '[] + none', []],
    ['set<int>', 'ids + range(2)', [0, 1, 3]],
    ['set<int>', 'ids - [3]', [1]],
    ['list<int>', 'up ? [] : none', []],
    ['bool', '{plan: 1, zone: "east"} in places', false],
    ['bool', 'place == {"zone": "east", "plan": 1}', true],
    // Operators.
    ['bool', 'n == half', false],
    ['bool', 'half == n', false],
    ['bool', 'n < half', false],
    ['bool', 'half < n', true],
    ['double', 'lag / 1m', 1.5],
    ['string', 'string(lag % 1m)', '30s'],
    ['string', 'string(lag - 1m)', '30s'],
    ['string', 'string(lag * half)', '45s'],
    ['double', 'n / 2.0', 1.5],
    // Instances.
    ['int', 'w2.rank', 2],
    ['int', 'w1.seen', 2],
    ['int', 'w2.ahead', 4],
    ['int', 'w2.index', 1],
    ['bool', 'w1.id == w1', true],
    ['bool', 'w1.step == "end" && planner.step == "write"', true],
    ['int', 'worker.at("end")', 2],
    ['int', 'self.index', 0],
    ['bool', 'self.step == "write"', true],
    ['int', 'doubled', 6],
  ] as const)('of type %s: %s', (type, expression, value) => {
    const { result, diagnostics } = evaluated(type, expression);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    expect(result!.runs[0]!.final['out']).toEqual(value);
  });
});

describe('an expression that is refused', () => {
  test.each([
    [
      'bool',
      'duration("5m") == lag',
      ["cel/unsupported: `duration` isn't supported (write the duration without a function: `5m`)"],
    ],
    [
      'int',
      'size(n)',
      ["cel/type: this must be a list, a set, a map, a string or a process, but it's an int"],
    ],
    ['int', 'min(tags)', ["cel/type: this must be a list of numbers, but it's a list<string>"]],
    ['int', 'min(nope)', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    [
      'int',
      'max(n, word)',
      ["cel/type: this must be a number of the same type as the others, but it's a string"],
    ],
    [
      'int',
      'max(n, lag)',
      ["cel/type: this must be a number of the same type as the others, but it's a duration"],
    ],
    ['int', 'sum(n)', ["cel/type: this must be a list of numbers, but it's an int"]],
    ['int', 'sum(tags)', ["cel/type: this must be a list of numbers, but it's a list<string>"]],
    ['int', 'sum(nope)', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['set<int>', 'set(n)', ["cel/type: this must be a list, a set or a map, but it's an int"]],
    ['set<int>', 'set(nope)', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['int', 'abs(nope)', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['int', 'abs(word)', ["cel/type: this must be a number, but it's a string"]],
    ['double', 'double(word)', ["cel/type: this must be a number, but it's a string"]],
    ['int', 'int(up)', ["cel/type: this must be a number, but it's a bool"]],
    ['int', 'word.size(1)', ['cel/argument-count: `size` takes no arguments, but got 1']],
    ['int', 'word.size(1, 2)', ['cel/argument-count: `size` takes no arguments, but got 2']],
    ['bool', 'nope.startsWith("a")', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['bool', 'n.startsWith("a")', ["cel/type: this must be a string, but it's an int"]],
    ['bool', 'n.at("end") == 1', ["cel/type: this must be a process, but it's an int"]],
    [
      'bool',
      'worker.at("nap") == 1',
      ['cel/unknown-field: `worker` has no step named `nap` (available steps: work, rest, end)'],
    ],
    [
      'bool',
      'worker.at("reste") == 1',
      ['cel/unknown-field: `worker` has no step named `reste` (did you mean `rest`?)'],
    ],
    [
      'bool',
      'worker.at(word) == 1',
      ['cel/unsupported: the argument to `at` must be a literal (write a step id in quotes)'],
    ],
    [
      'bool',
      'none.all(self, true)',
      ['cel/shadowed-name: `self` is already defined here (use a different name for the variable)'],
    ],
    [
      'bool',
      'none.all(x, none.all(x, true))',
      ['cel/shadowed-name: `x` is already defined here (use a different name for the variable)'],
    ],
    [
      'bool',
      'none.all(n, true)',
      ['cel/shadowed-name: `n` is already defined here (use a different name for the variable)'],
    ],
    [
      'bool',
      'none.all(doubled, true)',
      ['cel/shadowed-name: `doubled` is already defined here (use a different name for the variable)'],
    ],
    [
      'bool',
      'none.all(worker, true)',
      ['cel/shadowed-name: `worker` is already defined here (use a different name for the variable)'],
    ],
    [
      'bool',
      'none.all(x, true, false)',
      [
        'cel/argument-count: `all` takes a variable and an expression, but got 3 arguments (write a variable for the item, then the expression; example: all(x, x > 0))',
      ],
    ],
    ['bool', 'none.all(1, true)', ['cel/syntax: the first argument of a macro must be a variable name']],
    ['bool', 'nope.all(x, true)', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['bool', 'stock[?"a"] == 1', ["cel/syntax: `?` isn't allowed here"]],
    ['bool', 'place.?plan == 1', ["cel/syntax: `?` isn't allowed here"]],
    ['double', `${'9'.repeat(400)}.0`, ['cel/syntax: invalid number: Infinity']],
    [
      'bool',
      'none.exists_one(1, true)',
      ['cel/syntax: the first argument of a macro must be a variable name'],
    ],
    [
      'list<int>',
      'none.filter("a", true)',
      ['cel/syntax: the first argument of a macro must be a variable name'],
    ],
    ['list<int>', 'none.map(n.m, 1)', ['cel/syntax: the first argument of a macro must be a variable name']],
    [
      'bool',
      'worker.exists(w1.seen, true)',
      ['cel/syntax: the first argument of a macro must be a variable name'],
    ],
    [
      'double',
      '1e999',
      [
        "cel/syntax: `1e999` isn't a valid duration or number (examples of durations: 250ms, 90s, 5m, 1.5h, 14h30m)",
      ],
    ],
    ['int', '9007199254740993', ['cel/number-range: this number is too large to be stored exactly']],
    [
      'list<int>',
      '[1, "a"]',
      ["cel/type: this must be an int, but it's a string (all items must have the same type)"],
    ],
    [
      'map<string, int>',
      '{"a": 1, 2: 1}',
      ["cel/type: this must be a string, but it's an int (all items must have the same type)"],
    ],
    [
      'map<string, int>',
      '{"a": 1, "b": "x"}',
      ["cel/type: this must be an int, but it's a string (all items must have the same type)"],
    ],
    [
      'bool',
      'size({"a": 1, 2: 1}) == 2',
      ["cel/type: this must be a string, but it's an int (all items must have the same type)"],
    ],
    [
      'bool',
      'size([1, "a"]) == 2',
      ["cel/type: this must be an int, but it's a string (all items must have the same type)"],
    ],
    ['int', 'up ? nope : 1', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    [
      'int',
      'up ? 1 : "a"',
      [
        'cel/operator: the two branches of `? :` have different types: an int and a string (use the same type in both)',
      ],
    ],
    ['int', 'null', ["cel/unsupported: `null` isn't supported (use an enum with a member `none`)"]],
    ['int', 'planner[1].index', ['cel/index: `planner` has no instance 1 (use 0, the only instance)']],
    ['int', 'worker[7].seen', ['cel/index: `worker` has no instance 7 (use an index from 0 to 1)']],
    ['int', 'nope[1]', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['bool', 'avg(5) > 1.0', ['cel/metric: `avg` needs a service metric (add a service under `services`)']],
    ['bool', 'rate(5) > 1.0', ['cel/metric: `rate` needs a service metric (add a service under `services`)']],
    ['bool', 'p99(5) > 5s', ['cel/metric: `p99` needs a service metric (add a service under `services`)']],
    [
      'bool',
      'has(n)',
      ['cel/unsupported: `has` only works with measures (remove it: only measures can lack a value)'],
    ],
    [
      'bool',
      'up == "true"',
      ["cel/operator: `==` can't be applied to a bool and a string (write `true`, without quotes)"],
    ],
    [
      'bool',
      'up == "FALSE"',
      ["cel/operator: `==` can't be applied to a bool and a string (write `false`, without quotes)"],
    ],
    [
      'bool',
      'role == w1',
      ["cel/operator: `==` can't be applied to an enum (follower, leader) and an instance of worker"],
    ],
    [
      'bool',
      'role == "leder"',
      ["cel/not-a-member: `leder` isn't one of follower, leader (did you mean `leader`?)"],
    ],
    [
      'string',
      'n + "a"',
      ["cel/operator: `+` can't be applied to an int and a string (string(x) converts a value to a string)"],
    ],
    [
      'list<int>',
      'none + 2',
      [
        "cel/operator: `+` can't be applied to a list<int> and an int (to add a single item, put it in brackets: xs + [x])",
      ],
    ],
    [
      'set<int>',
      'ids + 2',
      [
        "cel/operator: `+` can't be applied to a set<int> and an int (to add a single item, put it in brackets: xs + [x])",
      ],
    ],
    [
      'set<int>',
      'ids + "a"',
      [
        "cel/operator: `+` can't be applied to a set<int> and a string (string(x) converts a value to a string)",
      ],
    ],
    ['set<int>', 'ids - halves', ["cel/operator: `-` can't be applied to a set<int> and a list<double>"]],
    [
      'list<int>',
      'none - 1',
      [
        "cel/operator: `-` can't be applied to a list<int> and an int (to remove a single item, put it in brackets: xs - [x])",
      ],
    ],
    [
      'duration',
      'lag * lag',
      [
        "cel/operator: `*` can't be applied to a duration and a duration (add durations to durations; multiply them by numbers)",
      ],
    ],
    [
      'duration',
      'lag * "a"',
      [
        "cel/operator: `*` can't be applied to a duration and a string (add durations to durations; multiply them by numbers)",
      ],
    ],
    [
      'duration',
      '5 / lag',
      [
        "cel/operator: `/` can't be applied to an int and a duration (add durations to durations; multiply them by numbers)",
      ],
    ],
    [
      'duration',
      'lag + 5',
      [
        "cel/operator: `+` can't be applied to a duration and an int (add durations to durations; multiply them by numbers)",
      ],
    ],
    [
      'bool',
      'lag < 5',
      [
        "cel/operator: `<` can't be applied to a duration and an int (compare a duration with another duration; example: 5m)",
      ],
    ],
    ['bool', 'word < 5', ["cel/operator: `<` can't be applied to a string and an int"]],
    ['double', 'half % 2.0', ["cel/operator: `%` can't be applied to a double and a double"]],
    [
      'int',
      'n / 2',
      [
        'cel/integer-division: dividing two ints with `/` would silently drop the remainder (to drop the remainder, write div(a, b); to get a fraction, write double(a) / double(b))',
      ],
    ],
    ['bool', 'n in 5', ["cel/type: this must be a list, a set or a map, but it's an int"]],
    ['bool', 'n in tags', ["cel/operator: `in` can't be applied to an int and a list<string>"]],
    [
      'bool',
      'worker == worker',
      ["cel/not-a-value: `worker` is a process, so it can't be compared (compare one of its fields)"],
    ],
    ['bool', '5 in nope', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    [
      'bool',
      'place.zon == "east"',
      ['cel/unknown-field: this record has no field named `zon` (did you mean `zone`?)'],
    ],
    [
      'bool',
      'place == {1: 2}',
      ["cel/unknown-field: a record's keys must be field names (available fields: plan, zone)"],
    ],
    [
      'bool',
      'place == {"plan": 1, "zone": "a", "size": 1}',
      ['cel/unknown-field: this record has no field named `size` (available fields: plan, zone)'],
    ],
    ['bool', 'n.size == 1', ['cel/unknown-field: this int has no field named `size`']],
    ['bool', '{"a": 1}.a == 1', ['cel/unknown-field: this map has no field named `a`']],
    [
      'bool',
      '{plan: 1}.plan == 1',
      [
        'cel/unknown-field: this map has no field named `plan`',
        "cel/unknown-name: `plan` isn't defined here (did you mean `planner`?)",
      ],
    ],
    [
      'bool',
      'worker.seen == 1',
      [
        'cel/unsupported: `worker` has several instances, so `worker.seen` is ambiguous (use a single instance (worker[i].seen) or check all of them (worker.all(x, x.seen)))',
      ],
    ],
    ['bool', 'w1.sen == 1', ['cel/unknown-field: `worker` has no field named `sen` (did you mean `seen`?)']],
    [
      'bool',
      'self.nope == 1',
      ['cel/unknown-field: `planner` has no field named `nope` (available fields: id, index, step)'],
    ],
    ['bool', 'self == w1', ["cel/unsupported: `self` can't be used without a field (name a field: self.x)"]],
    ['bool', 'old == 1', ["cel/unsupported: `old` can't be used without a field (name a field: old.x)"]],
    [
      'bool',
      'old.n == 1',
      [
        "cel/no-old: `old` is only available in `say` and `step_invariants` (remove `old.`: in a step's other keys, a name already refers to the value before the step)",
      ],
    ],
    ['bool', 'nope', ["cel/unknown-name: `nope` isn't defined here (did you mean `none`?)"]],
    ['bool', 'yes', ["cel/unknown-name: `yes` isn't defined here (write `true`)"]],
    ['bool', 'w3 == w1', ["cel/unknown-name: `w3` isn't defined here (did you mean `w1`?)"]],
    [
      'bool',
      'seen == 1',
      [
        "cel/unknown-name: `seen` isn't defined here (available names: n, half, lag, word, up, role, turn, none, tags, halves, ids, stock, ...)",
      ],
    ],
    ['int', 'n + (1', ['cel/syntax: the expression needs `)` at the end']],
    ['string', '"abc', ['cel/syntax: this string has no closing quote']],
    ['int', 'n +', ['cel/syntax: the expression is incomplete']],
    [
      'bool',
      'n = 1',
      ["cel/syntax: `=` isn't allowed here (use == to compare two values; use `set` to change one)"],
    ],
    ['bool', 'n === 1', ["cel/syntax: `=` isn't allowed here"]],
    ['bool', 'n == 1 &&', ['cel/syntax: the expression is incomplete']],
    ['bool', '1 < n < 5', ["cel/operator: `<` can't be applied to a bool and an int"]],
    ['bool', '-up', ["cel/type: this must be a number, but it's a bool"]],
    ['bool', '!n', ["cel/type: this must be a bool, but it's an int"]],
    ['bool', 'w1.ahead > "a"', ["cel/operator: `>` can't be applied to an int and a string"]],
  ])('of type %s: %s', (type, expression, findings) => {
    const { result, diagnostics } = evaluated(type, expression);
    expect(result).toBeNull();
    expect(diagnostics.map(lineOf)).toEqual(findings);
    for (const { span } of diagnostics) expect(span.start.line).toBe(LINE);
  });
});

/** A worker with a sentence, a queue, two services and a measure. */
const described = (say: string, more = ''): string => `scenario: described
until: 3s
state: { n: 3, role: { enum: [follower, leader] }, log: { type: "list<int>", init: [] } }
let:
  total: n + worker[0].seen
  fast: p.seen
  crowd: worker.all(w, w.seen > 0)
processes:
  worker:
    instances: { w1: { rank: 1 }, w2: { rank: 2 } }
    local: { seen: 1 }
    let: { ahead: self.seen + self.rank }
    steps: [{ id: work, delay: 1s, set: { self.seen: self.seen + 1 } }]
  p:
    local: { seen: 5 }
    steps:
      - { id: note, delay: 2s, set: { self.seen: self.seen + 1, n: n + 1 }, say: ${JSON.stringify(say)} }
${more}`;

describe('a sentence', () => {
  const said = (say: string): string =>
    evaluate(fileSource('a.yaml', described(say))).result!.runs[0]!.trace.find(({ step }) => step === 'note')!
      .say;

  test.each([
    ['<total>', '6'],
    ['from <old.n> to <n>', 'from 3 to 4'],
    ['<old.self.seen>, then <self.seen>', '5, then 6'],
    ['<old.p.seen>, then <p.seen>', '5, then 6'],
    ['<old.w1.seen> by <w1.rank>', '2 by 1'],
    ['<old.worker[1].seen> by <old.worker[1].rank>', '2 by 2'],
    ['<old.w2.ahead>', '4'],
    ['<old.w2.id>', 'w2'],
    ['<old.w2.step>', 'end'],
  ])('may read old values: %s', (say, text) => {
    expect(said(say)).toBe(text);
  });

  test.each([
    [
      '<old.total>',
      "cel/no-old: `old.total` isn't available (`total` reads other instances, steps or measures, whose values before the step aren't kept)",
    ],
    ['<old.m>', 'cel/unknown-field: `old` has no field named `m` (did you mean `n`?)'],
    [
      '<old.worker>',
      'cel/old-process: `old.worker` is a process, not a variable (name an instance and a field; example: old.worker[x].step)',
    ],
    [
      '<old.w9.seen>',
      'cel/unknown-field: `old` has no field named `w9` (available fields: n, role, log, total, fast, crowd)',
    ],
    [
      '<old.wrong[1].seen>',
      'cel/unknown-field: `old` has no field named `wrong` (available fields: n, role, log, total, fast, crowd)',
    ],
    ['<old.worker[5].seen>', 'cel/index: `worker` has no instance 5 (use an index from 0 to 1)'],
    [
      '<old.self.nope>',
      'cel/unknown-field: `p` has no field named `nope` (available fields: seen, id, index, step)',
    ],
    ['<old.role.x>', 'cel/unknown-field: this enum has no field named `x`'],
  ])('refuses %s', (say, finding) => {
    const { diagnostics } = evaluate(fileSource('a.yaml', described(say)));
    expect(diagnostics.map(lineOf)).toEqual([finding]);
  });
});
