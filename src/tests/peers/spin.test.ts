import { beforeAll, describe, expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { type DnsRace, dnsRaceScenario } from '../explore/dns-race.ts';
import { publishedModel, scenariosIn } from '../explore/reference/read-model.ts';
import { requireSpin, type SpinResult, searchWithSpin, shortestTrail } from './spin.ts';

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
