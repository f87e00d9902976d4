import { expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../../explore/space/options.ts';
import { compile } from '../../model/compile.ts';
import { dnsRaceScenario } from '../explore/dns-race.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';

it('the fixed DNS race with 7 plans and 4 Enactors has 8,700,771 states in at most 32 bytes each', () => {
  const size = { plans: 7, enactors: 4, endpoints: 3, keep: 1, fixed: true };
  const model = compile(scenariosIn(dnsRaceScenario(size)).get('base')!);
  const found = explore(model, { ...EXPLORE_DEFAULTS, maxStates: 10_000_000 });
  expect(found).toMatchObject({ verdict: 'holds', states: 8_700_771, transitions: 38_176_929, hit: null });
  expect(found.bytes / found.states).toBeLessThan(32);
});
