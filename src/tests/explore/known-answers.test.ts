import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { DNS_RACE } from '../support/models.ts';
import { type DnsRace, dnsRaceScenario } from './dns-race.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { publishedModel, scenariosIn } from './reference/read-model.ts';

interface Answer {
  readonly model: string;
  readonly variant: string;
  readonly states: number;
  readonly transitions: number;
  /** The first violated property and the length of the shortest counterexample; null if everything holds. */
  readonly violated: readonly [property: string, steps: number] | null;
}

/**
 * The entire state space of each published algorithm. Numbers published elsewhere for the same model:
 * - TLC, in the manifests of https://github.com/tlaplus/Examples (distinct states, then states generated, including
 *   initial states): locks_auxiliary_vars/Peterson 42 and 77, TwoPhase 288 and 1146, TCommit 34 and 94,
 * DiningPhilosophers 67 and 336, chang_roberts 137 and 227, Prisoners 214 and 860, EWD840 302, MCAlternatingBit
 * 240,
 *   MCPaxosTiny 3921. Here, a model with several initial states has one additional state, from which a step leads to
 *   each initial state.
 * - Die Hard: 16 states, 97 generated, 6 steps (the TLA+ video course).
 * - Hanoi: 3^n states, 3 (3^n - 1) transitions, shortest solution 2^n - 1, n = 4.
 * - Missionaries: 16 states, 11 crossings. Wolf, goat and cabbage: 10 states, 7 crossings.
 * - Token ring: k^n states, k^n + k^(n-1) (1 + (n-1) (k-1)) transitions including those to initial states, n = k = 4.
 */
const ANSWERS: readonly Answer[] = [
  answer('alternating-bit', 66, 143),
  answer('alternating-bit-tla', 240 + 1, 1028),
  answer('bakery', 234, 376),
  answer('bounded-buffer', 592, 1760),
  answer('burns', 1200, 3387),
  answer('cas-counter', 71, 108),
  answer('chandy-lamport', 416, 850),
  answer('chandy-misra', 67, 336 - 1),
  answer('chang-roberts', 137 + 1, 227),
  answer('cigarette-smokers', 290, 610),
  answer('cigarette-smokers-naive', 32, 55, ['deadlock', 5]),
  answer('circuit-breaker', 234, 646),
  answer('dekker', 134, 254),
  answer('dekker/waits_without_turn', 48, 82, ['deadlock', 4]),
  answer('dekker/without_turn', 68, 136),
  answer('die-hard', 16, 97 - 1, ['never_four', 6]),
  answer('dijkstra-mutex', 18_559, 55_677),
  answer('dining-ordered', 79, 208),
  answer('dining-philosophers', 80, 212, ['deadlock', 4]),
  answer('double-checked-locking', 184, 384),
  answer('double-checked-locking/without_second_check', 380, 768, ['one_object', 9]),
  answer('ewd840', 302 + 1, 1817),
  answer('fencing-token', 185, 363),
  answer('fischer', 28, 52, ['mutual_exclusion', 6]),
  answer('hanoi', 3 ** 4, 3 * (3 ** 4 - 1), ['not_yet', 2 ** 4 - 1]),
  answer('hyman', 48, 90, ['mutual_exclusion', 7]),
  answer('lamport-fast', 810, 1496),
  answer('le-lann', 144, 400),
  answer('mcs-lock', 3194, 8016),
  answer('mesa-monitor', 97, 149),
  answer('missionaries', 16, 34, ['not_yet', 11]),
  answer('paxos', 3921, 22_994),
  answer('peterson-2', 42, 77 - 1),
  answer('peterson-n', 465, 1047),
  answer('prisoners', 214 + 1, 860),
  answer('readers-writers', 236, 604),
  answer('ricart-agrawala', 200, 454),
  answer('sleeping-barber', 546, 1533),
  answer('szymanski', 637, 1367),
  answer('test-and-set', 32, 72),
  answer('ticket-lock', 184, 336),
  answer('token-ring', 4 ** 4 + 1, 4 ** 4 + 4 ** 3 * (1 + 3 * 3)),
  answer('transaction-commit', 34, 94 - 1),
  answer('treiber-stack', 231, 391),
  answer('two-phase-commit', 288, 1146 - 1),
  answer('two-phase-crash', 264, 698, ['deadlock', 4]),
  answer('two-phase-crash/without_crash', 144, 264),
  answer('two-phase-recovery', 558, 1193),
  answer('wolf-goat-cabbage', 10, 20, ['not_yet', 7]),
];

function answer(
  name: string,
  states: number,
  transitions: number,
  violated: Answer['violated'] = null,
): Answer {
  const [model, variant] = name.split('/') as [string, string | undefined];
  return { model, variant: variant ?? 'base', states, transitions, violated };
}

function search(scenario: Scenario, options: Partial<ExploreOptions>): Explored {
  return explore(compile(scenario), { ...EXPLORE_DEFAULTS, maxStates: 2_000_000, ...options });
}

/** A search result in the format of the table. */
function found({ states, transitions, violation }: Explored): Omit<Answer, 'model' | 'variant'> {
  return {
    states,
    transitions,
    violated: violation === null ? null : [violation.property, violation.moves.length],
  };
}

describe('published algorithms', () => {
  it.each(ANSWERS)('$model, $variant: $states states, violated: $violated', (answer) => {
    const { model, variant, ...rest } = answer;
    const scenario = publishedModel(model).get(variant)!;
    expect(found(search(scenario, { reduction: false, keepGoing: true }))).toEqual(rest);
    const reduced = search(scenario, {});
    expect(found(reduced).violated).toEqual(rest.violated);
    expect(reduced.verdict).toBe(rest.violated === null ? 'holds' : 'violated');
    if (variant !== 'base' || rest.violated !== null) return;
    expect(reduced.reached).toEqual(scenario.reachable.map(({ name }) => name));
  });

  it('are all in the table', () => {
    const files = readdirSync(new URL('./models', import.meta.url)).map((file) => file.replace('.yaml', ''));
    expect(files.length).toBeGreaterThanOrEqual(25);
    expect([...new Set(ANSWERS.map(({ model }) => model))].sort()).toEqual(files.sort());
  });

  it.each(ANSWERS)(
    '$model, $variant: every engine agrees with the reference search',
    ({ model, variant }) => {
      const scenario = publishedModel(model).get(variant)!;
      expect(disagreements(scenario, referenceOf(scenario))).toEqual([]);
    },
  );
});

describe('the DNS race', () => {
  it('with two Enactors has the states that TLC and three other searches found', () => {
    const sizes = Object.fromEntries(
      [...scenariosIn(DNS_RACE)].map(([variant, scenario]) => [
        variant,
        found(search(scenario, { reduction: false, keepGoing: true })),
      ]),
    );
    expect(sizes).toMatchObject({
      base: { states: 1130, violated: ['endpoint_resolves', 8] },
      recheck_on_apply: { states: 652, violated: null },
      keep_active: { states: 1075, violated: null },
      apply_and_cleanup_atomic: { states: 382, violated: null },
      three_enactors: { states: 15_569, violated: ['endpoint_resolves', 8] },
    });
  });

  it('agrees with the reference search, even with symmetry of the Enactors', () => {
    const scenario = scenariosIn(DNS_RACE).get('base')!;
    expect(disagreements(scenario, referenceOf(scenario), ['enactor'])).toEqual([]);
    const { states } = search(scenario, { symmetry: ['enactor'], reduction: false, keepGoing: true });
    expect(states).toBe(626);
  });

  it.each<[DnsRace, Omit<Answer, 'model' | 'variant'>]>([
    [race(4, 2, false), { states: 2444, transitions: 5471, violated: ['endpoints_resolve', 12] }],
    [race(4, 2, true), { states: 1067, transitions: 2479, violated: null }],
    [race(6, 3, false), { states: 979_670, transitions: 3_254_127, violated: ['endpoints_resolve', 12] }],
    [race(6, 3, true), { states: 133_923, transitions: 454_693, violated: null }],
    [race(5, 4, true), { states: 1_093_890, transitions: 4_648_331, violated: null }],
  ])('at a benchmark size: %o', (size, expected) => {
    const scenario = scenariosIn(dnsRaceScenario(size)).get('base')!;
    expect(found(search(scenario, { reduction: false, keepGoing: true }))).toEqual(expected);
    if (expected.states > 10_000) return;
    expect(disagreements(scenario, referenceOf(scenario), ['enactor'])).toEqual([]);
  });
});

function race(plans: number, enactors: number, fixed: boolean): DnsRace {
  return { plans, enactors, endpoints: 3, keep: 1, fixed };
}
