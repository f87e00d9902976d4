import { afterAll, describe, expect, test } from 'vitest';
import { createBench } from '../../tests/support/command.ts';

const bench = createBench();
afterAll(() => bench.remove());

/** Every kind of variable, a message, and a fault, with a violation after the message is received. */
const MODEL = `scenario: kinds
init: { choose: { n: [5, 12] }, where: n > 6 }
state:
  n: 5
  up: true
  share: 0.5
  color: { enum: [red, green] }
  items: { type: list<int>, init: [1] }
  ids: { type: set<int>, init: [2, 1] }
  by: { type: 'map<string, bool>', init: {} }
  pair: { type: { left: int } }
  owner: { type: worker, init: B }
processes:
  source: { steps: [{ id: send, send: { to: worker, body: { k: 9007199254740991 } }, to: [A, B] }] }
  worker:
    instances: [A, B]
    local: { seen: 0 }
    steps:
      - { id: get, receive: { as: m }, set: { self.seen: m.k, color: green }, say: gets <m.k> }
faults:
  - { id: outage, when: 'color == green', set: { up: false } }
invariants: { stays_up: up }
`;

async function itf(stdin: string, argv: readonly string[] = []) {
  const { code, out, err } = await bench.call(['export', '-', '--to', 'itf', ...argv], { stdin });
  return { code, err, trace: out === '' ? null : JSON.parse(out) };
}

const big = (value: number) => ({ '#bigint': String(value) });

describe('export --to itf', () => {
  test('prints all states of the counterexample with all variables', async () => {
    const { code, err, trace } = await itf(MODEL);
    expect([code, err]).toEqual([0, '']);
    expect(trace['#meta']).toMatchObject({ format: 'ITF', property: 'stays_up', source: '<stdin>' });
    expect(trace.vars).toEqual(Object.keys(trace.states[0]).filter((name) => name !== '#meta'));
    const { '#meta': meta, ...first } = trace.states[0];
    expect(meta).toEqual({ index: 0 });
    expect(first).toEqual({
      n: big(12),
      up: true,
      share: { '#unserializable': '0.5' },
      color: 'red',
      items: [big(1)],
      ids: { '#set': [big(1), big(2)] },
      by: { '#map': [] },
      pair: { left: big(0) },
      owner: 'B',
      source: { '#map': [['source', { step: 'send' }]] },
      worker: {
        '#map': [
          ['A', { step: 'get', seen: big(0) }],
          ['B', { step: 'get', seen: big(0) }],
        ],
      },
      fault_phases: { '#map': [['outage', 'before']] },
      mailboxes: {
        '#map': [
          ['A', []],
          ['B', []],
        ],
      },
    });
    const message = { channel: '', sender: 'source', body: { from: 'source', k: big(2 ** 53 - 1) } };
    expect(trace.states[1]).toMatchObject({
      '#meta': { index: 1, actor: 'source' },
      mailboxes: {
        '#map': [
          ['A', [message]],
          ['B', [message]],
        ],
      },
    });
    expect(trace.states[2]).toMatchObject({ color: 'green', '#meta': { says: 'gets 9007199254740991' } });
    expect(trace.states[2].worker['#map'][0]).toEqual(['A', { step: 'end', seen: big(2 ** 53 - 1) }]);
    expect(trace.states.at(-1)).toMatchObject({ up: false, fault_phases: { '#map': [['outage', 'on']] } });
  });

  test('marks where an execution repeats', async () => {
    const stdin = `scenario: spin
state: { on: false, off: false }
processes: { p: { loop: true, steps: [{ id: flip, set: { on: '!on' } }] } }
eventually: { ends: off }
`;
    const { code, trace } = await itf(stdin);
    expect(code).toBe(0);
    expect(trace.states.map((state: { on: boolean }) => state.on)).toEqual([false, true]);
    expect(trace.loop).toBe(0);
  });

  test('prints nothing if every property holds, or a limit is reached first', async () => {
    const holds =
      'scenario: a\nstate: { n: 0 }\nprocesses: { p: { steps: [{ id: s, set: { n: 1 } }] } }\ninvariants: { i: n < 2 }\n';
    expect(await itf(holds)).toEqual({
      code: 1,
      err: 'note: there is no counterexample to export: every property holds\n',
      trace: null,
    });
    const { code, err } = await itf(holds, ['--max-states', '1']);
    expect(code).toBe(1);
    expect(err).toContain('the search ended at a limit (max_states 1) and found no violation so far');
  });
});

/** A model whose steps can be expressed, with a place for more. */
const LOCKED = `scenario: locked
state:
  lock: { enum: [free, taken] }
  held: { type: set<worker>, init: [] }
processes:
  worker:
    instances: [A, B]
    steps:
      - { id: take, when: lock == free, set: { lock: taken, held: 'held + [self.id]' } }
      - { id: drop, set: { lock: free, held: 'held - [self.id]' } }
invariants: { alone: size(held) <= 1 }
`;

async function promela(stdin: string, argv: readonly string[] = []) {
  const { code, out, err } = await bench.call(['export', '-', '--to', 'promela', ...argv], { stdin });
  return { code, out, err };
}

describe('export --to promela', () => {
  test('prints each step as one d_step, with the verdict and the commands in a comment', async () => {
    const { code, out, err } = await promela(LOCKED);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^\/\*\n \* locked \(<stdin>\), exported by Hindcast for the model checker SPIN/);
    expect(out).toContain("Hindcast's verdict: every property holds.\n *   alone (invariant): holds");
    expect(out).toContain('States without symmetry and reduction: 8; transitions: 8.');
    expect(out).toContain(`  :: d_step { /* take */
       ((worker_step[self] == worker_at_take) && (lock == is_free)) ->
       lock = is_taken;
       held = (held | (1 << self));
       worker_step[self] = worker_at_drop;
     }`);
    expect(out).toContain('-> assert(holds_alone) }');
    expect(out).toContain('-> assert(holds_no_deadlock) }');
  });

  test('computes values from the state before the step', async () => {
    const swap = `scenario: swap
state: { a: 1, b: 2 }
processes: { p: { steps: [{ id: swap, set: { a: b, b: a } }] } }
invariants: { sum: a + b == 3 }
`;
    const { out } = await promela(swap);
    expect(out).toContain('tmp_0 = a;\n       a = b;\n       b = tmp_0;');
  });

  test('leaves out properties that SPIN has no fairness for, and says so', async () => {
    const strong = LOCKED.replace('    instances', '    fair: strong\n    instances');
    const { code, out } = await promela(`${strong}eventually: { empty: size(held) == 0 }\n`);
    expect(code).toBe(0);
    expect(out).toContain('Not expressed:\n *   empty: SPIN has no strong fairness, and `worker` has it');
  });

  const REFUSED = [
    ['a number with a fraction', 'share: 0.5', 'share: share / 2.0', 'Promela has no numbers with fractions'],
    ['a large integer', 'n: 3000000000', 'n: n', 'its integers have 32 bits, and this takes 3000000000'],
    ['a string', "word: ''", 'word: word + "x"', 'Promela has no strings'],
    [
      'a set of lists',
      "all: { type: 'set<list<int>>', init: [] }",
      'all: all + [[1]]',
      "sets and maps become bit masks, which can't have elements of type list",
    ],
    [
      'a set of large integers',
      'all: { type: set<int>, init: [] }',
      'all: all + [40]',
      'sets of integers can have only elements from 0 to 30',
    ],
  ] as const;

  test.each(REFUSED)('refuses %s where it is', async (_, state, set, message) => {
    const model = `scenario: refused
state:
  ${state}
processes: { p: { steps: [{ id: step, set: { ${set.replace(/: (.*)$/, ": '$1'")} } }] } }
`;
    const { code, out, err } = await promela(model);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`this can't be exported to Promela: ${message}`);
    expect(err).toMatch(/export\/promela/);
    expect(err).toMatch(/<stdin>:[34]:\d+/);
  });
});
