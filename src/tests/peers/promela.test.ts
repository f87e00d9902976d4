import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { RunError } from '../../engine/state/run-error.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { exportModel, withoutHiddenDeadlock } from '../explore/promela/exported-model.ts';
import { publishedModel, scenariosIn } from '../explore/reference/read-model.ts';
import { randomModel } from '../random/models.ts';
import { type CheckedExport, checkExport } from './exported.ts';
import { requireSpin } from './spin.ts';

/** Published models with at most a few thousand states: locks, queues, elections, commits, puzzles. */
const PUBLISHED = [
  'alternating-bit',
  'alternating-bit-tla',
  'bakery',
  'cas-counter',
  'chandy-lamport',
  'chang-roberts',
  'cigarette-smokers',
  'circuit-breaker',
  'dekker',
  'die-hard',
  'dining-philosophers',
  'double-checked-locking',
  'ewd840',
  'fencing-token',
  'hanoi',
  'lamport-fast',
  'le-lann',
  'mesa-monitor',
  'peterson-n',
  'readers-writers',
  'ricart-agrawala',
  'test-and-set',
  'token-ring',
  'transaction-commit',
  'treiber-stack',
  'two-phase-commit',
  'two-phase-crash',
  'two-phase-recovery',
];

function compare(scenario: Scenario): CheckedExport {
  const { promela: text, complete: _, ...here } = exportModel(scenario);
  const there = checkExport(text);
  const sorted = { ...there, formulas: [...there.formulas].sort() };
  expect(withoutHiddenDeadlock(sorted)).toEqual(withoutHiddenDeadlock(here));
  return there;
}

beforeAll(requireSpin);

describe('SPIN finds the same states and verdicts in an exported model', () => {
  const variants = PUBLISHED.flatMap((name) =>
    [...publishedModel(name)].map(([variant, scenario]) => ({ name, variant, scenario })),
  );

  it.each(variants)('$name, $variant', ({ scenario }) => {
    compare(scenario);
  });

  it('has models with and without violations', () => {
    expect(variants.filter(({ variant }) => variant === 'base').length).toBeGreaterThan(20);
    expect(variants.filter(({ variant }) => variant !== 'base').length).toBeGreaterThan(20);
  });
});

describe('SPIN decides the same about properties of executions in an exported model', () => {
  const peterson = (more: string): string => `scenario: turns
state: { turn: A }
processes:
  worker:
    instances: { A: { other: B }, B: { other: A } }
    loop: true
    local: { flag: false }
    steps:
      - { id: raise, set: { self.flag: true } }
      - { id: yield, set: { turn: self.other } }
      - { id: wait, when: '!worker[self.other].flag || turn == self.id' }
      - { id: critical, set: { self.flag: false } }
${more}`;
  const CASES = [
    ['gets in', peterson('eventually: { in: { from: A.step == "yield", to: A.step == "critical" } }'), []],
    [
      'keeps getting in',
      peterson(
        'always_eventually: { again: A.step == "critical", never: turn == A && A.flag && B.step == "critical" }',
      ),
      ['never'],
    ],
    ['settles', peterson('eventually_always: { settles: turn == A }'), ['settles']],
    [
      'holds until',
      peterson(`holds_until:
  fine: { hold: worker.at("critical") == 0, until: 'worker.exists(w, w.flag)' }
  wrong: { hold: '!A.flag', until: B.flag }`),
      ['wrong'],
    ],
    [
      'a fault that need not happen',
      `scenario: faulty
state: { up: true, broken: false }
processes: { p: { loop: true, steps: [{ id: work, when: up, set: { broken: false } }] } }
faults: [{ id: outage, at: 1m, set: { broken: true } }]
eventually: { breaks: broken }`,
      ['breaks'],
    ],
    [
      'an unfair process, and a timer',
      `scenario: lazy
state: { done: false, late: { type: timer, init: 5s } }
processes: { p: { fair: none, may_wait: true, steps: [{ id: work, set: { done: true } }] } }
eventually: { works: done, expires: late.over }`,
      ['works'],
    ],
    [
      'several initial states',
      `scenario: starts
init: { choose: { n: [1, 3, 4] }, where: n > 1 }
state: { n: 1 }
processes: { p: { steps: [{ id: half, when: n > 2, set: { n: n - 2 }, to: p }] } }
holds_until: { large: { hold: n > 2, until: n == 1 }, more: { hold: n > 0, until: n == 9 } }
eventually: { small: n < 3 }`,
      ['large'],
    ],
  ] as const;

  it.each(CASES)('%s', (_, text, violated) => {
    const { formulas } = compare(scenariosIn(text).get('base')!);
    expect(formulas).toEqual(violated);
  });
});

/** Each takes a second or two, mostly for compiling SPIN's verifier. */
const MODELS = 12;

describe('SPIN finds the same in random models', () => {
  const KINDS = [
    { name: 'with messages, timers, faults and calls', eventful: true, properties: false, seed: 51 },
    { name: 'with properties of steps and executions', eventful: false, properties: true, seed: 52 },
    { name: 'with all of these', eventful: true, properties: true, seed: 53 },
  ] as const;

  it.each(KINDS)('$name', ({ eventful, properties, seed }) => {
    let compared = 0;
    let refused = 0;
    fc.assert(
      fc.property(randomModel(false, eventful, properties), ({ text }) => {
        const scenario = scenariosIn(text).get('base')!;
        let here: ReturnType<typeof exportModel>;
        try {
          here = exportModel(scenario);
        } catch (error) {
          if (!(error instanceof RunError)) throw error;
          refused++;
          return;
        }
        const { promela: exported, complete: _, ...expected } = here;
        const left = /Not expressed:/.test(exported);
        const { formulas, ...there } = checkExport(exported);
        const { formulas: violated, ...same } = expected;
        expect(withoutHiddenDeadlock(there), `${text}\n${exported}`).toEqual(withoutHiddenDeadlock(same));
        if (!left) expect([...formulas].sort(), `${text}\n${exported}`).toEqual(violated);
        compared++;
      }),
      { seed, numRuns: MODELS, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(MODELS / 3);
    expect(compared + refused).toBeGreaterThanOrEqual(MODELS);
  });
});
