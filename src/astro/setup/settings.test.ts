import { expect, test } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { withToday } from './settings.ts';

const asOf = (options: object, now: string) => {
  const { internal, public: open } = withToday(readConfig(options).config!, new Date(now)).editions;
  return [internal.facts.asOf, open.facts.asOf];
};

test('in development, `asOf` is today in the site’s time zone', () => {
  expect(asOf({}, '2026-03-31T22:30:00Z')).toEqual(['2026-03-31', '2026-03-31']);
  expect(asOf({ zone: 'Europe/Berlin' }, '2026-03-31T22:30:00Z')).toEqual(['2026-04-01', '2026-04-01']);
});

test('in development, a configured `asOf` counts only if it is later than today', () => {
  expect(asOf({ asOf: '2025-11-30' }, '2026-03-31T22:30:00Z')).toEqual(['2026-03-31', '2026-03-31']);
  expect(asOf({ asOf: '2027-01-01' }, '2026-03-31T22:30:00Z')).toEqual(['2027-01-01', '2027-01-01']);
});
