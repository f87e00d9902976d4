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
