import { expect, test } from 'vitest';
import type { Finding } from '../../markdown/models/finding.ts';
import { listed } from '../../tests/support/listed.ts';
import { patternProfiles, shortTitle } from './patterns.ts';

const site = {
  patterns: [
    { id: 'rare', title: 'Rare', about: null },
    { id: 'common', title: 'Common', about: null },
    { id: 'unused', title: 'Unused', about: null },
  ],
};
const finding = (id: string) => ({ id }) as Finding;

test('patterns list their incidents, with the findings and the end that the write-up names', () => {
  const a = {
    ...listed('a', {
      patterns: [{ id: 'rare', scenarios: ['race'], ended_by: 'A restart' }, 'common'],
    }),
    findings: [finding('race'), finding('other')],
  };
  const b = listed('b', { patterns: ['common'] });
  const profiles = patternProfiles([b, a], site);
  expect(
    profiles.map(({ id, cases }) => [
      id,
      cases.map(({ listed: { id }, findings, endedBy }) => [id, findings.map((one) => one.id), endedBy]),
    ]),
  ).toEqual([
    [
      'common',
      [
        ['b', [], null],
        ['a', [], null],
      ],
    ],
    ['rare', [['a', ['race'], 'A restart']]],
  ]);
});

test.each([
  ['AWS us-east-1, October 2025: an empty record', 'AWS us-east-1, October 2025'],
  ['Product pages failed', 'Product pages failed'],
  ['At 09:04 nothing worked', 'At 09:04 nothing worked'],
])('%s', (title, short) => {
  expect(shortTitle(title)).toBe(short);
});
