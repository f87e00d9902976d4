import { describe, expect, test } from 'vitest';
import type { SiteService } from '../../config/site.ts';
import { listed } from '../../tests/support/listed.ts';
import { DAY, MINUTE } from '../../time/duration.ts';
import { budgetUse, merged, serviceProfiles } from './services.ts';

const service = (id: string, fields: Partial<SiteService> = {}): SiteService => ({
  id,
  name: id.toUpperCase(),
  description: null,
  owner: null,
  tier: null,
  slo: { target: 0.999, window: 30 * DAY },
  dependsOn: [],
  ...fields,
});

const SITE = { services: [service('api', { dependsOn: ['store'] }), service('store')], asOf: '2026-03-31' };

const impact = (from: string | null, to: string | null, name = 'api') => ({ service: name, from, to });

const profile = (id: string, ...rows: ReturnType<typeof impact>[]) =>
  serviceProfiles([listed('one', { services: ['api'], impact: rows })], SITE).find((one) => one.id === id)!;

test('merges periods that touch or overlap', () => {
  expect(
    merged([
      { from: 5, to: 9 },
      { from: 0, to: 3 },
      { from: 3, to: 4 },
      { from: 6, to: 7 },
    ]),
  ).toEqual([
    { from: 0, to: 4 },
    { from: 5, to: 9 },
  ]);
});

test('impact time excludes rows without an end and rows about customers', () => {
  const api = serviceProfiles(
    [
      listed('one', {
        services: ['api'],
        impact: [
          impact('2026-03-01T10:00:00Z', '2026-03-01T10:30:00Z'),
          impact('2026-03-01T10:20:00Z', '2026-03-01T10:40:00Z', 'API (writes)'),
          impact('2026-03-01T12:00:00Z', null),
          { service: 'api', who: 'A shop', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
        ],
      }),
    ],
    SITE,
  )[0]!;
  expect(api.impact).toBe(40 * MINUTE);
  expect(api.uncounted).toBe(1);
  expect(api.incidents).toHaveLength(1);
});

test('lists dependencies in both directions', () => {
  expect(profile('api').dependsOn).toEqual([{ id: 'store', name: 'STORE' }]);
  expect(profile('store').dependents).toEqual([{ id: 'api', name: 'API' }]);
});

test('a service that only a write-up names has no objective', () => {
  const [, , lone] = serviceProfiles([listed('one', { services: ['Lone one'] })], SITE);
  expect(lone).toMatchObject({ id: 'lone-one', own: null, impact: 0 });
  expect(budgetUse(lone!, SITE)).toBeNull();
});

describe('an error budget', () => {
  test('is what the objective leaves of the window', () => {
    expect(budgetUse(profile('api'), SITE)).toMatchObject({ budget: 43.2 * MINUTE, current: 0, worst: null });
  });

  test('counts the part of a period inside the window', () => {
    // The 30 days ending on March 31 start on March 2.
    const use = budgetUse(profile('api', impact('2026-03-01T23:50:00Z', '2026-03-02T00:20:00Z')), SITE)!;
    expect(use.current).toBe(20 * MINUTE);
    expect(use.worst?.used).toBe(30 * MINUTE);
  });

  test('finds the worst window, and has no current one without `asOf`', () => {
    const rows = [
      impact('2026-01-01T00:00:00Z', '2026-01-01T00:10:00Z'),
      impact('2026-02-01T00:00:00Z', '2026-02-01T00:20:00Z'),
      impact('2026-02-20T00:00:00Z', '2026-02-20T00:05:00Z'),
    ];
    const use = budgetUse(profile('api', ...rows), { asOf: null })!;
    expect(use.current).toBeNull();
    expect(use.worst).toEqual({ used: 25 * MINUTE, ends: Date.UTC(2026, 1, 20, 0, 5) * 1000 });
  });
});
