import { describe, expect, it } from 'vitest';
import { evaluateText } from '../tests/support/evaluate-text.ts';
import { MAX_VALUES } from './space/codec.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions, reachedLimit } from './space/options.ts';
import { StateTable } from './space/state-table.ts';

const COUNTERS = `
scenario: counters
processes:
  p:
    instances: [A, B, C, D, E]
    local: { n: 0 }
    steps: [{ id: count, while: self.n < 4, set: { self.n: self.n + 1 } }]
eventually: { done: 'p.all(x, x.n == 4)' }
`;

/** Options for both search engines. */
const ENGINES: Partial<ExploreOptions>[] = [
  { reduction: false, plain: false },
  { reduction: false, plain: true },
];

function explored(text: string, explore: Partial<ExploreOptions>) {
  const { result, diagnostics } = evaluateText(text, { explore });
  return { found: result?.explorations[0], diagnostics };
}

describe.each(ENGINES)('limits with %j', (engine) => {
  it('of states allow a state space of exactly that size', () => {
    expect(explored(COUNTERS, { ...engine, maxStates: 6 ** 5 }).found).toMatchObject({
      verdict: 'holds',
      states: 6 ** 5,
      hit: null,
    });
    expect(explored(COUNTERS, { ...engine, maxStates: 6 ** 5 - 1 }).found).toMatchObject({
      verdict: 'incomplete',
      states: 6 ** 5 - 1,
      hit: `max_states ${6 ** 5 - 1}`,
    });
  });

  it('of memory end a search before it exceeds them', () => {
    const seven = COUNTERS.replace(/eventually.*/, '').replace(', E]', ', E, F, G]');
    const { found } = explored(seven, { ...engine, maxBytes: 2 ** 20 });
    expect(found).toMatchObject({ verdict: 'incomplete', hit: 'memory 1 MiB' });
    expect(found?.states).toBeGreaterThan(1000);
  });

  it('stop a search while it decides a property', () => {
    let calls = 0;
    const { found } = explored(COUNTERS, {
      ...engine,
      stop: (states, transitions, depth, bytes) => {
        calls++;
        expect(Math.min(states, transitions, bytes)).toBeGreaterThan(0);
        expect(depth).toBeLessThanOrEqual(25);
        // The search is stopped during the second pass, when it has started over and has few states.
        return calls > 100 && states < 5000 && transitions > 5000;
      },
    });
    expect(found?.hit).toMatch(/^stopped/);
  });
});

/**
 * Each step of the sender adds a message, so the state space is infinite and each state is larger than the one before.
 */
const FLOOD = `
scenario: flood
processes:
  sender:
    loop: true
    steps: [{ id: ping, send: { to: receiver } }]
  receiver:
    loop: true
    steps: [{ id: take, receive: { as: m } }]
`;

describe.each(ENGINES)('a growing mailbox with %j', (engine) => {
  it('counts toward the memory limit, and the hint names `capacity`', () => {
    const { found } = explored(FLOOD, { ...engine, maxBytes: 4 * 2 ** 20 });
    expect(found?.hit).toBe('memory 4 MiB (mostly messages: limit their channel with `capacity`)');
    expect(found?.states).toBeGreaterThan(100);
    // If mailboxes weren't counted, there would be many more states.
    expect(found?.states).toBeLessThan(2_000);
  });

  it('counts toward the reported size', () => {
    let largest = 0;
    explored(FLOOD, {
      ...engine,
      maxStates: 500,
      stop: (_states, _transitions, _depth, bytes) => {
        largest = bytes;
        return false;
      },
    });
    // At most 500 messages of at least 8 bytes each, in each of 500 states.
    expect(largest).toBeGreaterThan((500 * 500 * 8) / 8);
  });
});

describe('a table of values', () => {
  it('ends a search before it has more values than a map can hold', () => {
    const size = { states: 17e6, transitions: 17e6, depth: 9, bytes: 1e9, full: true, work: 0 };
    const options = { ...EXPLORE_DEFAULTS, maxStates: 1e9 };
    expect(reachedLimit(options, { largest: MAX_VALUES, mailBytes: 0 }, size)).toBe(
      '16000000 values of one variable',
    );
    expect(reachedLimit(options, { largest: 100, mailBytes: 0 }, size)).toBe('memory 1536 MiB');
  });
});

describe('a search with 1,000 properties', () => {
  const names = Array.from({ length: 1_000 }, (_, i) => i);
  const counters = COUNTERS.replace(/eventually.*/, '')
    .replace('processes:', 'state: { total: 0 }\nprocesses:')
    .replace('self.n + 1 }', 'self.n + 1, total: total + 1 }');
  const properties: Readonly<Record<string, (i: number) => string>> = {
    invariants: (i) => `total < ${i + 50}`,
    reachable: (i) => `total > ${i + 50}`,
    step_invariants: (i) => `total < ${i + 50}`,
    eventually: (i) => `total == 20 || total > ${i + 50}`,
    holds_until: (i) => `{ hold: total < ${i + 50}, until: total == 20 }`,
  };

  it.each(Object.keys(properties).flatMap((kind) => ENGINES.map(({ plain }) => [kind, plain] as const)))(
    'ends at the limit of work: %s, plain: %s',
    (kind, plain) => {
      const all = names.map((i) => `  p${i}: ${properties[kind]!(i)}`).join('\n');
      const options = { plain: plain === true, reduction: false, maxWork: 2_000_000 };
      const { found, diagnostics } = explored(`${counters}\n${kind}:\n${all}\n`, options);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(found?.hit).toMatch(/^2,000,000 checks of properties/);
      expect(found?.verdict).toBe('incomplete');
    },
  );

  it('counts the steps of expressions, and allows more for more states', () => {
    const size = { states: 9, transitions: 9, depth: 9, bytes: 9, full: false, work: 3e9 };
    const codec = { largest: 9, mailBytes: 0 };
    expect(reachedLimit(EXPLORE_DEFAULTS, codec, size)).toBe('2,000,000,000 checks of properties');
    expect(reachedLimit({ ...EXPLORE_DEFAULTS, maxStates: 2_000_000 }, codec, size)).toBeNull();
    const dear = `${counters}\ninvariants: { dear: 'range(5000).all(x, x >= 0)' }`;
    for (const engine of ENGINES) {
      expect(explored(dear, { ...engine, maxWork: 5_000_000 }).found?.hit).toBe(
        '5,000,000 checks of properties',
      );
    }
  });
});

describe('eventually', () => {
  const text = `
scenario: stuck
state: { n: 0 }
processes:
  p:
    steps:
      - { id: one, set: { n: 1 } }
      - { id: two, when: n > 1, set: { n: 2 } }
invariants: { low: n < 1 }
eventually: { high: n == 2, begun: n == 1 }
expect: { base: { explore: { holds: begun, violates: high, states: 2 } } }
`;

  it('is decided even if other properties are violated', () => {
    const { found, diagnostics } = explored(text, {});
    expect(found).toMatchObject({ verdict: 'violated', property: 'low', steps: 1 });
    expect(found?.properties.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['low', 'violated'],
      ['deadlock', 'violated'],
      ['high', 'violated'],
      ['begun', 'holds'],
    ]);
    expect(diagnostics).toEqual([]);
  });

  it('is undecided in a search that ends at the first violation', () => {
    const { found, diagnostics } = explored(text, { keepGoing: false });
    const open = found?.properties.filter(({ verdict }) => verdict === 'incomplete');
    expect(open?.map(({ name }) => name)).toEqual(['high', 'begun']);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual(
      Array(3).fill(['expect/undecided', 'warning']),
    );
  });
});

describe('the size of a state table', () => {
  it('counts both the old and the new arrays while they grow', () => {
    const table = new StateTable(2, 16);
    expect(table.fits(15, table.bytes)).toBe(true);
    expect(table.fits(17, table.bytes * 2)).toBe(false);
    expect(table.fits(17, table.bytes * 3)).toBe(true);
  });
});

describe('an expression that fails in a search', () => {
  it.each(ENGINES)('has a location and a hint with %j', (engine) => {
    const { diagnostics } = explored(
      `
scenario: index
state: { items: { type: "list<int>", init: [1] }, n: 0 }
processes: { p: { steps: [{ id: read, set: { n: 'items[3]' } }] } }
reachable: { read: n > 0 }
`,
      engine,
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'run/index',
        hint: 'check the size first, or use an instance as the index',
        span: { start: { line: 4 } },
      },
    ]);
  });
});
