import { describe, expect, test } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import { evaluateText, resultOf } from '../support/evaluate-text.ts';
import { scenariosIn } from './reference/read-model.ts';

const COUNTER = (init: string, more = '') => `
scenario: counter
until: 1m
const: { three: 3 }
state: { n: 7, mode: { enum: [slow, fast] }, first: { type: p, init: A } }
${init}
processes:
  p:
    instances: [A, B]
    steps:
      - { id: go, delay: 1s, when: self.id == first || mode == fast, set: { n: n + 1 }, may_wait: true }
invariants: { small: n < 4 }
explore: {}
${more}`;

const ALL = 'init: { choose: { n: range(three), mode: [slow, fast] } }';
const SOME =
  'init: { choose: { n: [0, 2, 1], mode: [slow, fast] }, where: n > 0 && (n > 1 || mode == fast) }';

const modelOf = (text: string) => compile(scenariosIn(text).get('base')!);

describe('a search with several initial states', () => {
  test.each([
    // One instance moves in slow mode, and two move in fast mode: 3 * (2 + 4) states.
    ['starts in all combinations', ALL, 6, 18],
    ['starts only in those that meet the condition', SOME, 3, 2 + 4 + 4],
  ])('%s', (_, init, initialStates, states) => {
    const model = modelOf(COUNTER(init));
    for (const plain of [false, true]) {
      const found = explore(model, { ...EXPLORE_DEFAULTS, plain, keepGoing: true, reduction: false });
      expect(found).toMatchObject({ initialStates, states, complete: true });
    }
  });

  test('says which values a shortest counterexample starts with', () => {
    const [base, variant, other] = resultOf(
      COUNTER(
        SOME,
        'variants: { slowly: { init.where: n > 0 && mode == slow }, limited: { p.go.when: n < 3 } }',
      ),
      { only: 'explore' },
    ).explorations;
    expect(base).toMatchObject({ property: 'small', steps: 2, initialStates: 3 });
    expect(base!.start).toEqual([
      { name: 'n', value: 2, text: '2' },
      { name: 'mode', value: 'fast', text: 'fast' },
    ]);
    expect(base!.trace.map(({ changes }) => changes.map(({ from, to }) => [from, to]))).toEqual([
      [[2, 3]],
      [[3, 4]],
    ]);
    expect(base!.timing!.possible).toBe(true);
    // The variant can't start in the counterexample's initial state.
    expect([variant!.verdict, variant!.againstBase]).toEqual(['holds', null]);
    expect(other!.againstBase).toMatchObject({ followed: 1, of: 2 });
    expect(other!.againstBase!.trace[0]!.changes).toMatchObject([{ name: 'n', from: 2, to: 3 }]);
  });

  test('finds a violation in an initial state', () => {
    const { explorations } = resultOf(COUNTER('init: { choose: { n: range(6) } }'), { only: 'explore' });
    expect(explorations[0]).toMatchObject({ property: 'small', steps: 0, trace: [] });
    expect(explorations[0]!.start).toEqual([{ name: 'n', value: 4, text: '4' }]);
  });

  test('counts initial states up to renaming with symmetry', () => {
    const model = modelOf(COUNTER('init: { choose: { first: [A, B], mode: [slow, fast] } }'));
    for (const plain of [false, true]) {
      const options = { ...EXPLORE_DEFAULTS, plain, keepGoing: true };
      expect(explore(model, options).initialStates).toBe(4);
      const found = explore(model, { ...options, symmetry: ['p'] });
      expect(found.initialStates).toBe(2);
      expect(found.violation).toMatchObject({ property: 'small', moves: [] });
    }
  });

  test('stops at the state limit', () => {
    const model = modelOf(COUNTER('init: { choose: { n: range(1000) } }').replace('n < 4', 'n < 4000'));
    for (const plain of [false, true]) {
      const found = explore(model, { ...EXPLORE_DEFAULTS, plain, maxStates: 100 });
      expect(found).toMatchObject({ verdict: 'incomplete', states: 100, hit: 'max_states 100' });
    }
  });
});

describe('a run with several initial states', () => {
  const startOf = (text: string, seed: number, variant = 0): string => {
    const found = resultOf(`${text}simulate: { seed: ${seed} }\n`, { only: 'run' }).runs[variant]!;
    return found.notes[0]!;
  };

  test('draws one of those that meet the condition, with equal probability', () => {
    const counts = new Map<string, number>();
    for (let seed = 1; seed <= 150; seed++) {
      const note = startOf(COUNTER(SOME), seed);
      counts.set(note, (counts.get(note) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([
      'Starts with n = 1, mode = fast, drawn from 3 initial states.',
      'Starts with n = 2, mode = fast, drawn from 3 initial states.',
      'Starts with n = 2, mode = slow, drawn from 3 initial states.',
    ]);
    // Each initial state is expected 50 times, with a standard deviation of 5.8.
    expect(Math.min(...counts.values())).toBeGreaterThan(30);
  });

  test('draws the same in a variant', () => {
    const text = COUNTER(SOME, 'variants: { later: { p.go.delay: 3s } }\n');
    for (let seed = 1; seed <= 10; seed++) expect(startOf(text, seed)).toBe(startOf(text, seed, 1));
  });

  test('starts its marks and properties in that state', () => {
    const text = COUNTER('init: { choose: { n: [5] } }');
    const [found] = resultOf(text, { only: 'run' }).runs;
    expect(found!.properties[0]).toMatchObject({ name: 'small' });
    expect(found!.final).toMatchObject({ n: 6 });
  });
});

test('a condition that no combination meets is an error', () => {
  const text = COUNTER('init: { choose: { n: range(3) }, where: n > 3 }');
  for (const only of ['run', 'explore'] as const) {
    const [found] = evaluateText(text, { only }).diagnostics;
    expect(found).toMatchObject({ code: 'run/init', severity: 'error' });
    expect(found!.span!.start.line).toBe(6);
  }
});
