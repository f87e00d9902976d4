import { describe, expect, it } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import { checkScenario, variantsOf } from '../../scenario/check/check.ts';
import { applyVariant } from '../../scenario/check/variant.ts';
import { isTimeZone } from '../../time/zone.ts';
import { readYaml } from '../../yaml/read.ts';
import { DNS_RACE, PETERSON } from '../support/models.ts';
import { bruteForce } from './brute-force.ts';

/** Searches a scenario and its variants by brute force. */
function search(text: string): Record<string, ReturnType<typeof bruteForce>> {
  const source = fileSource('model.yaml', text);
  const { root } = readYaml(source, 'model');
  if (root?.kind !== 'map') throw new Error('no model');
  const options = { record: [], isZone: isTimeZone };
  const found: Record<string, ReturnType<typeof bruteForce>> = {};
  const roots = [
    { name: 'base', root },
    ...variantsOf(root).map(({ name, patches }) => ({
      name,
      root: applyVariant(source, root, patches).root,
    })),
  ];
  for (const one of roots) {
    const { scenario } = checkScenario(source, one.root, { ...options, variant: one.name });
    if (scenario === null) throw new Error(`${one.name} has errors`);
    found[one.name] = bruteForce(compile(scenario));
  }
  return found;
}

describe('the meaning of steps', () => {
  // Three independent searches and TLC agree on these numbers of states.
  it('finds the known states and shortest violation of the DNS race', () => {
    const found = search(DNS_RACE);
    expect(Object.fromEntries(Object.entries(found).map(([name, { states }]) => [name, states]))).toEqual({
      base: 1130,
      recheck_on_apply: 652,
      keep_active: 1075,
      apply_and_cleanup_atomic: 382,
      three_enactors: 15_569,
    });
    expect(found['base']?.violated).toEqual({ name: 'endpoint_resolves', steps: 8 });
    expect(found['three_enactors']?.violated).toEqual({ name: 'endpoint_resolves', steps: 8 });
    for (const fix of ['recheck_on_apply', 'keep_active', 'apply_and_cleanup_atomic']) {
      expect(found[fix]?.violated).toBeNull();
    }
  });

  it("gives Peterson's algorithm mutual exclusion, and a deadlock without the turn", () => {
    const found = search(PETERSON);
    expect(found['base']?.violated).toBeNull();
    expect(found['base']?.deadlocks).toBe(0);
    expect(found['no_turn']?.deadlocks).toBeGreaterThan(0);
  });
});
