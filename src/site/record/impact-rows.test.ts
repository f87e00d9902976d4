import { expect, test } from 'vitest';
import { incidentSchema } from '../../incident/incident.ts';
import { MINUTE } from '../../time/duration.ts';
import { impactGroups, impactMoments } from './impact-rows.ts';

const incident = incidentSchema.parse({
  title: 't',
  summary: 's',
  severity: 'SEV1',
  started_at: '2025-10-19T23:48:00-07:00',
  impact: [
    { who: 'Hospitals', service: 'Connect' },
    { service: 'DynamoDB', from: '2025-10-20T06:48:00Z', to: '2025-10-20T09:40:00Z' },
    { service: 'Support', to: '2025-10-20T09:40:30Z' },
    { who: 'Users', value: 17_000_000, unit: 'reports' },
    { who: 'Insurers', value: '38-581 million', unit: 'USD' },
    { who: 'Sites', value: 20, unit: '% of websites' },
  ],
});

test('lists services before people, each group in file order', () => {
  const groups = impactGroups(incident.impact).map(({ title, rows }) => [
    title,
    rows.map(({ name }) => name),
  ]);
  expect(groups).toEqual([
    ['Services', ['DynamoDB', 'Support']],
    ['People and organizations', ['Hospitals', 'Users', 'Insurers', 'Sites']],
  ]);
});

test('adds thousands separators to numbers, but not to text', () => {
  const rows = impactGroups(incident.impact).flatMap((group) => group.rows);
  expect(rows.map(({ amount }) => amount)).toEqual([
    null,
    null,
    null,
    '17,000,000 reports',
    '38-581 million USD',
    '20% of websites',
  ]);
  expect(rows.map(({ through }) => through)).toEqual([null, null, 'Connect', null, null, null]);
});

test('measures times from the start; an open interval has no length', () => {
  const [, whole, open] = incident.impact;
  expect(impactMoments(whole!, incident)).toEqual({
    from: { t: 0, precision: 'minute' },
    to: { t: 172 * MINUTE, precision: 'minute' },
    length: 172 * MINUTE,
  });
  expect(impactMoments(open!, incident)).toEqual({
    from: null,
    to: { t: 172 * MINUTE + 30_000_000, precision: 'exact' },
    length: null,
  });
});
