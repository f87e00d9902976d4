import { expect, test } from 'vitest';
import { z } from 'zod';
import { scenarioSchema } from '../../scenario/schema/scenario.ts';
import { SECTIONS } from './numbers.ts';
import { NOT_QUANTITIES } from './quantities.ts';

/** Keys whose values may contain numbers that a prediction depends on. */
const QUANTITIES =
  'above arrivals as at autoscale available backoff base below body breaker budget burst cache call calls cap capacity chance choose concurrency conditions cooldown count deep delay down draw duplicate either every factor failures fair fill for head health_check healthy_after held init instances is keys latency let limit local lookup_gap loop loss max max_wait mean members metric min min_healthy negative_ttl open_for p50 p99 per_success pools popularity priority probes profile queue rate receive retry scale send service_time services set shape share size skip_if slowdown start start_time step steps target threshold throttle timeout timeouts times ttl unhealthy_after until value values via waiting weight when where which while window'.split(
    ' ',
  );

type Json = { readonly [key: string]: unknown };

function keysIn(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const item of node) keysIn(item, found);
  else if (typeof node === 'object' && node !== null) {
    const { properties, ...rest } = node as Json;
    for (const [key, value] of Object.entries((properties ?? {}) as Json)) {
      found.add(key);
      keysIn(value, found);
    }
    const { examples: _examples, default: _default, ...schemas } = rest;
    keysIn(Object.values(schemas), found);
  }
  return found;
}

test('every key of the language is classified as a quantity or not', () => {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' }) as Json;
  const definitions = (schema['$defs'] ?? {}) as Json;
  const properties = schema['properties'] as Json;
  const keys = keysIn([definitions, ...SECTIONS.map((section) => properties[section])]);
  expect(keys.size).toBeGreaterThan(80);
  expect([...keys].filter((key) => !NOT_QUANTITIES.has(key)).sort()).toEqual(QUANTITIES);
});
