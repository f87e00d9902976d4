import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { measuresOf } from '../drawings/strip-plot.ts';
import { facetsOf } from './facets.ts';

const SITE = {
  services: [],
  severities: ['SEV1', 'SEV2'].map((id, i) => ({
    id,
    name: id,
    meaning: null,
    order: i + 1,
    tone: 'high' as const,
  })),
};
const INCIDENTS = [
  listed('c', {
    started_at: '2026-02-01T00:00:00Z',
    severity: 'SEV2',
    services: ['b'],
    categories: ['DNS', 'dns', 'x'],
  }),
  listed('b', {
    started_at: '2025-02-01T00:00:00Z',
    severity: 'SEV1',
    services: ['a', 'b'],
    detected_at: '2025-02-01T00:05:00Z',
  }),
  listed('a', { started_at: '2025-01-01T00:00:00Z', severity: 'SEV2', services: ['b'] }),
];

test('sorts years newest first, severities worst first, services and tags by count', () => {
  const facets = facetsOf(INCIDENTS, SITE);
  const labels = Object.values(facets).map((values) =>
    values.map((one) => `${one.label} ${one.incidents.length}`),
  );
  expect(labels).toEqual([
    ['2026 1', '2025 2'],
    ['SEV1 1', 'SEV2 2'],
    ['b 3', 'a 1'],
    ['dns 1', 'x 1'],
  ]);
});

test('a measure has a row for each group with a value', () => {
  const [detect, , , resolve] = measuresOf(INCIDENTS, SITE);
  expect(detect).toMatchObject({ known: 1, formula: 'detected_at − started_at' });
  expect(detect!.bySeverity.map(({ label, values }) => [label, values])).toEqual([['SEV1', [300_000_000]]]);
  expect(detect!.byYear.map(({ label }) => label)).toEqual(['2025']);
  expect(resolve).toMatchObject({ known: 0, bySeverity: [], byYear: [] });
});
