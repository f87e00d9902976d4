import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { EXPLORE_DEFAULTS } from '../../explore/explore-options.ts';
import { compile } from '../../model/compile.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { dnsRaceScenario } from './dns-race.ts';
import { KNOWN_ANSWERS } from './known-answers.ts';
import { plainSearch } from './plain-search.ts';
import { publishedModel, scenariosIn } from './read-model.ts';

/** Larger spaces are left to the explorer: the plain search would take seconds for each. */
const MOST_PLAIN = 4_500;

function scenarioOf(model: string, variant: string): Scenario {
  const scenario = publishedModel(model).get(variant);
  if (scenario === undefined) throw new Error(`${model} has no variant ${variant}`);
  return scenario;
}

describe('published algorithms', () => {
  it('are all in the table, at least 25 of them, with at least 20 seeded bugs', () => {
    const files = readdirSync(new URL('./models/', import.meta.url)).map((file) => file.replace('.yaml', ''));
    expect(new Set(KNOWN_ANSWERS.map(([model]) => model))).toEqual(new Set(files));
    expect(files.length).toBeGreaterThanOrEqual(25);
    const seeded = KNOWN_ANSWERS.filter(([, variant]) => variant === 'seeded');
    expect(seeded.length).toBeGreaterThanOrEqual(20);
    expect(seeded.filter(([, , verdict]) => verdict !== 'violated')).toEqual([]);
  });

  it.each(KNOWN_ANSWERS)(
    '%s, %s: %s, %d states',
    (model, variant, verdict, states, transitions, property, steps) => {
      const scenario = scenarioOf(model, variant);
      const compiled = compile(scenario);
      const found = explore(compiled, { ...EXPLORE_DEFAULTS, reduction: false, keepGoing: true });
      expect([found.verdict, found.states, found.transitions]).toEqual([verdict, states, transitions]);
      expect([found.violation?.property ?? null, found.violation?.moves.length ?? null]).toEqual([
        property,
        steps,
      ]);
      const reduced = explore(compiled, EXPLORE_DEFAULTS);
      expect([reduced.verdict, reduced.violation?.moves.length ?? null]).toEqual([verdict, steps]);
      if (states > MOST_PLAIN) return;
      const plain = plainSearch(scenario);
      expect([plain.states, plain.transitions]).toEqual([states, transitions]);
    },
  );
});

describe('the DNS race at other sizes', () => {
  it.each([
    [6, 3, 3, 1, true, 133_923, 454_693, null],
    [5, 4, 3, 1, true, 1_093_890, 4_648_331, null],
    [4, 2, 3, 1, false, 2_444, null, 12],
    [6, 3, 3, 1, false, 979_670, null, 12],
  ] as const)(
    '%d plans, %d Enactors, %d endpoints, keep %d, fixed %s: %d states',
    (plans, enactors, endpoints, keep, fixed, states, transitions, steps) => {
      const scenario = scenariosIn(dnsRaceScenario({ plans, enactors, endpoints, keep, fixed })).get('base')!;
      const found = explore(compile(scenario), {
        ...EXPLORE_DEFAULTS,
        maxStates: 2_000_000,
        keepGoing: true,
      });
      expect(found.states).toBe(states);
      if (transitions !== null) expect(found.transitions).toBe(transitions);
      expect(found.violation?.moves.length ?? null).toBe(steps);
    },
  );
});
