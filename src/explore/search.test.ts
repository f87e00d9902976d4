import { describe, expect, it } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate } from '../hindcast.ts';
import { compile } from '../model/compile.ts';
import type { Model } from '../model/model.ts';
import type { Exploration } from '../result.ts';
import { checkScenario, variantsOf } from '../scenario/check/check.ts';
import { applyVariant } from '../scenario/check/variant.ts';
import { DNS_RACE, PETERSON } from '../tests/support/models.ts';
import { readYaml } from '../yaml/read.ts';
import { explore } from './search.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions } from './space/options.ts';

/** Models from a scenario: the base and its variants. */
function models(text: string): Map<string, Model> {
  const source = fileSource('model.yaml', text);
  const { root } = readYaml(source, 'model');
  if (root?.kind !== 'map') throw new Error('no model');
  const roots = [
    { name: 'base', root },
    ...variantsOf(root).map(({ name, patches }) => ({
      name,
      root: applyVariant(source, root, patches).root,
    })),
  ];
  return new Map(
    roots.map((one) => {
      const checked = checkScenario(source, one.root, { record: [], isZone: () => true, variant: one.name });
      if (checked.scenario === null)
        throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
      return [one.name, compile(checked.scenario)];
    }),
  );
}

function search(text: string, options: Partial<ExploreOptions> = {}) {
  return explore(models(text).get('base')!, { ...EXPLORE_DEFAULTS, keepGoing: true, ...options });
}

/** A scenario's explorations by variant, as they appear on a page. */
function explorations(text: string): Map<string, Exploration> {
  const { result, diagnostics } = evaluate(fileSource('model.yaml', text));
  if (result === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return new Map(result.explorations.map((one) => [one.variant, one]));
}

describe('the DNS race', () => {
  it.each([false, true])('has its known states and shortest violation (plain search: %s)', (plain) => {
    const counts = [...models(DNS_RACE)].map(([name, model]) => {
      const found = explore(model, { ...EXPLORE_DEFAULTS, keepGoing: true, plain });
      return [name, found.states, found.verdict, found.violation?.moves.length ?? null];
    });
    expect(counts).toEqual([
      ['base', 1130, 'violated', 8],
      ['recheck_on_apply', 652, 'holds', null],
      ['keep_active', 1075, 'holds', null],
      ['apply_and_cleanup_atomic', 382, 'holds', null],
      ['three_enactors', 15_569, 'violated', 8],
    ]);
  });

  it('has 626 states if the Enactors are interchangeable', () => {
    const found = search(DNS_RACE, { symmetry: ['enactor'] });
    expect([found.states, found.verdict, found.violation?.moves.length]).toEqual([626, 'violated', 8]);
  });

  it('reports the stale read and compares the fixes', () => {
    const all = explorations(DNS_RACE);
    const base = all.get('base')!;
    expect(base.trace.map(({ actor, step }) => `${actor} ${step}`)).toEqual([
      'planner publish',
      'E1 pick',
      'planner publish',
      'planner publish',
      'E2 pick',
      'E2 apply',
      'E1 apply',
      'E2 cleanup',
    ]);
    expect(base.trace.at(-1)?.breaks).toEqual(['endpoint_resolves']);
    expect(base.trace.at(-1)?.say).toBe('deletes plans up to 1');
    expect(base.staleReads).toEqual([
      { actor: 'E1', check: 1, use: 6, variables: ['newest', 'active'], changedBy: [2, 3, 5] },
    ]);
    // E2 would pick immediately, long before the planner had published three times.
    expect(base.timing).toMatchObject({ possible: false });
    expect(base.timing?.note).toContain("E2's pick happens as soon as it can");
    const recheck = all.get('recheck_on_apply')?.againstBase;
    expect(recheck).toMatchObject({ followed: 6, of: 8, divergesAt: 'E1: apply' });
    expect(recheck?.trace).toEqual(base.trace.slice(0, 6));
    expect(recheck?.instead).toMatchObject({ kind: 'skip', actor: 'E1', say: 'skips apply' });
    expect(all.get('keep_active')?.againstBase?.trace.at(-1)).toMatchObject({
      say: 'deletes plans up to 1',
      changes: [],
    });
    expect(all.get('keep_active')?.againstBase).toMatchObject({
      followed: 8,
      of: 8,
      divergesAt: null,
      instead: null,
    });
  });

  it('is possible in time if picking can take long enough', () => {
    const slow = DNS_RACE.replace(
      'when: newest > active\n',
      'when: newest > active\n        delay: { dist: uniform, min: 0s, max: 200s }\n',
    );
    const { timing } = explorations(slow).get('base')!;
    expect(timing?.possible).toBe(true);
    expect(timing?.times[3]).toBe(120_000_000);
    expect([...timing!.times].sort((a, b) => a - b)).toEqual(timing?.times);
  });
});

describe('limits', () => {
  const counters = `
scenario: counters
processes:
  p:
    instances: [A, B, C, D, E, F, G, H]
    local: { n: 0 }
    steps: [{ id: count, while: self.n < 9, set: { self.n: self.n + 1 } }]
`;

  it('end a search that is too large', () => {
    const found = search(counters, { maxStates: 20_000, reduction: false });
    expect(found).toMatchObject({
      verdict: 'incomplete',
      complete: false,
      hit: 'max_states 20000',
      states: 20_000,
    });
  });

  it('include a stop by the caller', () => {
    expect(search(counters, { reduction: false, stop: (states) => states > 5_000 })).toMatchObject({
      verdict: 'incomplete',
      hit: 'stopped',
    });
  });

  it('are not reached with partial-order reduction', () => {
    expect(search(counters)).toMatchObject({ verdict: 'holds', states: 81 });
  });

  it('do not depend on the range of values, which widens slots in both directions', () => {
    const wide = `
scenario: wide
state: { up: 0, down: 0, text: '', set: { type: set<int>, init: [] } }
processes:
  p:
    steps: [{ id: a, while: up < 300, set: { up: up + 1, down: down - 7, set: 'size(set) < 40 ? set + [up] : set' } }]
invariants: { small: up <= 300 && down >= -2100 }
`;
    for (const plain of [true, false]) {
      expect(search(wide, { plain })).toMatchObject({ verdict: 'holds', states: 302, depth: 301 });
    }
  });
});

describe('eventually', () => {
  const lock = (fair: string): string => `
scenario: lock
state: { lock: { enum: [free, A, B] } }
processes:
  p:
    instances: [A, B]
    loop: true
    fair: ${fair}
    steps:
      - { id: wait, when: lock == free, set: { lock: self.id } }
      - { id: inside, set: { lock: free } }
eventually:
  a_gets_in: { from: A.step == wait, to: A.step == inside }
`;

  it('is violated by a loop that weak fairness allows and strong fairness forbids', () => {
    const weak = search(lock('weak'));
    expect(weak.violation?.property).toBe('a_gets_in');
    expect(weak.violation?.loop).not.toBeNull();
    expect(weak.violation?.moves.every(({ subject }) => subject === 1)).toBe(true);
    expect(search(lock('strong')).verdict).toBe('holds');
  });

  it("holds for Peterson's algorithm, where waiting is fair", () => {
    expect(search(PETERSON).verdict).toBe('holds');
  });

  it('is violated where no instance has to move', () => {
    const lazy = `
scenario: lazy
state: { done: false }
processes:
  p: { fair: none, steps: [{ id: work, set: { done: true } }] }
eventually: { done: done }
`;
    expect(search(lazy).violation).toMatchObject({ property: 'done', loop: null });
    expect(search(lazy.replace('fair: none, ', '')).verdict).toBe('holds');
  });
});

describe('a search without time', () => {
  it('lets a timer expire at any time', () => {
    const lease = `
scenario: lease
state: { writes: 0, at_risk: false }
const: { length: 10s }
processes:
  holder:
    local: { lease: { type: timer, init: length } }
    steps:
      - { id: check, skip_if: self.lease.over, skip_to: end }
      - { id: write, set: { writes: writes + 1, at_risk: self.lease.over } }
invariants: { safe: '!at_risk' }
`;
    expect(search(lease).violation?.moves.map(({ kind }) => kind)).toEqual(['step', 'timer', 'step']);
  });

  it('starts and ends faults once, and restores what they set', () => {
    const fault = `
scenario: fault
state: { up: true, n: 0 }
processes:
  p: { steps: [{ id: a, when: '!up', set: { n: n + 1 } }, { id: b, when: up, set: { n: n + 1 } }] }
faults: [{ id: cut, at: 1m, for: 1m, set: { up: false } }]
reachable: { both: n == 2 }
`;
    const found = search(fault);
    expect(found.reached).toEqual(['both']);
    // Before the fault: 1 state. While it is active: 0 or 1 steps. After it: 0, 1 or 2 steps.
    expect(found.states).toBe(6);
  });

  it('loses, duplicates and reorders messages as channels allow', () => {
    const mail = (channel: string): string => `
scenario: mail
state: { got: { type: list<int>, init: [] } }
processes:
  a: { steps: [{ id: one, send: { to: b, body: { n: 1 }, via: net } }, { id: two, send: { to: b, body: { n: 2 }, via: net } }] }
  b: { loop: true, steps: [{ id: take, receive: { as: m }, set: { got: 'got + [m.n]' } }] }
channels: { net: ${channel} }
reachable:
  in_order: got == [1, 2]
  swapped: got == [2, 1]
  lost: got == [2]
  doubled: got == [1, 1]
`;
    expect(search(mail('{}')).reached).toEqual(['in_order']);
    expect(search(mail('{ order: any }')).reached).toContain('swapped');
    expect(search(mail('{ loss: 0.1 }')).reached).toContain('lost');
    expect(search(mail('{ duplicate: 0.1 }')).reached).toContain('doubled');
  });

  it('lets a call fail if its service can fail', () => {
    const call = `
scenario: call
state: { up: true, failed: false }
processes:
  p:
    steps:
      - { id: ask, call: { to: shop }, fail_to: sorry, then: end }
      - { id: sorry, set: { failed: true } }
services: { shop: { available: up } }
reachable: { failed: failed }
`;
    expect(search(call).reached).toEqual(['failed']);
    expect(search(call.replace('{ available: up }', '{}')).reached).toEqual([]);
    expect(search(call.replace('fail_to: sorry, ', '')).reached).toEqual([]);
  });
});

describe('a model with more variables than a search allows', () => {
  const variables = Array.from({ length: 2001 }, (_, i) => `  v${i}: 0\n`).join('');
  const smaller = 'search the model with fewer instances: `explore: { instances: { p: 3 } }`';
  it.each([
    ['without processes', '', 2001, 3, 'make the model smaller'],
    ['with one instance', 'processes: { p: { steps: [{ id: a }] } }\n', 2002, 2004, 'make the model smaller'],
    ['with many', 'processes: { p: { instances: 40, steps: [{ id: a }] } }\n', 2041, 2004, smaller],
  ])('is refused at its largest process: %s', (_, processes, count, line, hint) => {
    const text = `scenario: large\nstate:\n${variables}${processes}faults: [{ id: f, at: 1m, for: 1m, set: { v1: 1 } }]\nexplore: {}\n`;
    expect(evaluate(fileSource('model.yaml', text)).diagnostics).toMatchObject([
      {
        code: 'explore/too-large',
        message: `each state in this model has ${count.toLocaleString('en-US')} variables; the limit for a search is 2,000`,
        hint,
        span: { start: { line } },
      },
    ]);
  });
});
