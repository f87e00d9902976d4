import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { type DnsRace, dnsRaceScenario } from '../explore/dns-race.ts';
import { publishedModel, scenariosIn } from '../explore/reference/read-model.ts';
import { holdsInSpin, requireSpin, type SpinResult, searchWithSpin, shortestTrail } from './spin.ts';

/** Models that also exist in Promela, with the same steps. */
const PUBLISHED = [
  'alternating-bit',
  'bakery',
  'bounded-buffer',
  'burns',
  'chang-roberts',
  'dekker',
  'dijkstra-mutex',
  'dining-philosophers',
  'hanoi',
  'peterson-2',
  'peterson-n',
  'szymanski',
];

const RACES: readonly DnsRace[] = [
  { plans: 4, enactors: 2, endpoints: 3, keep: 1, fixed: false },
  { plans: 4, enactors: 2, endpoints: 3, keep: 1, fixed: true },
  { plans: 6, enactors: 3, endpoints: 3, keep: 1, fixed: false },
  { plans: 6, enactors: 3, endpoints: 3, keep: 1, fixed: true },
];

/** Our result in SPIN's format, which doesn't distinguish invariants. */
function searchHere(scenario: Scenario): SpinResult {
  const options = { ...EXPLORE_DEFAULTS, maxStates: 2_000_000, reduction: false, keepGoing: true };
  const { states, transitions, depth, violation } = explore(compile(scenario), options);
  return {
    states,
    transitions,
    depth,
    violation:
      violation === null
        ? null
        : {
            kind: violation.property === 'deadlock' ? 'deadlock' : 'assertion',
            steps: violation.moves.length,
          },
  };
}

beforeAll(requireSpin);

describe('SPIN finds the same states, transitions, depth and shortest violation', () => {
  const variants = PUBLISHED.flatMap((name) =>
    [...publishedModel(name)]
      .filter(([variant]) => variant === 'base' || variant === 'seeded')
      .map(([variant, scenario]) => ({ name, variant, scenario })),
  );

  it.each(variants)('$name, $variant', ({ name, variant, scenario }) => {
    expect(searchHere(scenario)).toEqual(searchWithSpin(name, variant === 'base' ? [] : ['SEEDED']));
  });

  it.each(RACES)('the DNS race: $plans plans, $enactors Enactors, fixed: $fixed', (race) => {
    const { plans, enactors, keep, fixed } = race;
    const scenario = scenariosIn(dnsRaceScenario(race)).get('base')!;
    const sizes = [`PLANS=${plans}`, `ENACTORS=${enactors}`, `KEEP=${keep}`];
    expect(searchHere(scenario)).toEqual(searchWithSpin('dns-race', fixed ? sizes : [...sizes, 'SEEDED']));
  });
});

it('SPIN reports the shortest violation of the DNS race at depth 11, and its trail has 12 steps like ours', () => {
  const race: DnsRace = { plans: 6, enactors: 3, endpoints: 3, keep: 1, fixed: false };
  const sizes = ['PLANS=6', 'ENACTORS=3', 'KEEP=1', 'SEEDED'];
  expect(shortestTrail('dns-race', sizes)).toEqual({ depth: 11, steps: 12 });
  const found = explore(compile(scenariosIn(dnsRaceScenario(race)).get('base')!), EXPLORE_DEFAULTS);
  expect(found.violation?.moves).toHaveLength(12);
});

/** Formulas for Peterson's algorithm, and the equivalent properties in Hindcast. */
const FORMULAS = [
  { ltl: '[]<> (inside == 0)', section: 'always_eventually', is: 'p.at("critical") + p.at("lower") == 0' },
  { ltl: '[]<> (inside > 0)', section: 'always_eventually', is: 'p.at("critical") + p.at("lower") > 0' },
  { ltl: '[]<> flag[0]', section: 'always_eventually', is: 'P0.flag' },
  { ltl: '[]<> (!flag[0] && !flag[1])', section: 'always_eventually', is: 'p.all(x, !x.flag)' },
  {
    ltl: '[]<> (turn == 1 && inside == 0)',
    section: 'always_eventually',
    is: 'turn == P1 && p.at("critical") + p.at("lower") == 0',
  },
  { ltl: '<>[] (turn == 0)', section: 'eventually_always', is: 'turn == P0' },
  { ltl: '<>[] (inside <= 1)', section: 'eventually_always', is: 'p.at("critical") + p.at("lower") <= 1' },
  { ltl: '<>[] (flag[0] || flag[1])', section: 'eventually_always', is: 'p.exists(x, x.flag)' },
  {
    ltl: '(inside == 0) W (flag[0] && flag[1])',
    section: 'holds_until',
    is: '{ hold: p.at("critical") + p.at("lower") == 0, until: "p.all(x, x.flag)" }',
  },
  {
    ltl: '(inside == 0) W (flag[0] || flag[1])',
    section: 'holds_until',
    is: '{ hold: p.at("critical") + p.at("lower") == 0, until: "p.exists(x, x.flag)" }',
  },
] as const;

describe('SPIN decides the same about fair executions', () => {
  const text = readFileSync(new URL('../explore/models/peterson-2.yaml', import.meta.url), 'utf8');

  it.each(['base', 'seeded'])("in Peterson's algorithm, %s", (variant) => {
    for (const { ltl, section, is } of FORMULAS) {
      const property = is.startsWith('{') ? is : `'${is}'`;
      const scenario = scenariosIn(`${text}${section}: { property: ${property} }\n`).get(variant)!;
      const { alsoViolated } = explore(compile(scenario), { ...EXPLORE_DEFAULTS, keepGoing: true });
      const holds = holdsInSpin('peterson-2', variant === 'base' ? [] : ['SEEDED'], ltl);
      expect([ltl, !alsoViolated.includes('property')]).toEqual([ltl, holds]);
    }
  });
});
