import { expect, test } from 'vitest';
import { servicesOf, slugText, yearOf } from './catalog.ts';

const SITE = {
  services: [
    { id: 'sts', name: 'STS', description: null, owner: null, tier: null, slo: null, dependsOn: [] },
  ],
};

test('uses the UTC year', () => {
  expect(yearOf({ started_at: '2025-12-31T23:30:00-07:00' })).toBe(2026);
  expect(yearOf({ started_at: '2026-01-01T00:30:00+09:00' })).toBe(2025);
});

test('finds a service by id, by name and with a trailing parenthesis', () => {
  expect(servicesOf(SITE, { services: ['sts', 'STS', 'STS (first window)', 'Console sign-in'] })).toEqual([
    { id: 'sts', name: 'STS' },
    { id: 'console-sign-in', name: 'Console sign-in' },
  ]);
});

test.each([
  ['ECS, EKS and Fargate', 'ecs-eks-and-fargate'],
  ['Größe / Café', 'große-cafe'],
  ['(…)', 'other'],
])('turns %s into %s in an address', (text, slug) => {
  expect(slugText(text)).toBe(slug);
});
